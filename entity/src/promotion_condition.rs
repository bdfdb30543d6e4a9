//! What must hold for a promotion. Those of one kind are alternatives; those of different kinds must all hold.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{PromotionConditionId, PromotionId},
    locale::Country,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promotion_condition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PromotionConditionId,
    pub promotion_id: PromotionId,
    pub kind: Kind,
    /// Minor units, or units.
    pub amount: Option<i64>,
    pub resource_id: Option<Uuid>,
    pub country: Option<Country>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    SubtotalAtLeast,
    QuantityAtLeast,
    Customer,
    CustomerGroup,
    FirstOrder,
    Market,
    Country,
}
