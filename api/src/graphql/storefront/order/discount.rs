//! Discounts, as an order keeps them.
use async_graphql::{Interface, SimpleObject};
use entity::{
    ids::{OrderLineId, PromotionId},
    money::{Currency, Minor, Money},
    order_adjustment::{self, Kind},
    promotion::Class,
};

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

/// The discounts of an order, each once, as they were taken off.
pub fn applications(rows: &[order_adjustment::Model], currency: Currency) -> Vec<DiscountApplication> {
    let mut seen: Vec<(Option<PromotionId>, &str)> = Vec::new();
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.kind == Kind::Discount) {
        let key = (row.promotion_id, row.title.as_str());
        if !seen.contains(&key) {
            seen.push(key);
            found.push(application(rows, row, currency));
        }
    }
    found
}

/// What each discount takes off a line; without one, off shipping.
pub fn allocations(
    rows: &[order_adjustment::Model],
    of: Option<OrderLineId>,
    currency: Currency,
) -> Vec<DiscountAllocation> {
    let own = rows.iter().filter(|row| row.kind == Kind::Discount && row.order_line_id == of);
    own.map(|row| DiscountAllocation {
        allocated_amount: Money { amount: row.amount, currency }.into(),
        discount_application: application(rows, row, currency),
    })
    .collect()
}

/// A discount as it was taken off: its value is all that it took off the order.
fn application(
    rows: &[order_adjustment::Model],
    row: &order_adjustment::Model,
    currency: Currency,
) -> DiscountApplication {
    let same = |other: &&order_adjustment::Model| {
        other.kind == Kind::Discount && other.promotion_id == row.promotion_id && other.title == row.title
    };
    let amount: Minor = rows.iter().filter(same).map(|other| other.amount).sum();
    let value = PricingValue::MoneyV2(Money { amount, currency }.into());
    let (allocation_method, target_selection, target_type) = match row.class {
        Some(Class::Product) => (
            DiscountApplicationAllocationMethod::Each,
            DiscountApplicationTargetSelection::Entitled,
            DiscountApplicationTargetType::LineItem,
        ),
        Some(Class::Shipping) => (
            DiscountApplicationAllocationMethod::Each,
            DiscountApplicationTargetSelection::All,
            DiscountApplicationTargetType::ShippingLine,
        ),
        Some(Class::Order) | None => (
            DiscountApplicationAllocationMethod::Across,
            DiscountApplicationTargetSelection::All,
            DiscountApplicationTargetType::LineItem,
        ),
    };
    match (&row.code, row.promotion_id) {
        (Some(code), _) => DiscountApplication::Code(DiscountCodeApplication {
            code: code.clone(),
            applicable: true,
            allocation_method,
            target_selection,
            target_type,
            value,
        }),
        (None, Some(_)) => DiscountApplication::Automatic(AutomaticDiscountApplication {
            title: row.title.clone(),
            allocation_method,
            target_selection,
            target_type,
            value,
        }),
        (None, None) => DiscountApplication::Manual(ManualDiscountApplication {
            title: row.title.clone(),
            description: None,
            allocation_method,
            target_selection,
            target_type,
            value,
        }),
    }
}

connection!(
    /// Discounts of an order.
    DiscountApplicationConnection,
    DiscountApplicationEdge,
    DiscountApplication
);
