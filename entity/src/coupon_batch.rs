//! Codes that were made together.
use sea_orm::entity::prelude::*;

use crate::ids::{CouponBatchId, PromotionId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupon_batch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CouponBatchId,
    pub promotion_id: PromotionId,
    pub prefix: String,
    pub size: i32,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
