//! Goods that come back, and money that goes back.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{
    ids::PaymentId,
    money::{Currency, Money},
    refund_transaction,
};
use service::order::read;

use super::{
    fulfilment::line_item,
    line::LineItem,
    status::{RefundTransactionStatus, ReturnStatus},
};
use crate::graphql::{
    admin::location::object::{self as location, Location},
    loader::Versioned,
    scalar::DateTime,
    storefront::{money::MoneyV2, node::id},
};

/// Goods that a buyer sends back, or wants to.
#[derive(Clone)]
pub struct Return {
    pub found: read::Return,
    pub order: Versioned,
    pub currency: Currency,
}

/// Units of a line that come back.
#[derive(Clone, SimpleObject)]
pub struct ReturnLineItem {
    pub line_item: Option<LineItem>,
    pub quantity: i32,
    /// Of these, units that are back.
    pub received_quantity: i32,
    /// Of these, units that were put on a shelf again.
    pub restocked_quantity: i32,
    pub restock_location: Option<Location>,
}

#[Object]
impl Return {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("Return", self.found.row.id)
    }

    /// One more with every step.
    async fn version(&self) -> i64 {
        self.found.row.version
    }

    async fn status(&self) -> ReturnStatus {
        self.found.row.status.into()
    }

    async fn reason(&self) -> &str {
        &self.found.row.reason
    }

    async fn note(&self) -> &str {
        &self.found.row.note
    }

    /// What comes back.
    async fn return_line_items(&self, ctx: &Context<'_>) -> Result<Vec<ReturnLineItem>> {
        let mut items = Vec::with_capacity(self.found.lines.len());
        for row in &self.found.lines {
            let restock_location = match row.location_id {
                Some(location) => location::find(ctx, location).await?,
                None => None,
            };
            items.push(ReturnLineItem {
                line_item: line_item(ctx, self.order, self.currency, row.order_line_id).await?,
                quantity: row.quantity,
                received_quantity: row.received,
                restocked_quantity: row.restocked,
                restock_location,
            });
        }
        Ok(items)
    }

    async fn created_at(&self) -> DateTime {
        self.found.row.created_at.into()
    }
}

/// Money that goes back.
#[derive(Clone)]
pub struct Refund {
    pub found: read::Refund,
    pub order: Versioned,
    pub currency: Currency,
}

/// Units of a line whose money goes back.
#[derive(Clone, SimpleObject)]
pub struct RefundLineItem {
    pub line_item: Option<LineItem>,
    pub quantity: i32,
    /// What was paid for them.
    pub subtotal: MoneyV2,
    /// Of that, tax.
    pub total_tax: MoneyV2,
}

/// One way on which money goes back.
#[derive(Clone)]
pub struct RefundTransaction {
    row: refund_transaction::Model,
    currency: Currency,
}

#[Object]
impl Refund {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("Refund", self.found.row.id)
    }

    async fn total_refunded(&self) -> MoneyV2 {
        Money { amount: self.found.row.amount, currency: self.currency }.into()
    }

    /// Of that, for shipping.
    async fn shipping_refunded(&self) -> MoneyV2 {
        Money { amount: self.found.row.shipping, currency: self.currency }.into()
    }

    /// Whether an edit made the order cost less.
    async fn is_correction(&self) -> bool {
        self.found.row.is_correction
    }

    async fn reason(&self) -> &str {
        &self.found.row.reason
    }

    /// The return it is for.
    async fn return_id(&self) -> Option<ID> {
        self.found.row.order_return_id.map(|found| id::encode("Return", found))
    }

    /// What it is for.
    async fn refund_line_items(&self, ctx: &Context<'_>) -> Result<Vec<RefundLineItem>> {
        let money = |amount| MoneyV2::from(Money { amount, currency: self.currency });
        let mut items = Vec::with_capacity(self.found.lines.len());
        for row in &self.found.lines {
            items.push(RefundLineItem {
                line_item: line_item(ctx, self.order, self.currency, row.order_line_id).await?,
                quantity: row.quantity,
                subtotal: money(row.amount),
                total_tax: money(row.tax),
            });
        }
        Ok(items)
    }

    /// The ways on which it goes back.
    async fn transactions(&self) -> Vec<RefundTransaction> {
        let rows = self.found.transactions.iter();
        rows.map(|row| RefundTransaction { row: row.clone(), currency: self.currency }).collect()
    }

    async fn created_at(&self) -> DateTime {
        self.found.row.created_at.into()
    }
}

#[Object]
impl RefundTransaction {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("RefundTransaction", self.row.id)
    }

    /// The payment that took the money.
    async fn payment_id(&self) -> ID {
        let payment: PaymentId = self.row.payment_id;
        id::encode("OrderPayment", payment)
    }

    async fn status(&self) -> RefundTransactionStatus {
        self.row.status.into()
    }

    async fn amount(&self) -> MoneyV2 {
        Money { amount: self.row.amount, currency: self.currency }.into()
    }

    /// Why the provider refused it.
    async fn error_code(&self) -> Option<&str> {
        self.row.failure_code.as_deref()
    }
}
