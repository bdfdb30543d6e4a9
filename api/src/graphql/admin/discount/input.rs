//! What staff send about discounts.
use async_graphql::{ID, InputObject, OneofObject};

use super::object::DiscountClass;
use crate::graphql::{
    admin::money::MoneyInput,
    scalar::{DateTime, Decimal},
    storefront::codes::CountryCode,
};

/// When, for whom and beside what a discount applies. What is absent is not asked. All amounts are in one currency.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountTermsInput {
    /// What buyers read beside it.
    pub title: String,
    /// Absent: now.
    pub starts_at: Option<DateTime>,
    pub ends_at: Option<DateTime>,
    /// Higher goes first, and wins where two do not combine.
    #[graphql(default)]
    pub priority: i32,
    /// Combines with nothing.
    #[graphql(default)]
    pub is_exclusive: bool,
    #[graphql(default)]
    pub combines_with: DiscountCombinesWithInput,
    /// The most it takes off an order.
    pub maximum_discount: Option<MoneyInput>,
    /// How often it may be used, by whatever code.
    pub usage_limit: Option<i64>,
    pub usage_limit_per_customer: Option<i64>,
    /// Of the goods it is about, before discounts.
    pub minimum_subtotal: Option<MoneyInput>,
    pub minimum_quantity: Option<i64>,
    #[graphql(default)]
    pub first_order_only: bool,
    /// At most 250, as of the others.
    #[graphql(default)]
    pub customer_ids: Vec<ID>,
    #[graphql(default)]
    pub customer_group_ids: Vec<ID>,
    #[graphql(default)]
    pub market_ids: Vec<ID>,
    /// Countries the goods go to.
    #[graphql(default)]
    pub country_codes: Vec<CountryCode>,
}

/// What may stand beside a discount. Two combine when each allows the other's class.
#[derive(Clone, Copy, Debug, Default, InputObject)]
pub struct DiscountCombinesWithInput {
    #[graphql(default)]
    pub product_discounts: bool,
    #[graphql(default)]
    pub order_discounts: bool,
    #[graphql(default)]
    pub shipping_discounts: bool,
}

/// Goods: what is in any of these. At most 1,000 together.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DiscountItemsInput {
    #[graphql(default)]
    pub product_ids: Vec<ID>,
    #[graphql(default)]
    pub variant_ids: Vec<ID>,
    #[graphql(default)]
    pub collection_ids: Vec<ID>,
    #[graphql(default)]
    pub category_ids: Vec<ID>,
}

/// An amount to be taken off.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountAmountInput {
    pub amount: MoneyInput,
    /// Off each unit, instead of once and spread over all.
    #[graphql(default)]
    pub applies_on_each_item: bool,
}

/// How much is taken off.
#[derive(Clone, Debug, OneofObject)]
pub enum DiscountReductionInput {
    /// `"0.15"` for 15 % off.
    Percentage(Decimal),
    AmountOff(DiscountAmountInput),
    /// What every unit, or shipping, is to cost, if that is less.
    FixedPrice(MoneyInput),
}

/// So much off some goods, off the order, or off shipping.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountBasicInput {
    pub value: DiscountReductionInput,
    /// Absent: everything.
    pub items: Option<DiscountItemsInput>,
    /// What it takes from. Absent: from products where some are named, a price is fixed or each item gets
    /// it; else from the order.
    pub discount_class: Option<DiscountClass>,
}

/// So many of some goods.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountQuantityInput {
    pub items: DiscountItemsInput,
    #[graphql(default = 1)]
    pub quantity: i32,
}

/// Who buys enough of one thing gets another for less.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountBuyXGetYInput {
    pub customer_buys: DiscountQuantityInput,
    pub customer_gets: DiscountQuantityInput,
    /// What is taken off each unit that one gets: `"1"` is free.
    #[graphql(default_with = "Decimal(\"1\".to_owned())")]
    pub percentage: Decimal,
    /// How often in one order. Absent: as often as there is enough.
    pub uses_per_order_limit: Option<i32>,
}

/// Units that are free when they are in the cart.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountGiftInput {
    pub variant_ids: Vec<ID>,
    #[graphql(default = 1)]
    pub quantity: i32,
}

/// What a discount that gives something does.
#[derive(Clone, Debug, OneofObject)]
#[expect(clippy::large_enum_variant, reason = "one of a request, and read once")]
pub enum DiscountBxgyValueInput {
    BuyXGetY(DiscountBuyXGetYInput),
    Gift(DiscountGiftInput),
}

/// What a discount does.
#[derive(Clone, Debug, OneofObject)]
pub enum DiscountValueInput {
    Basic(DiscountBasicInput),
    BuyXGetY(DiscountBuyXGetYInput),
    Gift(DiscountGiftInput),
    /// Must be true.
    FreeShipping(bool),
}

/// A discount by code: so much off.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountCodeBasicInput {
    #[graphql(flatten)]
    pub terms: DiscountTermsInput,
    /// Its first code. More can be added, by hand or in batches.
    pub code: String,
    pub customer_gets: DiscountBasicInput,
    /// Or else a draft, which does nothing yet.
    #[graphql(default = true)]
    pub is_active: bool,
}

/// A discount by code: buy X get Y, or a gift.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountCodeBxgyInput {
    #[graphql(flatten)]
    pub terms: DiscountTermsInput,
    /// Its first code. More can be added, by hand or in batches.
    pub code: String,
    pub value: DiscountBxgyValueInput,
    /// Or else a draft, which does nothing yet.
    #[graphql(default = true)]
    pub is_active: bool,
}

/// A discount by code: free shipping.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountCodeFreeShippingInput {
    #[graphql(flatten)]
    pub terms: DiscountTermsInput,
    /// Its first code. More can be added, by hand or in batches.
    pub code: String,
    /// Or else a draft, which does nothing yet.
    #[graphql(default = true)]
    pub is_active: bool,
}

/// A discount that applies by itself.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountAutomaticInput {
    #[graphql(flatten)]
    pub terms: DiscountTermsInput,
    pub value: DiscountValueInput,
    /// Or else a draft, which does nothing yet.
    #[graphql(default = true)]
    pub is_active: bool,
}

/// A discount as it shall be, in all of its terms. Without a start it keeps the one it has.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountUpdateInput {
    #[graphql(flatten)]
    pub terms: DiscountTermsInput,
    pub value: DiscountValueInput,
    /// The version that was seen: another one is not overwritten.
    pub version: Option<i32>,
}

/// A code that somebody thought of.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountRedeemCodeInput {
    pub code: String,
    /// How often this code may be used.
    pub usage_limit: Option<i64>,
}

/// Codes to be drawn.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountCodeBatchInput {
    /// What all codes begin with: letters, digits, `-`, `_`.
    #[graphql(default)]
    pub prefix: String,
    /// How many: at most 100,000.
    pub size: i32,
    /// How often each code may be used. Absent: as often as the discount.
    pub usage_limit: Option<i64>,
}
