//! What of an order is one thing.
use async_graphql::SimpleObject;

use super::discount::DiscountAllocation;
use crate::{
    connection,
    graphql::storefront::{money::MoneyV2, variant::ProductVariant},
};

/// A thing that was bought, and how many of it.
#[derive(Clone, SimpleObject)]
pub struct OrderLineItem {
    /// As it was called when it was bought.
    pub title: String,
    pub quantity: i32,
    /// Without what was taken out since.
    pub current_quantity: i32,
    pub discount_allocations: Vec<DiscountAllocation>,
    pub discounted_total_price: MoneyV2,
    pub original_total_price: MoneyV2,
    /// What it is, if it is still there.
    pub variant: Option<ProductVariant>,
}

connection!(
    /// What an order is made of.
    OrderLineItemConnection,
    OrderLineItemEdge,
    OrderLineItem
);
