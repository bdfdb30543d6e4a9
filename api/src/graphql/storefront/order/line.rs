//! What of an order is one thing.
use async_graphql::{Context, Object, Result};
use entity::{
    money::{Currency, Minor, Money},
    order_line,
};

use super::discount::{self, DiscountAllocation};
use crate::{
    connection,
    graphql::{
        context::ContextExt,
        error::OrFail,
        loader::{AdjustmentsOf, VariantById, Versioned},
        storefront::{cart::object::Attribute, money::MoneyV2, variant::ProductVariant},
    },
};

/// A thing that was bought, and how many of it.
#[derive(Clone)]
pub struct OrderLineItem {
    pub row: order_line::Model,
    pub order: Versioned,
    pub currency: Currency,
}

impl OrderLineItem {
    fn money(&self, amount: Minor) -> MoneyV2 {
        Money { amount, currency: self.currency }.into()
    }
}

#[Object]
impl OrderLineItem {
    /// As it was called when it was bought.
    async fn title(&self) -> &str {
        &self.row.title
    }

    async fn quantity(&self) -> i32 {
        self.row.quantity
    }

    /// Without what was taken out since.
    async fn current_quantity(&self) -> i32 {
        self.row.quantity - self.row.removed
    }

    /// Values of the buyer's own.
    async fn custom_attributes(&self) -> Vec<Attribute> {
        attributes(&self.row.attributes)
    }

    /// What each discount takes off it.
    async fn discount_allocations(&self, ctx: &Context<'_>) -> Result<Vec<DiscountAllocation>> {
        let rows = ctx.load().list(AdjustmentsOf(self.order)).await.or_fail()?;
        Ok(discount::allocations(&rows, Some(self.row.id), self.currency))
    }

    async fn discounted_total_price(&self) -> MoneyV2 {
        self.money(self.row.subtotal - self.row.discount)
    }

    async fn original_total_price(&self) -> MoneyV2 {
        self.money(self.row.subtotal)
    }

    /// What it is, if it is still there.
    async fn variant(&self, ctx: &Context<'_>) -> Result<Option<ProductVariant>> {
        let Some(variant) = self.row.variant_id else { return Ok(None) };
        Ok(ctx.load().get(VariantById(variant)).await.or_fail()?.map(ProductVariant))
    }
}

/// Attributes as they are stored.
pub(super) fn attributes(stored: &serde_json::Value) -> Vec<Attribute> {
    let text = |value: &serde_json::Value, key| value[key].as_str().unwrap_or_default().to_owned();
    let all = stored.as_array().into_iter().flatten();
    all.map(|attribute| Attribute { key: text(attribute, "key"), value: Some(text(attribute, "value")) }).collect()
}

connection!(
    /// What an order is made of.
    OrderLineItemConnection,
    OrderLineItemEdge,
    OrderLineItem
);
