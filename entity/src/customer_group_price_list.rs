//! The price list that a group buys from in a market.
use sea_orm::entity::prelude::*;

use crate::ids::{CustomerGroupId, MarketId, PriceListId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_group_price_list")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer_group_id: CustomerGroupId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub market_id: MarketId,
    pub price_list_id: PriceListId,
}

impl ActiveModelBehavior for ActiveModel {}
