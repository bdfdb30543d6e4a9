//! An order.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{
    money::{Minor, Money},
    sales_order,
};
use service::{
    checkout::attempt,
    customer::address::snapshot,
    order::{
        list,
        read::Refund,
        status::{self, FulfilmentStatus, PaymentStatus},
    },
    shop::page::{Page, PageRequest},
};

use super::{
    discount::{self, DiscountAllocation, DiscountApplicationConnection},
    fulfilment::Fulfillment,
    line::{self, OrderLineItem, OrderLineItemConnection},
};
use crate::{
    connection,
    graphql::{
        argument::OrDefault,
        context::ContextExt,
        error::OrFail,
        loader::{AdjustmentsOf, OrderLinesOf, ParcelsOf, PaymentsOf, RefundsOf, Versioned},
        scalar::{DateTime, Url},
        storefront::{
            address::MailingAddress,
            cart::object::Attribute,
            checkout::key,
            codes::CurrencyCode,
            connection::{page, slice},
            money::MoneyV2,
            node::id,
        },
    },
};

/// Something that was bought, as it stands. Amounts are those of the order, never computed anew.
#[derive(Clone)]
pub struct Order(pub Arc<sales_order::Model>);

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
#[graphql(remote = "sales_order::CancelReason")]
pub enum OrderCancelReason {
    Customer,
    Declined,
    Fraud,
    Inventory,
    Other,
    Staff,
}

impl From<OrderSortKeys> for list::Sort {
    fn from(key: OrderSortKeys) -> Self {
        match key {
            // Nothing is looked for by words.
            OrderSortKeys::Id | OrderSortKeys::Relevance => Self::Id,
            OrderSortKeys::ProcessedAt => Self::PlacedAt,
            OrderSortKeys::TotalPrice => Self::Total,
        }
    }
}

impl From<PaymentStatus> for OrderFinancialStatus {
    fn from(status: PaymentStatus) -> Self {
        match status {
            PaymentStatus::Pending => Self::Pending,
            PaymentStatus::Authorized => Self::Authorized,
            PaymentStatus::PartiallyPaid => Self::PartiallyPaid,
            PaymentStatus::Paid => Self::Paid,
            PaymentStatus::PartiallyRefunded => Self::PartiallyRefunded,
            PaymentStatus::Refunded => Self::Refunded,
            PaymentStatus::Voided | PaymentStatus::Failed => Self::Voided,
        }
    }
}

impl From<FulfilmentStatus> for OrderFulfillmentStatus {
    fn from(status: FulfilmentStatus) -> Self {
        match status {
            FulfilmentStatus::Unfulfilled => Self::Unfulfilled,
            FulfilmentStatus::Partial => Self::PartiallyFulfilled,
            FulfilmentStatus::Fulfilled => Self::Fulfilled,
            FulfilmentStatus::Returned => Self::Restocked,
        }
    }
}

/// The order that an id opens: one with its secret part, or a customer's own. Not before it has its number.
pub async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Order>> {
    let Some(key) = key::decode(ctx, "Order", &id.0) else { return Ok(None) };
    let found = attempt::open(ctx.shop(), &key).await.or_fail()?;
    Ok(found.filter(|order| order.number.is_some()).map(|order| Order(Arc::new(order))))
}

impl Order {
    fn versioned(&self) -> Versioned {
        (self.0.id, self.0.version)
    }

    fn money(&self, amount: Minor) -> MoneyV2 {
        Money { amount, currency: self.0.currency }.into()
    }

    fn address(&self, written: Option<&serde_json::Value>) -> Result<Option<MailingAddress>> {
        let postal = written.map(snapshot::read).transpose().or_fail()?;
        Ok(postal.map(|postal| MailingAddress::of_order(self.0.id, postal)))
    }
}

#[Object]
impl Order {
    /// A globally unique id. It leads nowhere without the customer's token or its secret part.
    pub async fn id(&self) -> ID {
        id::encode("Order", self.0.id)
    }

    /// As it is told to people: `#1001`.
    async fn name(&self) -> String {
        format!("#{}", self.0.number.unwrap_or_default())
    }

    async fn order_number(&self) -> i32 {
        self.0.number.and_then(|number| i32::try_from(number).ok()).unwrap_or_default()
    }

    async fn processed_at(&self) -> DateTime {
        self.0.placed_at.unwrap_or(self.0.created_at).into()
    }

    async fn cancel_reason(&self) -> Option<OrderCancelReason> {
        self.0.cancel_reason.map(Into::into)
    }

    async fn canceled_at(&self) -> Option<DateTime> {
        self.0.cancelled_at.map(Into::into)
    }

    async fn currency_code(&self) -> CurrencyCode {
        self.0.currency.into()
    }

    /// Whether it was changed after it was placed.
    async fn edited(&self) -> bool {
        self.0.edited_at.is_some()
    }

    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// The page that shows how far it is.
    async fn status_url(&self, ctx: &Context<'_>) -> Url {
        Url(key::order_url(ctx.base_url(), self.0.id, None))
    }

    async fn financial_status(&self, ctx: &Context<'_>) -> Result<Option<OrderFinancialStatus>> {
        let payments = ctx.load().list(PaymentsOf(self.versioned())).await.or_fail()?;
        Ok(Some(status::of_payments(self.0.current_total, payments.iter()).into()))
    }

    async fn fulfillment_status(&self, ctx: &Context<'_>) -> Result<OrderFulfillmentStatus> {
        let lines = ctx.load().list(OrderLinesOf(self.versioned())).await.or_fail()?;
        Ok(status::of_lines(lines.iter()).into())
    }

    #[expect(clippy::unused_async, reason = "async-graphql wants every field so")]
    async fn billing_address(&self) -> Result<Option<MailingAddress>> {
        self.address(self.0.billing_address.as_ref())
    }

    #[expect(clippy::unused_async, reason = "async-graphql wants every field so")]
    async fn shipping_address(&self) -> Result<Option<MailingAddress>> {
        self.address(self.0.shipping_address.as_ref())
    }

    async fn billing_address_matches_shipping_address(&self) -> bool {
        self.0.billing_address.is_none() || self.0.billing_address == self.0.shipping_address
    }

    /// Values of the buyer's own.
    async fn custom_attributes(&self) -> Vec<Attribute> {
        line::attributes(&self.0.attributes)
    }

    /// Goods after discounts, as placed.
    async fn subtotal_price(&self) -> Option<MoneyV2> {
        Some(self.money(self.0.subtotal - self.0.discount_total))
    }

    /// Goods after discounts, without what was taken out since.
    async fn current_subtotal_price(&self) -> MoneyV2 {
        self.money(self.0.current_subtotal - self.0.current_discount_total)
    }

    async fn total_shipping_price(&self) -> MoneyV2 {
        self.money(self.0.shipping_price - self.0.shipping_discount)
    }

    async fn total_tax(&self) -> Option<MoneyV2> {
        Some(self.money(self.0.tax_total))
    }

    /// Taxes, without those of what was taken out since.
    async fn current_total_tax(&self) -> MoneyV2 {
        self.money(self.0.current_tax_total)
    }

    /// Everything, as placed.
    async fn total_price(&self) -> MoneyV2 {
        self.money(self.0.total)
    }

    /// Everything, as placed.
    async fn original_total_price(&self) -> MoneyV2 {
        self.money(self.0.total)
    }

    /// Everything, without what was taken out since.
    async fn current_total_price(&self) -> MoneyV2 {
        self.money(self.0.current_total)
    }

    /// What went back, or is on its way back.
    async fn total_refunded(&self, ctx: &Context<'_>) -> Result<MoneyV2> {
        let refunds = ctx.load().list(RefundsOf(self.versioned())).await.or_fail()?;
        Ok(self.money(refunds.iter().map(Refund::given_back).sum()))
    }

    /// What of discounts is off shipping.
    async fn shipping_discount_allocations(&self, ctx: &Context<'_>) -> Result<Vec<DiscountAllocation>> {
        let rows = ctx.load().list(AdjustmentsOf(self.versioned())).await.or_fail()?;
        Ok(discount::allocations(&rows, None, self.0.currency))
    }

    /// Discounts, each once.
    async fn discount_applications(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
    ) -> Result<DiscountApplicationConnection> {
        let rows = ctx.load().list(AdjustmentsOf(self.versioned())).await.or_fail()?;
        let mut found = discount::applications(&rows, self.0.currency);
        if reverse.0 {
            found.reverse();
        }
        numbered(&found, &page(first, after, last, before)?).map(DiscountApplicationConnection)
    }

    /// What was bought.
    async fn line_items(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
    ) -> Result<OrderLineItemConnection> {
        let (order, currency) = (self.versioned(), self.0.currency);
        let mut rows = ctx.load().list(OrderLinesOf(order)).await.or_fail()?.to_vec();
        if reverse.0 {
            rows.reverse();
        }
        let page = slice(&rows, &page(first, after, last, before)?, |row| row.id.to_string())?;
        Ok(OrderLineItemConnection(page.map(|row| OrderLineItem { row, order, currency })))
    }

    /// What was sent of it.
    async fn successful_fulfillments(&self, ctx: &Context<'_>, first: Option<i32>) -> Result<Option<Vec<Fulfillment>>> {
        let (order, currency) = (self.versioned(), self.0.currency);
        let wanted = page(first, None, None, None)?.size as usize;
        let rows = ctx.load().list(ParcelsOf(order)).await.or_fail()?;
        let rows = rows.iter().take(wanted);
        Ok(Some(rows.map(|parcel| Fulfillment { parcel: parcel.clone(), order, currency }).collect()))
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
