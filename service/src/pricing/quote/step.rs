//! The trace: one step for everything that changes an amount, with the rule and the numbers used.
use std::sync::Arc;

use entity::{
    ids::{CartLineId, GiftCardId, PriceListId, ShippingRateId},
    money::{Currency, Minor},
};
use rust_decimal::Decimal;

use super::basket::PriceSource;
use crate::pricing::promotion::{Promotion, Reward};

/// One change of one amount. Displays as a sentence.
///
/// The changes of all steps add up to the amount payable; those before the first payment to the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub currency: Currency,
    pub subject: Subject,
    /// What the subject came to before this step. A line and shipping start at nothing and end at their
    /// totals with all tax; the order starts at its total and ends at the amount payable.
    pub before: Minor,
    pub after: Minor,
    pub why: Why,
}

impl Step {
    pub fn change(&self) -> Minor {
        self.after - self.before
    }
}

/// Whose amount changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Line { id: CartLineId, label: Arc<str> },
    Shipping,
    Order,
}

/// The rule and its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    UnitPrice {
        source: PriceSource,
        list: PriceListId,
        /// The tier: so many in the cart at least.
        min_quantity: u32,
        /// Units of the variant in all lines.
        in_cart: i64,
        quantity: u32,
        unit_price: Minor,
        compare_at: Option<Minor>,
    },
    /// The buyer pays no tax, and the price includes it. `rate` is of all taxes together.
    UnitTaxTakenOut {
        rate: Decimal,
        quantity: u32,
        unit_before: Minor,
        unit_after: Minor,
    },
    ShippingTaxTakenOut,
    /// A product or order promotion off a line, or a shipping promotion off shipping.
    Discount {
        promotion: Arc<Promotion>,
        code: Option<String>,
        how: How,
    },
    Shipping {
        method: String,
        rate: ShippingRateId,
        is_chosen: bool,
        /// The goods' price reached the rate's `free_from`.
        is_free_from: bool,
        /// What the goods cost after discounts.
        goods: Minor,
    },
    /// Changes nothing where tax is included.
    Tax {
        name: String,
        rate: Decimal,
        is_compound: bool,
        is_included: bool,
        base: Minor,
        amount: Minor,
    },
    GiftCard {
        id: GiftCardId,
        balance: Minor,
    },
    StoreCredit {
        balance: Minor,
    },
}

/// How a discount was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// A rate of what the subject came to.
    Rate {
        rate: Decimal,
        of: Minor,
    },
    /// So much off each unit.
    Each {
        amount: Minor,
        units: u32,
    },
    /// The units cost so much.
    FixedPrice {
        price: Minor,
        units: u32,
    },
    /// Once, from the whole subject.
    Amount {
        amount: Minor,
    },
    /// A share of what goes over several lines, by weight: the line's part of all of them.
    Share {
        whole: Minor,
        weight: Minor,
        weights: Minor,
    },
    /// Of units that were got for units that were bought.
    BuyGet {
        units: u32,
        reward: Reward,
    },
    Gift {
        units: u32,
    },
    /// All of it.
    Free,
}
