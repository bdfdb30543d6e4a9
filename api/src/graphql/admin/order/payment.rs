//! How an order is paid, and what happened to it.
use async_graphql::{ID, Object};
use entity::{
    money::{Minor, Money},
    order_event, payment,
};

use super::status::{OrderPaymentStatus, PaymentGateway};
use crate::graphql::{
    scalar::{DateTime, Json},
    storefront::{money::MoneyV2, node::id},
};

/// One way of paying an order. Amounts are the sums of what happened on it.
#[derive(Clone)]
pub struct OrderPayment(pub payment::Model);

impl OrderPayment {
    fn money(&self, amount: Minor) -> MoneyV2 {
        Money { amount, currency: self.0.currency }.into()
    }
}

#[Object]
impl OrderPayment {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("OrderPayment", self.0.id)
    }

    async fn gateway(&self) -> PaymentGateway {
        self.0.gateway.into()
    }

    async fn status(&self) -> OrderPaymentStatus {
        self.0.status.into()
    }

    /// What it was begun for.
    async fn amount(&self) -> MoneyV2 {
        self.money(self.0.amount)
    }

    async fn authorized(&self) -> MoneyV2 {
        self.money(self.0.authorized)
    }

    async fn captured(&self) -> MoneyV2 {
        self.money(self.0.captured)
    }

    async fn refunded(&self) -> MoneyV2 {
        self.money(self.0.refunded)
    }

    /// Asked for and not answered yet.
    async fn capture_pending(&self) -> MoneyV2 {
        self.money(self.0.capture_pending)
    }

    /// Asked for and not answered yet.
    async fn refund_pending(&self) -> MoneyV2 {
        self.money(self.0.refund_pending)
    }

    /// What the provider calls it.
    async fn provider_key(&self) -> Option<&str> {
        self.0.provider_key.as_deref()
    }

    /// Why the provider refused it.
    async fn error_code(&self) -> Option<&str> {
        self.0.failure_code.as_deref()
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// Something that happened to an order.
#[derive(Clone)]
pub struct OrderEvent(pub order_event::Model);

#[Object]
impl OrderEvent {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("OrderEvent", self.0.id)
    }

    /// What happened, in a word: `placed`, `confirmed`, `fulfilled`, `refund_begun`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// What it is about. Amounts are in the smallest unit of the order's currency.
    async fn detail(&self) -> Json {
        Json(self.0.detail.clone())
    }

    /// Who did it.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}
