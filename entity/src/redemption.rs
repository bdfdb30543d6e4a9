//! A promotion that an order used. It counts until it is released.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CouponCodeId, OrderId, PromotionId, RedemptionId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "redemption")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RedemptionId,
    pub promotion_id: PromotionId,
    pub coupon_code_id: Option<CouponCodeId>,
    pub order_id: OrderId,
    /// Who used it: the customer's id, or a guest's e-mail address in small letters.
    pub buyer_key: String,
    pub amount: Minor,
    pub created_at: DateTimeUtc,
    pub released_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
