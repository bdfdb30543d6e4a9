//! How often one buyer used a promotion.
use sea_orm::entity::prelude::*;

use crate::ids::PromotionId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promotion_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub promotion_id: PromotionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub buyer_key: String,
    pub used_count: i64,
}

impl ActiveModelBehavior for ActiveModel {}
