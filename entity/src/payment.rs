//! One way of paying one order. Its amounts are the sums of its events.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{GiftCardId, OrderId, PaymentId},
    money::{Currency, Minor},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PaymentId,
    pub order_id: OrderId,
    pub gateway: Gateway,
    pub status: Status,
    pub currency: Currency,
    pub amount: Minor,
    pub authorized: Minor,
    pub captured: Minor,
    /// These two: asked for and not answered yet.
    pub capture_pending: Minor,
    pub refund_pending: Minor,
    pub refunded: Minor,
    pub is_captured_at_once: bool,
    pub source: Option<String>,
    pub gift_card_id: Option<GiftCardId>,
    /// What the provider calls it.
    pub provider_key: Option<String>,
    /// Where the buyer proves that it is them.
    pub action_url: Option<String>,
    pub failure_code: Option<String>,
    /// When the provider is asked what became of it. Absent: there is nothing to ask.
    pub reconcile_at: Option<DateTimeUtc>,
    pub attempts: i32,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// Who moves the money. Gift cards and store credit are the shop's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Gateway {
    Manual,
    Test,
    Stripe,
    GiftCard,
    StoreCredit,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Status {
    Pending,
    ActionRequired,
    Authorized,
    Captured,
    Failed,
    Voided,
}
