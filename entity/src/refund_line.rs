//! What of an order's line a refund is for.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{OrderLineId, RefundId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub refund_id: RefundId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_line_id: OrderLineId,
    pub quantity: i32,
    /// After discounts; with tax.
    pub amount: Minor,
    pub tax: Minor,
}

impl ActiveModelBehavior for ActiveModel {}
