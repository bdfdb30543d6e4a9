//! A discount as the shopkeeper describes it, and what is wrong with a description.
use chrono::{DateTime, Utc};
use entity::{
    ids::{CategoryId, CollectionId, CustomerGroupId, CustomerId, MarketId, ProductId, VariantId},
    locale::Country,
    money::{Currency, Minor},
    promotion::Class,
};
use rust_decimal::Decimal;

use crate::pricing::currency;

const TITLE_CHARS_MAX: usize = 255;
/// Customers, groups, markets and countries that a discount names, each.
pub const CONDITIONS_PER_KIND_MAX: usize = 250;
/// Products, collections and so on that a discount names, on each of its sides.
pub const TARGETS_PER_ROLE_MAX: usize = 1_000;
/// Minor units of an amount at most: far from where sums stop to fit.
const AMOUNT_MAX: i64 = 1_000_000_000_000;
/// Decimals of a percentage's rate: 0.12345 is 12.345 %.
const RATE_DECIMALS_MAX: u32 = 6;
/// Units that buy X get Y counts with at most.
const QUANTITY_MAX: i32 = 10_000;
const PRIORITY_MAX: i32 = 1_000_000;
/// Uses that can be allowed at most: counters never come near what fits.
pub const USES_MAX: i64 = 1_000_000_000;

/// Everything about a discount but its codes.
#[derive(Clone, Debug)]
pub struct Terms {
    pub title: String,
    pub class: Class,
    /// Absent: when it is made.
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    /// Higher goes first.
    pub priority: i32,
    /// Combines with nothing.
    pub is_exclusive: bool,
    /// The classes of other discounts that it puts up with.
    pub combines_with: CombinesWith,
    /// What its amounts are amounts of. Needed when it has any.
    pub currency: Option<Currency>,
    pub maximum_discount: Option<Minor>,
    pub usage_limit: Option<i64>,
    pub usage_limit_per_customer: Option<i64>,
    pub conditions: Conditions,
    pub action: Action,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CombinesWith {
    pub product: bool,
    pub order: bool,
    pub shipping: bool,
}

/// When it applies. What is empty or absent is not asked; of several of a kind, one is enough.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// Of the entitled goods, before discounts.
    pub subtotal_at_least: Option<Minor>,
    pub quantity_at_least: Option<i64>,
    pub is_first_order: bool,
    pub customers: Vec<CustomerId>,
    pub groups: Vec<CustomerGroupId>,
    pub markets: Vec<MarketId>,
    pub countries: Vec<Country>,
}

/// What it does, and to what.
#[derive(Clone, Debug)]
pub enum Action {
    /// 0.15 for 15 % off.
    Percentage {
        rate: Decimal,
        of: Targets,
    },
    /// Off each unit, or once and spread over all.
    FixedAmount {
        amount: Minor,
        is_per_unit: bool,
        of: Targets,
    },
    /// Each unit, or shipping, costs this.
    FixedPrice {
        amount: Minor,
        of: Targets,
    },
    FreeShipping,
    /// For every `buy_quantity` of some, `get_quantity` of others at 1 − `rate` of their price.
    BuyXGetY {
        buy_quantity: i32,
        buy: Targets,
        get_quantity: i32,
        get: Targets,
        rate: Decimal,
        uses_per_order_max: Option<i32>,
    },
    /// So many of the variants are free, once the conditions hold.
    Gift {
        variants: Vec<VariantId>,
        quantity: i32,
    },
}

/// What goods are meant. Nothing named: all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    pub products: Vec<ProductId>,
    pub variants: Vec<VariantId>,
    pub collections: Vec<CollectionId>,
    pub categories: Vec<CategoryId>,
}

impl Targets {
    pub fn len(&self) -> usize {
        self.products.len() + self.variants.len() + self.collections.len() + self.categories.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What is wrong with a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    #[error("a discount has a title of 1 to {TITLE_CHARS_MAX} letters")]
    BadTitle,
    #[error("a discount ends after it starts")]
    EndsBeforeStart,
    #[error("a priority is between -{PRIORITY_MAX} and {PRIORITY_MAX}")]
    BadPriority,
    #[error("an exclusive discount combines with nothing")]
    ExclusiveCombines,
    #[error("amounts need a currency")]
    NoCurrency,
    #[error("there is no such currency")]
    UnknownCurrency,
    #[error("an amount is not negative, and not astronomic; an amount off is more than nothing")]
    BadAmount,
    #[error("a percentage is above 0 and at most 1 (0.15 for 15 %), with at most {RATE_DECIMALS_MAX} decimals")]
    BadPercentage,
    #[error("a limit is between 1 and {USES_MAX} uses")]
    BadLimit,
    #[error("a quantity is between 1 and {QUANTITY_MAX}")]
    BadQuantity,
    #[error("this kind of discount cannot be of that class")]
    WrongClass,
    #[error("name what has to be bought, and what the buyer gets for it")]
    NoTarget,
    #[error("a discount names at most {TARGETS_PER_ROLE_MAX} products, variants, collections and categories")]
    TooManyTargets,
    #[error("a discount names at most {CONDITIONS_PER_KIND_MAX} customers, groups, markets or countries")]
    TooManyConditions,
}

impl Terms {
    /// Looks at everything that can be seen without the database. `starts_at` is when it starts if it does not say.
    pub(super) fn check(&self, starts_at: DateTime<Utc>) -> Result<(), TermsError> {
        if !(1..=TITLE_CHARS_MAX).contains(&self.title.trim().chars().count()) {
            return Err(TermsError::BadTitle);
        }
        let starts_at = self.starts_at.unwrap_or(starts_at);
        if self.ends_at.is_some_and(|ends_at| ends_at <= starts_at) {
            return Err(TermsError::EndsBeforeStart);
        }
        if !(-PRIORITY_MAX..=PRIORITY_MAX).contains(&self.priority) {
            return Err(TermsError::BadPriority);
        }
        if self.is_exclusive && self.combines_with != CombinesWith::default() {
            return Err(TermsError::ExclusiveCombines);
        }
        let is_limit = |limit: i64| (1..=USES_MAX).contains(&limit);
        if !self.usage_limit.is_none_or(is_limit) || !self.usage_limit_per_customer.is_none_or(is_limit) {
            return Err(TermsError::BadLimit);
        }
        self.check_amounts()?;
        self.conditions.check()?;
        self.action.check(self.class)
    }

    /// Whether any of its numbers is an amount of money.
    pub(super) fn has_amounts(&self) -> bool {
        let acts_in_money = match self.action {
            Action::FixedAmount { .. } | Action::FixedPrice { .. } => true,
            Action::Percentage { .. } | Action::FreeShipping | Action::BuyXGetY { .. } | Action::Gift { .. } => false,
        };
        acts_in_money || self.maximum_discount.is_some() || self.conditions.subtotal_at_least.is_some()
    }

    fn check_amounts(&self) -> Result<(), TermsError> {
        if self.has_amounts() && self.currency.is_none() {
            return Err(TermsError::NoCurrency);
        }
        if self.currency.is_some_and(|currency| !currency::is_known(currency)) {
            return Err(TermsError::UnknownCurrency);
        }
        let is_amount = |from: i64| move |amount: Minor| (from..=AMOUNT_MAX).contains(&amount.0);
        let are_sound = self.maximum_discount.is_none_or(is_amount(1))
            && self.conditions.subtotal_at_least.is_none_or(is_amount(0))
            && match self.action {
                Action::FixedAmount { amount, .. } => is_amount(1)(amount),
                Action::FixedPrice { amount, .. } => is_amount(0)(amount),
                Action::Percentage { .. } | Action::FreeShipping | Action::BuyXGetY { .. } | Action::Gift { .. } => {
                    true
                }
            };
        if are_sound { Ok(()) } else { Err(TermsError::BadAmount) }
    }
}

impl Conditions {
    fn check(&self) -> Result<(), TermsError> {
        let longest =
            [self.customers.len(), self.groups.len(), self.markets.len(), self.countries.len()].into_iter().max();
        if longest.is_some_and(|longest| longest > CONDITIONS_PER_KIND_MAX) {
            return Err(TermsError::TooManyConditions);
        }
        let is_quantity = |quantity: i64| (1..=i64::from(QUANTITY_MAX)).contains(&quantity);
        if self.quantity_at_least.is_none_or(is_quantity) { Ok(()) } else { Err(TermsError::BadQuantity) }
    }
}

impl Action {
    fn check(&self, class: Class) -> Result<(), TermsError> {
        let is_quantity = |quantity: i32| (1..=QUANTITY_MAX).contains(&quantity);
        match self {
            Self::Percentage { rate, of } => {
                sound_rate(*rate)?;
                bounded(of)?;
                of_class(class, &[Class::Product, Class::Order, Class::Shipping])
            }
            Self::FixedAmount { is_per_unit, of, .. } => {
                bounded(of)?;
                of_class(
                    class,
                    if *is_per_unit { &[Class::Product] } else { &[Class::Product, Class::Order, Class::Shipping] },
                )
            }
            Self::FixedPrice { of, .. } => {
                bounded(of)?;
                of_class(class, &[Class::Product, Class::Shipping])
            }
            Self::FreeShipping => of_class(class, &[Class::Shipping]),
            Self::BuyXGetY { buy_quantity, buy, get_quantity, get, rate, uses_per_order_max } => {
                sound_rate(*rate)?;
                if buy.is_empty() || get.is_empty() {
                    return Err(TermsError::NoTarget);
                }
                bounded(buy)?;
                bounded(get)?;
                let uses = uses_per_order_max.is_none_or(is_quantity);
                if !is_quantity(*buy_quantity) || !is_quantity(*get_quantity) || !uses {
                    return Err(TermsError::BadQuantity);
                }
                of_class(class, &[Class::Product])
            }
            Self::Gift { variants, quantity } => {
                if variants.is_empty() {
                    return Err(TermsError::NoTarget);
                }
                if variants.len() > TARGETS_PER_ROLE_MAX {
                    return Err(TermsError::TooManyTargets);
                }
                if !is_quantity(*quantity) {
                    return Err(TermsError::BadQuantity);
                }
                of_class(class, &[Class::Product])
            }
        }
    }
}

fn sound_rate(rate: Decimal) -> Result<(), TermsError> {
    let normal = rate.normalize();
    let is_sound = normal > Decimal::ZERO && normal <= Decimal::ONE && normal.scale() <= RATE_DECIMALS_MAX;
    if is_sound { Ok(()) } else { Err(TermsError::BadPercentage) }
}

fn bounded(targets: &Targets) -> Result<(), TermsError> {
    if targets.len() <= TARGETS_PER_ROLE_MAX { Ok(()) } else { Err(TermsError::TooManyTargets) }
}

fn of_class(class: Class, possible: &[Class]) -> Result<(), TermsError> {
    if possible.contains(&class) { Ok(()) } else { Err(TermsError::WrongClass) }
}
