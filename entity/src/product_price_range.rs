//! A read model: the span of a product's prices in a list.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{PriceListId, ProductId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_price_range")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub price_list_id: PriceListId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: ProductId,
    pub min_amount: Minor,
    pub max_amount: Minor,
}

impl ActiveModelBehavior for ActiveModel {}
