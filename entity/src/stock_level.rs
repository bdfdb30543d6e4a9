//! How much of a variant is where. Each counter is the sum of its movements.
use sea_orm::entity::prelude::*;

use crate::ids::{LocationId, VariantId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_level")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub variant_id: VariantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub location_id: LocationId,
    pub on_hand: i64,
    /// Held for buyers who are paying.
    pub reserved: i64,
    /// Sold and not yet sent.
    pub committed: i64,
    /// Never sold.
    pub safety: i64,
    pub incoming: i64,
    /// At or below this many available units the shop wants to hear of it.
    pub low_stock_at: Option<i64>,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
