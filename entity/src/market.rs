//! Where the shop sells: countries that share a price list and a tax display.
use sea_orm::entity::prelude::*;

use crate::ids::{MarketId, PriceListId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "market")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MarketId,
    pub handle: String,
    pub name: String,
    pub is_primary: bool,
    pub price_list_id: PriceListId,
    /// Whether prices shown contain the tax.
    pub tax_inclusive: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
