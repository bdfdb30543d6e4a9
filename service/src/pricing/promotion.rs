//! Discounts as rules: what they take, off what, and when.
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{
    ids::{CategoryId, CollectionId, CustomerGroupId, CustomerId, MarketId, ProductId, PromotionId, VariantId},
    locale::Country,
    money::{Currency, Minor},
    promotion::Class,
};
use rust_decimal::Decimal;

/// A discount that is switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promotion {
    pub id: PromotionId,
    /// What the buyer reads beside the discount.
    pub title: String,
    /// Applies by itself; otherwise when one of its codes is entered.
    pub is_automatic: bool,
    pub starts_at: DateTime<Utc>,
    /// The first moment at which it is over.
    pub ends_at: Option<DateTime<Utc>>,
    /// Higher goes first, and wins where two do not combine.
    pub priority: i32,
    pub combines: Combines,
    /// Of its amounts. Absent when it has none.
    pub currency: Option<Currency>,
    /// The most it takes off a whole cart.
    pub maximum_discount: Option<Minor>,
    pub usage_limit: Option<i64>,
    pub usage_limit_per_customer: Option<i64>,
    /// What it is about: what its minimums are measured on, and what a product or order discount is
    /// taken off. Gift cards in a cart are never discounted and never counted.
    pub entitled: Targets,
    pub conditions: Conditions,
    pub action: Action,
}

impl Promotion {
    /// Where its discount is taken: lines, the whole order, or shipping.
    pub fn class(&self) -> Class {
        match self.action {
            Action::Product(_) => Class::Product,
            Action::Order(_) => Class::Order,
            Action::Shipping(_) => Class::Shipping,
        }
    }
}

/// What may stand beside it. Two promotions combine when each allows the other's class.
///
/// Two product promotions on different lines need no leave of each other, unless one is exclusive.
#[expect(clippy::struct_excessive_bools, reason = "as the shopkeeper ticks them")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Combines {
    /// Nothing may: it is the cart's only promotion or none.
    pub is_exclusive: bool,
    pub with_product: bool,
    pub with_order: bool,
    pub with_shipping: bool,
}

impl Combines {
    /// With everything that combines with it.
    pub const ALL: Self = Self { is_exclusive: false, with_product: true, with_order: true, with_shipping: true };

    pub fn allows(self, class: Class) -> bool {
        !self.is_exclusive
            && match class {
                Class::Product => self.with_product,
                Class::Order => self.with_order,
                Class::Shipping => self.with_shipping,
            }
    }
}

/// A set of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Targets {
    #[default]
    Everything,
    /// What is in any of these.
    Only(TargetSet),
}

/// Goods by what they are or where they stand. A category has those of its subcategories, because a
/// line names its whole path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetSet {
    pub products: HashSet<ProductId>,
    pub variants: HashSet<VariantId>,
    pub collections: HashSet<CollectionId>,
    pub categories: HashSet<CategoryId>,
}

/// What must hold, all of it. A set that is empty asks nothing; of one with members, one must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Of the entitled lines together, at their unit prices, before any discount.
    pub subtotal_at_least: Option<Minor>,
    /// Units of the entitled lines together.
    pub quantity_at_least: Option<i64>,
    pub customers: HashSet<CustomerId>,
    pub groups: HashSet<CustomerGroupId>,
    /// Only for a customer who has not ordered yet. One who is not logged in has not.
    pub is_first_order: bool,
    pub markets: HashSet<MarketId>,
    /// Countries the goods go to.
    pub countries: HashSet<Country>,
}

/// What is done. The class is part of it, so that no order discount has a price per unit.
#[expect(clippy::large_enum_variant, reason = "a few hundred of them, each behind its promotion's Arc")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Product(ProductAction),
    Order(OrderAction),
    Shipping(ShippingAction),
}

/// What can be done to lines. Rates are exact: 0.15 is 15 % off, 1 is free.
#[expect(clippy::large_enum_variant, reason = "a few hundred of them, each behind its promotion's Arc")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProductAction {
    /// Off each entitled line, rounded per line.
    Percentage {
        rate: Decimal,
    },
    /// Once, spread over the entitled lines by their totals.
    AmountAcross {
        amount: Minor,
    },
    /// Off every entitled unit.
    AmountEach {
        amount: Minor,
    },
    /// What every entitled unit costs, if that is less.
    FixedPrice {
        price: Minor,
    },
    BuyGet(BuyGet),
    /// So many units of these are free when they are in the cart. They do not count towards the minimums.
    Gift {
        items: Targets,
        quantity: u32,
    },
}

/// Who buys enough of one thing gets another for less.
///
/// The cheapest eligible units get the discount. A unit that is bought for it is not discounted by
/// it, and a unit serves one buy-X-get-Y only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuyGet {
    pub buys: Targets,
    /// At least 1.
    pub buy_quantity: u32,
    pub gets: Targets,
    /// At least 1. Fewer in the cart are discounted as far as they go.
    pub get_quantity: u32,
    pub reward: Reward,
    /// How many times in one order. Absent: as often as there is enough.
    pub uses_per_order_max: Option<u32>,
}

/// What a unit that one gets costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reward {
    /// 1 is free.
    Percentage {
        rate: Decimal,
    },
    AmountOff {
        amount: Minor,
    },
    FixedPrice {
        price: Minor,
    },
}

/// What can be done to the order: once, spread over the entitled lines by what is left of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderAction {
    /// Off the entitled lines together, rounded once.
    Percentage {
        rate: Decimal,
    },
    Amount {
        amount: Minor,
    },
}

/// What can be done to the price of shipping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShippingAction {
    Free,
    Percentage { rate: Decimal },
    Amount { amount: Minor },
    FixedPrice { price: Minor },
}
