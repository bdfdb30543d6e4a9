//! An order, as those who work for the shop see it.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{
    ids::OrderId,
    money::{Minor, Money},
    order_adjustment, sales_order,
};
use service::{
    customer::address::snapshot,
    order::{balance::Balance, read, status},
};

use super::{
    connection::{LineItemConnection, OrderEventConnection},
    fulfilment::Fulfillment,
    line::{self, LineItem, OrderAdjustmentLine},
    payment::{OrderEvent, OrderPayment},
    returned::{Refund, Return},
    status::{OrderCancelReason, OrderDisplayFinancialStatus, OrderDisplayFulfillmentStatus, OrderSource, OrderStatus},
};
use crate::graphql::{
    admin::customer::object::Customer,
    context::ContextExt,
    error::OrFail,
    loader::{
        AdjustmentsOf, CustomerById, OrderEventsOf, OrderLinesOf, ParcelsOf, PaymentsOf, RefundsOf, ReturnsOf,
        Versioned,
    },
    scalar::{DateTime, UnsignedInt64},
    storefront::{
        address::MailingAddress,
        codes::CurrencyCode,
        connection::{page, slice},
        money::MoneyV2,
        node::id,
    },
};

/// What somebody bought. Amounts without `current` are as it was placed and never change.
#[derive(Clone)]
pub struct Order(pub Arc<sales_order::Model>);

/// A value of the buyer's own.
#[derive(Clone, Debug, SimpleObject)]
pub struct OrderAttribute {
    pub key: String,
    pub value: String,
}

impl Order {
    /// The order as it is now, for the answer to whoever changed it.
    pub(super) async fn now(ctx: &Context<'_>, id: OrderId) -> Result<Option<Self>> {
        let mut found = read::by_ids(ctx.shop(), &[id]).await.or_fail()?;
        Ok(found.remove(&id).map(|order| Self(Arc::new(order))))
    }

    fn versioned(&self) -> Versioned {
        (self.0.id, self.0.version)
    }

    fn money(&self, amount: Minor) -> MoneyV2 {
        Money { amount, currency: self.0.currency }.into()
    }

    pub(super) async fn parcels(&self, ctx: &Context<'_>) -> Result<Vec<Fulfillment>> {
        let (order, currency) = (self.versioned(), self.0.currency);
        let rows = ctx.load().list(ParcelsOf(order)).await.or_fail()?;
        Ok(rows.iter().map(|parcel| Fulfillment { parcel: parcel.clone(), order, currency }).collect())
    }

    pub(super) async fn all_returns(&self, ctx: &Context<'_>) -> Result<Vec<Return>> {
        let (order, currency) = (self.versioned(), self.0.currency);
        let rows = ctx.load().list(ReturnsOf(order)).await.or_fail()?;
        Ok(rows.iter().map(|found| Return { found: found.clone(), order, currency }).collect())
    }

    pub(super) async fn all_refunds(&self, ctx: &Context<'_>) -> Result<Vec<Refund>> {
        let (order, currency) = (self.versioned(), self.0.currency);
        let rows = ctx.load().list(RefundsOf(order)).await.or_fail()?;
        Ok(rows.iter().map(|found| Refund { found: found.clone(), order, currency }).collect())
    }

    async fn balance(&self, ctx: &Context<'_>) -> Result<Balance> {
        let payments = ctx.load().list(PaymentsOf(self.versioned())).await.or_fail()?;
        let refunds = ctx.load().list(RefundsOf(self.versioned())).await.or_fail()?;
        let transactions = refunds.iter().flat_map(|refund| &refund.transactions);
        Ok(Balance::of(payments.iter(), refunds.iter().map(|refund| &refund.row), transactions))
    }

    fn address(&self, written: Option<&serde_json::Value>) -> Result<Option<MailingAddress>> {
        let postal = written.map(snapshot::read).transpose().or_fail()?;
        Ok(postal.map(|postal| MailingAddress::of_order(self.0.id, postal)))
    }
}

#[Object]
impl Order {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("Order", self.0.id)
    }

    /// One more with every change of anything of it.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// `#1001`. Empty until it is confirmed.
    async fn name(&self) -> String {
        self.0.number.map(|number| format!("#{number}")).unwrap_or_default()
    }

    /// Without gaps. Null until it is confirmed.
    async fn number(&self) -> Option<UnsignedInt64> {
        self.0.number.map(|number| UnsignedInt64(number.to_string()))
    }

    async fn status(&self) -> OrderStatus {
        self.0.status.into()
    }

    async fn source(&self) -> OrderSource {
        self.0.source.into()
    }

    /// Whether it is paid: computed from its payments.
    async fn display_financial_status(&self, ctx: &Context<'_>) -> Result<OrderDisplayFinancialStatus> {
        let payments = ctx.load().list(PaymentsOf(self.versioned())).await.or_fail()?;
        Ok(status::of_payments(self.0.current_total, payments.iter()).into())
    }

    /// Whether it is sent: computed from its lines.
    async fn display_fulfillment_status(&self, ctx: &Context<'_>) -> Result<OrderDisplayFulfillmentStatus> {
        let lines = ctx.load().list(OrderLinesOf(self.versioned())).await.or_fail()?;
        Ok(status::of_lines(lines.iter()).into())
    }

    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        let Some(customer) = self.0.customer_id else { return Ok(None) };
        Ok(ctx.load().get(CustomerById(customer)).await.or_fail()?.map(Customer))
    }

    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    async fn currency_code(&self) -> CurrencyCode {
        self.0.currency.into()
    }

    /// Whether amounts include tax.
    async fn taxes_included(&self) -> bool {
        self.0.is_tax_included
    }

    /// Goods before discounts.
    async fn subtotal(&self) -> MoneyV2 {
        self.money(self.0.subtotal)
    }

    /// Off the goods.
    async fn total_discounts(&self) -> MoneyV2 {
        self.money(self.0.discount_total)
    }

    /// After its discounts.
    async fn total_shipping(&self) -> MoneyV2 {
        self.money(self.0.shipping_price - self.0.shipping_discount)
    }

    async fn total_tax(&self) -> MoneyV2 {
        self.money(self.0.tax_total)
    }

    async fn total_price(&self) -> MoneyV2 {
        self.money(self.0.total)
    }

    /// Goods before discounts, as edits left them.
    async fn current_subtotal(&self) -> MoneyV2 {
        self.money(self.0.current_subtotal)
    }

    async fn current_total_discounts(&self) -> MoneyV2 {
        self.money(self.0.current_discount_total)
    }

    async fn current_total_tax(&self) -> MoneyV2 {
        self.money(self.0.current_tax_total)
    }

    async fn current_total_price(&self) -> MoneyV2 {
        self.money(self.0.current_total)
    }

    /// What was taken for it.
    async fn total_received(&self, ctx: &Context<'_>) -> Result<MoneyV2> {
        Ok(self.money(self.balance(ctx).await?.captured))
    }

    /// What went back, or is on its way back.
    async fn total_refunded(&self, ctx: &Context<'_>) -> Result<MoneyV2> {
        Ok(self.money(self.balance(ctx).await?.refunded))
    }

    /// What is still to be paid.
    async fn total_outstanding(&self, ctx: &Context<'_>) -> Result<MoneyV2> {
        Ok(self.money(self.balance(ctx).await?.outstanding(self.0.current_total)))
    }

    /// What providers hold and were not asked for.
    async fn total_capturable(&self, ctx: &Context<'_>) -> Result<MoneyV2> {
        Ok(self.money(self.balance(ctx).await?.authorized))
    }

    /// Discounts and taxes of shipping.
    async fn shipping_discounts(&self, ctx: &Context<'_>) -> Result<Vec<OrderAdjustmentLine>> {
        let rows = ctx.load().list(AdjustmentsOf(self.versioned())).await.or_fail()?;
        Ok(line::adjustments(&rows, order_adjustment::Kind::Discount, None, self.0.currency))
    }

    async fn shipping_tax_lines(&self, ctx: &Context<'_>) -> Result<Vec<OrderAdjustmentLine>> {
        let rows = ctx.load().list(AdjustmentsOf(self.versioned())).await.or_fail()?;
        Ok(line::adjustments(&rows, order_adjustment::Kind::Tax, None, self.0.currency))
    }

    /// The way it is sent, as the buyer was told.
    async fn shipping_title(&self) -> Option<&str> {
        self.0.shipping_title.as_deref()
    }

    #[expect(clippy::unused_async, reason = "async-graphql wants every field so")]
    async fn shipping_address(&self) -> Result<Option<MailingAddress>> {
        self.address(self.0.shipping_address.as_ref())
    }

    #[expect(clippy::unused_async, reason = "async-graphql wants every field so")]
    async fn billing_address(&self) -> Result<Option<MailingAddress>> {
        self.address(self.0.billing_address.as_ref())
    }

    async fn note(&self) -> &str {
        &self.0.note
    }

    async fn custom_attributes(&self) -> Vec<OrderAttribute> {
        let text = |value: &serde_json::Value, key| value[key].as_str().unwrap_or_default().to_owned();
        let all = self.0.attributes.as_array().into_iter().flatten();
        all.map(|attribute| OrderAttribute { key: text(attribute, "key"), value: text(attribute, "value") }).collect()
    }

    async fn cancel_reason(&self) -> Option<OrderCancelReason> {
        self.0.cancel_reason.map(Into::into)
    }

    async fn cancelled_at(&self) -> Option<DateTime> {
        self.0.cancelled_at.map(Into::into)
    }

    /// When it was placed.
    async fn processed_at(&self) -> Option<DateTime> {
        self.0.placed_at.map(Into::into)
    }

    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(Into::into)
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// What it is made of.
    async fn line_items(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<LineItemConnection> {
        let (order, currency) = (self.versioned(), self.0.currency);
        let rows = ctx.load().list(OrderLinesOf(order)).await.or_fail()?;
        let page = slice(&rows, &page(first, after, last, before)?, |row| row.id.to_string())?;
        Ok(LineItemConnection(page.map(|row| LineItem { row, order, currency })))
    }

    /// What happened to it, the first thing first.
    async fn events(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<OrderEventConnection> {
        let rows = ctx.load().list(OrderEventsOf(self.versioned())).await.or_fail()?;
        let page = slice(&rows, &page(first, after, last, before)?, |row| row.id.to_string())?;
        Ok(OrderEventConnection(page.map(OrderEvent)))
    }

    /// Its parcels.
    async fn fulfillments(&self, ctx: &Context<'_>) -> Result<Vec<Fulfillment>> {
        self.parcels(ctx).await
    }

    /// What comes back of it.
    async fn returns(&self, ctx: &Context<'_>) -> Result<Vec<Return>> {
        self.all_returns(ctx).await
    }

    /// What went back of what was paid for it.
    async fn refunds(&self, ctx: &Context<'_>) -> Result<Vec<Refund>> {
        self.all_refunds(ctx).await
    }

    /// How it is paid.
    async fn payments(&self, ctx: &Context<'_>) -> Result<Vec<OrderPayment>> {
        let rows = ctx.load().list(PaymentsOf(self.versioned())).await.or_fail()?;
        Ok(rows.iter().cloned().map(OrderPayment).collect())
    }
}
