//! An order.
use async_graphql::{ComplexObject, Enum, ID, Result, SimpleObject};
use service::shop::page::{Page, PageRequest};
use uuid::Uuid;

use super::{
    discount::{DiscountApplication, DiscountApplicationConnection},
    line::{OrderLineItem, OrderLineItemConnection},
};
use crate::{
    connection,
    graphql::{
        scalar::{DateTime, Url},
        storefront::{
            address::MailingAddress,
            codes::CurrencyCode,
            connection::{page, slice},
            money::MoneyV2,
            node::id,
        },
    },
};

/// Something that was bought, as it stands. Amounts are those of the order, never computed anew.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Order {
    #[graphql(skip)]
    pub key: Uuid,
    /// As it is told to people: `#1001`.
    pub name: String,
    pub order_number: i32,
    pub processed_at: DateTime,
    pub cancel_reason: Option<OrderCancelReason>,
    pub canceled_at: Option<DateTime>,
    pub currency_code: CurrencyCode,
    /// Whether it was changed after it was placed.
    pub edited: bool,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// The page that shows how far it is.
    pub status_url: Url,
    pub financial_status: Option<OrderFinancialStatus>,
    pub fulfillment_status: OrderFulfillmentStatus,
    pub billing_address: Option<MailingAddress>,
    pub shipping_address: Option<MailingAddress>,
    /// Goods after discounts, as placed.
    pub subtotal_price: Option<MoneyV2>,
    /// Goods after discounts, without what was taken out since.
    pub current_subtotal_price: MoneyV2,
    pub total_shipping_price: MoneyV2,
    pub total_tax: Option<MoneyV2>,
    /// Taxes, without those of what was taken out since.
    pub current_total_tax: MoneyV2,
    /// Everything, as placed.
    pub total_price: MoneyV2,
    /// Everything, as placed.
    pub original_total_price: MoneyV2,
    /// Everything, without what was taken out since.
    pub current_total_price: MoneyV2,
    pub total_refunded: MoneyV2,
    #[graphql(skip)]
    pub discounts: Vec<DiscountApplication>,
    #[graphql(skip)]
    pub lines: Vec<OrderLineItem>,
}

/// What orders are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OrderSortKeys {
    #[default]
    Id,
    ProcessedAt,
    Relevance,
    TotalPrice,
}

/// Whether an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OrderFinancialStatus {
    Authorized,
    Paid,
    PartiallyPaid,
    PartiallyRefunded,
    Pending,
    Refunded,
    Voided,
}

/// Whether an order is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OrderFulfillmentStatus {
    Fulfilled,
    InProgress,
    OnHold,
    Open,
    PartiallyFulfilled,
    PendingFulfillment,
    Restocked,
    Scheduled,
    Unfulfilled,
}

/// Why an order was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OrderCancelReason {
    Customer,
    Declined,
    Fraud,
    Inventory,
    Other,
    Staff,
}

#[ComplexObject]
impl Order {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Order", self.key)
    }

    /// Discounts, each once.
    #[expect(clippy::unused_async, reason = "async-graphql wants every field so")]
    async fn discount_applications(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<DiscountApplicationConnection> {
        numbered(&self.discounts, &page(first, after, last, before)?).map(DiscountApplicationConnection)
    }

    /// What was bought.
    #[expect(clippy::unused_async, reason = "async-graphql wants every field so")]
    async fn line_items(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<OrderLineItemConnection> {
        numbered(&self.lines, &page(first, after, last, before)?).map(OrderLineItemConnection)
    }
}

/// A page of a list whose items have their place for a key.
fn numbered<T: Clone>(list: &[T], request: &PageRequest) -> Result<Page<T>> {
    let numbers: Vec<usize> = (0..list.len()).collect();
    let page = slice(&numbers, request, ToString::to_string)?;
    Ok(page.map(|number| list[number].clone()))
}

connection!(
    /// Orders.
    OrderConnection,
    OrderEdge,
    Order
);
