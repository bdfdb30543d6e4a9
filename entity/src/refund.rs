//! Money given back: what for, and how much.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{OrderId, OrderReturnId, RefundId},
    money::{Currency, Minor},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RefundId,
    pub order_id: OrderId,
    pub order_return_id: Option<OrderReturnId>,
    pub currency: Currency,
    pub amount: Minor,
    /// Of that, for shipping.
    pub shipping: Minor,
    /// Of what an edit made the order cost less: such money is not owed again.
    pub is_correction: bool,
    pub reason: String,
    pub actor: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
