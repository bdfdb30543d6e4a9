//! What an order is made of.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{
    money::{Currency, Minor, Money},
    order_adjustment, order_line,
};
use service::order::{lines, status};

use crate::graphql::{
    admin::location::object::{self as location, Location},
    context::ContextExt,
    error::OrFail,
    loader::{AdjustmentsOf, AllocationsOf, Versioned},
    storefront::{money::MoneyV2, node::id},
};

/// A thing that was bought, and how many of it. Amounts are of the whole line, frozen as it was bought.
#[derive(Clone)]
pub struct LineItem {
    pub row: order_line::Model,
    pub order: Versioned,
    pub currency: Currency,
}

/// A discount or a tax, with where it came from.
#[derive(Clone, Debug, SimpleObject)]
pub struct OrderAdjustmentLine {
    pub title: String,
    /// The code that brought a discount.
    pub code: Option<String>,
    /// Of a tax, exactly: `"0.19"` is 19 %.
    pub rate: Option<String>,
    pub amount: MoneyV2,
}

/// Units of a line that are to be sent from a location.
#[derive(Clone, SimpleObject)]
pub struct LineItemAllocation {
    pub location: Option<Location>,
    /// Still to be sent.
    pub remaining_quantity: i32,
    pub fulfilled_quantity: i32,
}

impl LineItem {
    fn money(&self, amount: Minor) -> MoneyV2 {
        Money { amount, currency: self.currency }.into()
    }
}

pub(super) fn adjustments(
    rows: &[order_adjustment::Model],
    kind: order_adjustment::Kind,
    of: Option<entity::ids::OrderLineId>,
    currency: Currency,
) -> Vec<OrderAdjustmentLine> {
    let own = rows.iter().filter(|row| row.kind == kind && row.order_line_id == of);
    own.map(|row| OrderAdjustmentLine {
        title: row.title.clone(),
        code: row.code.clone(),
        rate: row.rate.clone(),
        amount: Money { amount: row.amount, currency }.into(),
    })
    .collect()
}

#[Object]
impl LineItem {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("LineItem", self.row.id)
    }

    /// As it was called when it was bought.
    async fn title(&self) -> &str {
        &self.row.title
    }

    async fn variant_title(&self) -> Option<&str> {
        Some(self.row.variant_title.as_str()).filter(|title| !title.is_empty())
    }

    async fn sku(&self) -> Option<&str> {
        self.row.sku.as_deref()
    }

    /// The variant. Null for what is in no catalogue.
    async fn variant_id(&self) -> Option<ID> {
        self.row.variant_id.map(|variant| id::encode("ProductVariant", variant))
    }

    async fn product_id(&self) -> Option<ID> {
        self.row.product_id.map(|product| id::encode("Product", product))
    }

    async fn requires_shipping(&self) -> bool {
        self.row.requires_shipping
    }

    async fn is_gift_card(&self) -> bool {
        self.row.is_gift_card
    }

    /// Whether an edit put it in.
    async fn is_added(&self) -> bool {
        self.row.is_added
    }

    /// Units that were bought.
    async fn quantity(&self) -> i32 {
        self.row.quantity
    }

    /// Without what an edit or a cancellation took out.
    async fn current_quantity(&self) -> i32 {
        self.row.quantity - self.row.removed
    }

    /// Still to be sent.
    async fn unfulfilled_quantity(&self) -> i32 {
        status::unsent(&self.row)
    }

    async fn fulfilled_quantity(&self) -> i32 {
        self.row.fulfilled
    }

    async fn returned_quantity(&self) -> i32 {
        self.row.returned
    }

    async fn refunded_quantity(&self) -> i32 {
        self.row.refunded
    }

    /// Units whose money can still be given back.
    async fn refundable_quantity(&self) -> i32 {
        lines::refundable(&self.row)
    }

    /// Of one unit, before discounts.
    async fn original_unit_price(&self) -> MoneyV2 {
        self.money(self.row.unit_price)
    }

    /// Of all of them, before discounts.
    async fn original_total(&self) -> MoneyV2 {
        self.money(self.row.subtotal)
    }

    /// Of all of them, after discounts.
    async fn discounted_total(&self) -> MoneyV2 {
        self.money(self.row.subtotal - self.row.discount)
    }

    async fn total_discount(&self) -> MoneyV2 {
        self.money(self.row.discount)
    }

    async fn total_tax(&self) -> MoneyV2 {
        self.money(self.row.tax)
    }

    /// Its discounts, each with where it came from.
    async fn discounts(&self, ctx: &Context<'_>) -> Result<Vec<OrderAdjustmentLine>> {
        let rows = ctx.load().list(AdjustmentsOf(self.order)).await.or_fail()?;
        Ok(adjustments(&rows, order_adjustment::Kind::Discount, Some(self.row.id), self.currency))
    }

    /// Its taxes.
    async fn tax_lines(&self, ctx: &Context<'_>) -> Result<Vec<OrderAdjustmentLine>> {
        let rows = ctx.load().list(AdjustmentsOf(self.order)).await.or_fail()?;
        Ok(adjustments(&rows, order_adjustment::Kind::Tax, Some(self.row.id), self.currency))
    }

    /// From where it is sent. Empty for what is not counted: it can be sent from anywhere.
    async fn allocations(&self, ctx: &Context<'_>) -> Result<Vec<LineItemAllocation>> {
        let rows = ctx.load().list(AllocationsOf(self.order)).await.or_fail()?;
        let mut found = Vec::new();
        for row in rows.iter().filter(|row| row.order_line_id == self.row.id) {
            found.push(LineItemAllocation {
                location: location::find(ctx, row.location_id).await?,
                remaining_quantity: row.quantity - row.fulfilled - row.released,
                fulfilled_quantity: row.fulfilled,
            });
        }
        Ok(found)
    }
}
