//! How much of a variant a transfer carries, and what arrived.
use sea_orm::entity::prelude::*;

use crate::ids::{StockTransferId, VariantId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_transfer_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub stock_transfer_id: StockTransferId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub variant_id: VariantId,
    pub quantity: i64,
    /// What arrived, in parts perhaps; the rest is still on its way or was lost.
    pub received: i64,
}

impl ActiveModelBehavior for ActiveModel {}
