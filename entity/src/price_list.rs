//! A list of prices in one currency. What it does not price itself comes from its parent, times a factor.
use sea_orm::entity::prelude::*;

use crate::{ids::PriceListId, money::Currency};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "price_list")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PriceListId,
    pub code: String,
    pub name: String,
    pub currency: Currency,
    pub parent_id: Option<PriceListId>,
    /// An exact decimal, as text: SQLite has no decimal column.
    pub parent_factor: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
