//! What a promotion does.
use sea_orm::entity::prelude::*;

use crate::{ids::PromotionId, money::Minor};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promotion_action")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub promotion_id: PromotionId,
    pub kind: Kind,
    /// An exact decimal: 0.15 for 15 % off. For buy X get Y, 1 is free.
    pub rate: Option<String>,
    pub amount: Option<Minor>,
    /// For a fixed amount: off each unit, or once and spread over all.
    pub is_per_unit: bool,
    pub buy_quantity: Option<i32>,
    pub get_quantity: Option<i32>,
    pub uses_per_order_max: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    Percentage,
    FixedAmount,
    FixedPrice,
    FreeShipping,
    BuyXGetY,
    Gift,
}
