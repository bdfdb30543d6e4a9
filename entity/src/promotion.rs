//! A discount and when it applies.

#![expect(clippy::struct_excessive_bools, reason = "each is a column of its own, and any may go with any")]

use sea_orm::entity::prelude::*;

use crate::{
    ids::PromotionId,
    money::{Currency, Minor},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promotion")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PromotionId,
    pub title: String,
    /// Applies by itself; otherwise when one of its codes is entered.
    pub is_automatic: bool,
    pub class: Class,
    pub status: Status,
    pub starts_at: DateTimeUtc,
    pub ends_at: Option<DateTimeUtc>,
    /// Higher goes first.
    pub priority: i32,
    pub is_exclusive: bool,
    pub combines_with_product: bool,
    pub combines_with_order: bool,
    pub combines_with_shipping: bool,
    /// Of its amounts. Absent when it has none.
    pub currency: Option<Currency>,
    pub maximum_discount: Option<Minor>,
    pub usage_limit: Option<i64>,
    pub usage_limit_per_customer: Option<i64>,
    pub used_count: i64,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What it takes from: lines, the whole order, or shipping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Class {
    Product,
    Order,
    Shipping,
}

/// Whether it can apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Status {
    Draft,
    Active,
    Disabled,
}
