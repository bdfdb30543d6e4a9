//! What staff see of discounts.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::{coupon_batch, coupon_code, ids::CouponBatchId, promotion};
use service::{promotion::list::Details, shop::fault::Fault};

use super::value::{DiscountConditions, DiscountValue};
use crate::{
    connection,
    graphql::{
        context::ContextExt,
        error::{OrFail, internal},
        loader::{BatchesOf, CodesOf, CodesOfBatch, DetailsOf},
        scalar::DateTime,
        storefront::{connection::page, money::MoneyV2, node::id},
    },
};

/// What a discount takes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::promotion::Class")]
pub enum DiscountClass {
    /// Lines.
    Product,
    /// The whole order.
    Order,
    /// The price of shipping.
    Shipping,
}

/// Whether a discount can apply, within its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::promotion::Status")]
pub enum DiscountStatus {
    /// It was never active.
    Draft,
    Active,
    Disabled,
}

/// A discount.
#[derive(Clone)]
pub struct Discount(pub promotion::Model);

/// What may stand beside a discount. Two combine when each allows the other's class.
#[derive(SimpleObject)]
pub struct DiscountCombinesWith {
    pub product_discounts: bool,
    pub order_discounts: bool,
    pub shipping_discounts: bool,
}

/// A code that brings a discount about.
#[derive(Clone)]
pub struct DiscountRedeemCode(pub coupon_code::Model);

/// Codes that were drawn together.
#[derive(Clone)]
pub struct DiscountCodeBatch(pub coupon_batch::Model);

impl Discount {
    async fn details(&self, ctx: &Context<'_>) -> Result<Arc<Details>> {
        let found = ctx.load().get(DetailsOf(self.0.id)).await.or_fail()?;
        found.ok_or_else(|| internal(&Fault::broken("a discount does nothing")))
    }

    fn money(&self, amount: entity::money::Minor) -> Option<MoneyV2> {
        self.0.currency.map(|currency| entity::money::Money { amount, currency }.into())
    }
}

#[Object]
impl Discount {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("Discount", self.0.id)
    }

    /// What buyers read beside it.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Applies by itself; otherwise when one of its codes is entered.
    async fn is_automatic(&self) -> bool {
        self.0.is_automatic
    }

    async fn discount_class(&self) -> DiscountClass {
        self.0.class.into()
    }

    async fn status(&self) -> DiscountStatus {
        self.0.status.into()
    }

    async fn starts_at(&self) -> DateTime {
        self.0.starts_at.into()
    }

    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(Into::into)
    }

    /// Higher goes first.
    async fn priority(&self) -> i32 {
        self.0.priority
    }

    /// Combines with nothing.
    async fn is_exclusive(&self) -> bool {
        self.0.is_exclusive
    }

    async fn combines_with(&self) -> DiscountCombinesWith {
        DiscountCombinesWith {
            product_discounts: self.0.combines_with_product,
            order_discounts: self.0.combines_with_order,
            shipping_discounts: self.0.combines_with_shipping,
        }
    }

    /// The most it takes off an order.
    async fn maximum_discount(&self) -> Option<MoneyV2> {
        self.0.maximum_discount.and_then(|amount| self.money(amount))
    }

    /// How often it may be used, by whatever code.
    async fn usage_limit(&self) -> Option<i64> {
        self.0.usage_limit
    }

    async fn usage_limit_per_customer(&self) -> Option<i64> {
        self.0.usage_limit_per_customer
    }

    /// How often it was used in orders that were not cancelled.
    async fn used_count(&self) -> i64 {
        self.0.used_count
    }

    /// One more with every change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What it does, and to what.
    async fn value(&self, ctx: &Context<'_>) -> Result<DiscountValue> {
        DiscountValue::of(&self.0, self.details(ctx).await?.as_ref()).or_fail()
    }

    /// When it applies.
    async fn conditions(&self, ctx: &Context<'_>) -> Result<DiscountConditions> {
        Ok(DiscountConditions::of(&self.0, self.details(ctx).await?.as_ref()))
    }

    /// Its codes, in the order in which they were made.
    async fn codes(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<DiscountRedeemCodeConnection> {
        let found = ctx.load().page(CodesOf(self.0.id, page(first, after, last, before)?)).await?;
        Ok(DiscountRedeemCodeConnection(found.map(DiscountRedeemCode)))
    }

    /// Its batches of codes, the newest first.
    async fn code_batches(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<DiscountCodeBatchConnection> {
        let found = ctx.load().page(BatchesOf(self.0.id, page(first, after, last, before)?)).await?;
        Ok(DiscountCodeBatchConnection(found.map(DiscountCodeBatch)))
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

#[Object]
impl DiscountRedeemCode {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("DiscountRedeemCode", self.0.id)
    }

    async fn code(&self) -> &str {
        &self.0.code
    }

    /// How often it may be used.
    async fn usage_limit(&self) -> Option<i64> {
        self.0.usage_limit
    }

    async fn used_count(&self) -> i64 {
        self.0.used_count
    }

    /// The batch it was drawn in.
    async fn batch_id(&self) -> Option<ID> {
        self.0.coupon_batch_id.map(batch_id)
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

#[Object]
impl DiscountCodeBatch {
    /// A globally unique id.
    async fn id(&self) -> ID {
        batch_id(self.0.id)
    }

    async fn discount_id(&self) -> ID {
        id::encode("Discount", self.0.promotion_id)
    }

    /// What all its codes begin with.
    async fn prefix(&self) -> &str {
        &self.0.prefix
    }

    /// How many codes were drawn.
    async fn size(&self) -> i32 {
        self.0.size
    }

    /// Its codes, in the order in which they were made.
    async fn codes(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<DiscountRedeemCodeConnection> {
        let found = ctx.load().page(CodesOfBatch(self.0.id, page(first, after, last, before)?)).await?;
        Ok(DiscountRedeemCodeConnection(found.map(DiscountRedeemCode)))
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

fn batch_id(batch: CouponBatchId) -> ID {
    id::encode("DiscountCodeBatch", batch)
}

connection!(
    /// Discounts.
    DiscountConnection,
    DiscountEdge,
    Discount
);
connection!(
    /// Codes of discounts.
    DiscountRedeemCodeConnection,
    DiscountRedeemCodeEdge,
    DiscountRedeemCode
);
connection!(
    /// Batches of codes.
    DiscountCodeBatchConnection,
    DiscountCodeBatchEdge,
    DiscountCodeBatch
);
