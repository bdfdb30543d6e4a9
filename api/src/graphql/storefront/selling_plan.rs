//! Selling plans (subscriptions, pre-orders) and bundles: a shop here has none, so every list of
//! them is empty. The types are real, so that documents that mention them are valid.
#![expect(unreachable_code, reason = "some types have no values: nothing is reached through them")]
#![expect(clippy::used_underscore_binding, reason = "arguments that nothing can use yet")]

use async_graphql::{ID, SimpleObject, Union};
use service::shop::page::Page;

use super::{money::MoneyV2, variant::ProductVariant};
use crate::connection;

/// A way to buy something repeatedly or later.
#[derive(Clone, SimpleObject)]
pub struct SellingPlan {
    pub id: ID,
    pub name: String,
    pub description: Option<String>,
    pub options: Vec<SellingPlanOption>,
    pub price_adjustments: Vec<SellingPlanPriceAdjustment>,
    pub recurring_deliveries: bool,
}

/// What was chosen about a selling plan.
#[derive(Clone, SimpleObject)]
pub struct SellingPlanOption {
    pub name: Option<String>,
    pub value: Option<String>,
}

/// What a selling plan does to the price.
#[derive(Clone, SimpleObject)]
pub struct SellingPlanPriceAdjustment {
    pub adjustment_value: SellingPlanPriceAdjustmentValue,
    pub order_count: Option<i32>,
}

/// By how much a price changes.
#[derive(Clone, Union)]
pub enum SellingPlanPriceAdjustmentValue {
    FixedAmount(SellingPlanFixedAmountPriceAdjustment),
    FixedPrice(SellingPlanFixedPriceAdjustment),
    Percentage(SellingPlanPercentagePriceAdjustment),
}

/// So much off.
#[derive(Clone, SimpleObject)]
pub struct SellingPlanFixedAmountPriceAdjustment {
    pub adjustment_amount: MoneyV2,
}

/// That price.
#[derive(Clone, SimpleObject)]
pub struct SellingPlanFixedPriceAdjustment {
    pub price: MoneyV2,
}

/// That share off.
#[derive(Clone, SimpleObject)]
pub struct SellingPlanPercentagePriceAdjustment {
    pub adjustment_percentage: f64,
}

/// Selling plans that differ in what can be chosen.
#[derive(Clone)]
pub enum SellingPlanGroup {}

#[async_graphql::Object]
impl SellingPlanGroup {
    async fn name(&self) -> String {
        match *self {}
    }

    async fn app_name(&self) -> Option<String> {
        match *self {}
    }

    async fn options(&self) -> Vec<SellingPlanGroupOption> {
        match *self {}
    }

    async fn selling_plans(
        &self,
        #[graphql(name = "first")] _first: Option<i32>,
        #[graphql(name = "after")] _after: Option<String>,
        #[graphql(name = "last")] _last: Option<i32>,
        #[graphql(name = "before")] _before: Option<String>,
    ) -> SellingPlanConnection {
        match *self {}
    }
}

/// What can be chosen about a group of selling plans.
#[derive(Clone, SimpleObject)]
pub struct SellingPlanGroupOption {
    pub name: String,
    pub values: Vec<String>,
}

/// What a variant costs under a selling plan.
#[derive(Clone, SimpleObject)]
pub struct SellingPlanAllocation {
    pub price_adjustments: Vec<SellingPlanAllocationPriceAdjustment>,
    pub selling_plan: SellingPlan,
}

/// A price under a selling plan.
#[derive(Clone, SimpleObject)]
pub struct SellingPlanAllocationPriceAdjustment {
    pub compare_at_price: MoneyV2,
    pub per_delivery_price: MoneyV2,
    pub price: MoneyV2,
    pub unit_price: Option<MoneyV2>,
}

/// A part of a bundle.
#[derive(Clone)]
pub enum ProductVariantComponent {}

#[async_graphql::Object]
impl ProductVariantComponent {
    async fn product_variant(&self) -> ProductVariant {
        match *self {}
    }

    async fn quantity(&self) -> i32 {
        match *self {}
    }
}

connection!(
    /// Selling plans.
    SellingPlanConnection,
    SellingPlanEdge,
    SellingPlan
);

connection!(
    /// Groups of selling plans.
    SellingPlanGroupConnection,
    SellingPlanGroupEdge,
    SellingPlanGroup
);

connection!(
    /// What a variant costs under each selling plan.
    SellingPlanAllocationConnection,
    SellingPlanAllocationEdge,
    SellingPlanAllocation
);

connection!(
    /// The parts of a bundle.
    ProductVariantComponentConnection,
    ProductVariantComponentEdge,
    ProductVariantComponent
);

impl SellingPlanGroupConnection {
    /// There are none.
    pub fn none() -> Self {
        Self(Page::empty())
    }
}

impl SellingPlanAllocationConnection {
    /// There are none.
    pub fn none() -> Self {
        Self(Page::empty())
    }
}

impl ProductVariantComponentConnection {
    /// There are none.
    pub fn none() -> Self {
        Self(Page::empty())
    }
}
