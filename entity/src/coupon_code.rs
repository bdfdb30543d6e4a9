//! A code that brings a promotion about.
use sea_orm::entity::prelude::*;

use crate::ids::{CouponBatchId, CouponCodeId, PromotionId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coupon_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CouponCodeId,
    pub promotion_id: PromotionId,
    pub coupon_batch_id: Option<CouponBatchId>,
    pub code: String,
    /// The code as it is looked up: without regard to case and outer blanks.
    pub code_key: String,
    pub usage_limit: Option<i64>,
    pub used_count: i64,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
