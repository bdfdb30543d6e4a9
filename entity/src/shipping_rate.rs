//! What a method costs, for one span of what it measures.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{ShippingMethodId, ShippingRateId},
    money::{Currency, Minor},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipping_rate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShippingRateId,
    pub shipping_method_id: ShippingMethodId,
    pub currency: Currency,
    /// What `at_least` and `below` measure: nothing, the goods' weight in mg, their price in minor units after
    /// discounts, or the number of units.
    pub basis: Basis,
    pub at_least: i64,
    pub below: Option<i64>,
    pub amount: Minor,
    /// Free from this price of the goods on, after discounts.
    pub free_from: Option<Minor>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a rate depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Basis {
    Flat,
    Weight,
    Price,
    Quantity,
}
