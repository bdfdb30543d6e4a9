//! Discounts, as an order keeps them.
use async_graphql::{Interface, SimpleObject};

use crate::{
    connection,
    graphql::storefront::{
        cart::discount::{
            DiscountApplicationAllocationMethod, DiscountApplicationTargetSelection, DiscountApplicationTargetType,
            PricingValue,
        },
        money::MoneyV2,
    },
};

/// A discount that applied by itself.
#[derive(Clone, Debug, SimpleObject)]
pub struct AutomaticDiscountApplication {
    pub title: String,
    pub allocation_method: DiscountApplicationAllocationMethod,
    pub target_selection: DiscountApplicationTargetSelection,
    pub target_type: DiscountApplicationTargetType,
    pub value: PricingValue,
}

/// A discount that a code brought.
#[derive(Clone, Debug, SimpleObject)]
pub struct DiscountCodeApplication {
    pub code: String,
    pub applicable: bool,
    pub allocation_method: DiscountApplicationAllocationMethod,
    pub target_selection: DiscountApplicationTargetSelection,
    pub target_type: DiscountApplicationTargetType,
    pub value: PricingValue,
}

/// A discount that somebody gave by hand.
#[derive(Clone, Debug, SimpleObject)]
pub struct ManualDiscountApplication {
    pub title: String,
    pub description: Option<String>,
    pub allocation_method: DiscountApplicationAllocationMethod,
    pub target_selection: DiscountApplicationTargetSelection,
    pub target_type: DiscountApplicationTargetType,
    pub value: PricingValue,
}

/// A discount as it was meant.
#[derive(Clone, Debug, Interface)]
#[graphql(
    field(name = "allocation_method", ty = "&DiscountApplicationAllocationMethod", desc = "How it is spread."),
    field(name = "target_selection", ty = "&DiscountApplicationTargetSelection", desc = "What it applies to."),
    field(name = "target_type", ty = "&DiscountApplicationTargetType", desc = "Whether it is off goods or shipping."),
    field(name = "value", ty = "&PricingValue", desc = "How much it is.")
)]
pub enum DiscountApplication {
    Automatic(AutomaticDiscountApplication),
    Code(DiscountCodeApplication),
    Manual(ManualDiscountApplication),
}

/// The part of a discount that falls on something.
#[derive(Clone, Debug, SimpleObject)]
pub struct DiscountAllocation {
    pub allocated_amount: MoneyV2,
    pub discount_application: DiscountApplication,
}

connection!(
    /// Discounts of an order.
    DiscountApplicationConnection,
    DiscountApplicationEdge,
    DiscountApplication
);
