//! From a plan to a basket.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Duration, TimeZone, Utc};
use entity::{
    locale::Country,
    money::{Currency, Minor},
    shipping_rate::Basis,
};
use rust_decimal::Decimal;
use service::pricing::{
    destination::Destination,
    promotion::{
        Action, BuyGet, Combines, Conditions, OrderAction, ProductAction, Promotion, Reward, ShippingAction, TargetSet,
        Targets,
    },
    quote::{Basket, CustomerFacts, Delivery, EnteredCode, GiftCardBalance, Line, PriceCandidate, PriceSource, Usage},
    shipping::{ShippingMethod, ShippingRate, ShippingTax},
    tax::{self, TaxRule, TaxRules},
};
use uuid::Uuid;

use super::plan::{ActionPlan, CustomerPlan, LinePlan, MethodPlan, Plan, PromotionPlan, TargetPlan, TaxPlan};

const CURRENCIES: [&str; 4] = ["EUR", "JPY", "KWD", "USD"];
const CATEGORIES: [&str; 3] = ["standard", "reduced", "books"];

/// The key of a thing of this kind.
fn key<T: From<Uuid>>(kind: u8, number: usize) -> T {
    Uuid::from_u128((u128::from(kind) << 64) | number as u128).into()
}

const MARKET: u8 = 1;
const PRODUCT: u8 = 2;
const VARIANT: u8 = 3;
const COLLECTION: u8 = 4;
const CATEGORY: u8 = 5;
const GROUP: u8 = 6;
const CUSTOMER: u8 = 7;
const PROMOTION: u8 = 8;
const LINE: u8 = 9;
const LIST: u8 = 10;
const CARD: u8 = 11;
const METHOD: u8 = 12;
const RATE: u8 = 13;
const TAX: u8 = 14;

pub(super) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).single().expect("a valid date")
}

fn country() -> Country {
    "CA".parse().expect("a country")
}

fn fraction(hundredths: u32) -> Decimal {
    Decimal::new(i64::from(hundredths), 4)
}

impl Plan {
    pub(super) fn currency(&self) -> Currency {
        CURRENCIES[self.currency].parse().expect("a currency")
    }

    pub(super) fn basket(&self) -> Basket {
        let destination =
            Destination { country: country(), province: Some("QC".to_owned()), zip: Some("H2X 1Y4".to_owned()) };
        let lines: Vec<_> = self.lines.iter().enumerate().map(|(number, line)| line.line(number)).collect();
        let ships = lines.iter().any(|line| line.requires_shipping);
        let promotions: Vec<_> = self
            .promotions
            .iter()
            .enumerate()
            .map(|(number, promotion)| Arc::new(promotion.promotion(number, self.currency())))
            .collect();
        Basket {
            currency: self.currency(),
            market: Some(key(MARKET, usize::from(self.market))),
            country: country(),
            now: now(),
            is_tax_inclusive: self.is_tax_inclusive,
            lines,
            codes: self.codes(),
            usage: self.promotions.iter().enumerate().map(|(number, promotion)| promotion.used(number)).collect(),
            promotions,
            customer: self.customer.facts(),
            delivery: ships.then(|| self.delivery()),
            taxes: Arc::new(tax::resolve(&self.tax_rules(), &destination)),
            gift_cards: self
                .gift_cards
                .iter()
                .enumerate()
                .map(|(number, balance)| GiftCardBalance { id: key(CARD, number), balance: Minor(*balance) })
                .collect(),
            store_credit: self.store_credit.map(Minor),
        }
    }

    fn codes(&self) -> Vec<EnteredCode> {
        let of_promotions = self.promotions.iter().enumerate().filter_map(|(number, promotion)| {
            promotion.code.map(|limit| EnteredCode {
                code: format!("CODE{number}"),
                promotion: Some(key(PROMOTION, number)),
                used: 1,
                usage_limit: (limit == 0).then_some(1),
            })
        });
        let unknown = (0..self.unknown_codes).map(|number| EnteredCode {
            code: format!("NOSUCH{number}"),
            promotion: None,
            used: 0,
            usage_limit: None,
        });
        of_promotions.chain(unknown).collect()
    }

    fn tax_rules(&self) -> TaxRules {
        // Names, regions and categories are unique together, as the table has it.
        let mut seen = HashSet::new();
        let mut is_new = |plan: &TaxPlan| seen.insert((plan.name, plan.region, plan.category));
        let rules =
            self.taxes.iter().enumerate().filter(|(_, plan)| is_new(plan)).map(|(number, plan)| plan.rule(number));
        TaxRules {
            categories: CATEGORIES.iter().map(|code| (*code).to_owned()).collect(),
            default_category: CATEGORIES[0].to_owned(),
            by_country: HashMap::from([(country(), rules.collect())]),
        }
    }

    fn delivery(&self) -> Delivery {
        let methods =
            self.methods.iter().enumerate().map(|(number, method)| Arc::new(method.method(number, self.currency())));
        Delivery { methods: methods.collect(), chosen: self.chosen.map(|number| format!("method{number}")) }
    }
}

impl LinePlan {
    fn line(&self, number: usize) -> Line {
        let product = usize::from(self.variant / 2);
        Line {
            id: key(LINE, number),
            label: format!("Product {product}").into(),
            variant: key(VARIANT, usize::from(self.variant)),
            product: key(PRODUCT, product),
            collections: [key(COLLECTION, product % 3)].into(),
            categories: [key(CATEGORY, product % 2), key(CATEGORY, 9)].into(),
            quantity: self.quantity,
            prices: self.prices.iter().map(price).collect(),
            tax_category: self.tax_category.map(|code| {
                CATEGORIES.get(usize::from(code)).map_or_else(|| "unheard-of".to_owned(), |code| (*code).to_owned())
            }),
            is_taxable: self.is_taxable,
            requires_shipping: self.requires_shipping,
            weight_mg: self.weight_mg,
            is_gift_card: self.is_gift_card,
        }
    }
}

fn price((list, min_quantity, amount): &(u8, u32, i64)) -> PriceCandidate {
    let source = match list {
        0 | 1 => PriceSource::GroupList,
        2 => PriceSource::MarketList,
        _ => PriceSource::ParentList,
    };
    PriceCandidate {
        source,
        list: key(LIST, usize::from(*list)),
        min_quantity: *min_quantity,
        amount: Minor(*amount),
        compare_at: None,
    }
}

impl PromotionPlan {
    fn promotion(&self, number: usize, currency: Currency) -> Promotion {
        let foreign = if currency == Currency::USD { Currency::EUR } else { Currency::USD };
        let has_amounts = self.has_amounts();
        Promotion {
            id: key(PROMOTION, number),
            title: format!("Promotion {number}"),
            is_automatic: self.code.is_none(),
            starts_at: now() + Duration::hours(self.starts_in_h),
            ends_at: self.ends_in_h.map(|hours| now() + Duration::hours(hours)),
            priority: self.priority,
            combines: combines(self.combines),
            currency: has_amounts.then_some(if self.is_foreign { foreign } else { currency }),
            maximum_discount: self.maximum_discount.map(Minor),
            usage_limit: self.usage.0,
            usage_limit_per_customer: self.usage.2,
            entitled: targets(self.entitled),
            conditions: self.conditions(),
            action: self.action.action(),
        }
    }

    fn has_amounts(&self) -> bool {
        let in_action = !matches!(
            self.action,
            ActionPlan::Percentage(_)
                | ActionPlan::BuyGet { reward: (0, _), .. }
                | ActionPlan::Gift { .. }
                | ActionPlan::OrderPercentage(_)
                | ActionPlan::ShippingFree
                | ActionPlan::ShippingPercentage(_)
        );
        in_action || self.maximum_discount.is_some() || self.subtotal_at_least.is_some()
    }

    fn used<T: From<Uuid>>(&self, number: usize) -> (T, Usage) {
        (key(PROMOTION, number), Usage { used: self.usage.1, used_by_customer: self.usage.3 })
    }

    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions {
            subtotal_at_least: self.subtotal_at_least.map(Minor),
            quantity_at_least: self.quantity_at_least,
            ..Conditions::default()
        };
        match self.who {
            1 => drop(conditions.customers.insert(key(CUSTOMER, 0))),
            2 => drop(conditions.customers.insert(key(CUSTOMER, 1))),
            3..=5 => drop(conditions.groups.insert(key(GROUP, usize::from(self.who % 2)))),
            6 | 7 => conditions.is_first_order = true,
            8..=10 => drop(conditions.markets.insert(key(MARKET, usize::from(self.who % 2)))),
            11 | 12 => drop(conditions.countries.insert(country())),
            13 => drop(conditions.countries.insert("DE".parse().expect("a country"))),
            _ => {}
        }
        conditions
    }
}

fn combines(bits: u8) -> Combines {
    match bits % 4 {
        0 => Combines::ALL,
        1 if bits > 127 => Combines { is_exclusive: true, ..Combines::default() },
        _ => Combines {
            is_exclusive: false,
            with_product: bits & 8 > 0,
            with_order: bits & 16 > 0,
            with_shipping: bits & 32 > 0,
        },
    }
}

fn targets((kind, number): TargetPlan) -> Targets {
    let number = usize::from(number);
    let mut set = TargetSet::default();
    match kind {
        0 => return Targets::Everything,
        1 => drop(set.products.insert(key(PRODUCT, number / 2))),
        2 => drop(set.variants.insert(key(VARIANT, number))),
        3 => drop(set.collections.insert(key(COLLECTION, number % 3))),
        _ => drop(set.categories.insert(key(CATEGORY, if number > 8 { 9 } else { number % 2 }))),
    }
    Targets::Only(set)
}

impl ActionPlan {
    fn action(&self) -> Action {
        match self {
            Self::Percentage(rate) => Action::Product(ProductAction::Percentage { rate: fraction(*rate) }),
            Self::Across(amount) => Action::Product(ProductAction::AmountAcross { amount: Minor(*amount) }),
            Self::Each(amount) => Action::Product(ProductAction::AmountEach { amount: Minor(*amount) }),
            Self::Fixed(price) => Action::Product(ProductAction::FixedPrice { price: Minor(*price) }),
            Self::BuyGet { buys, buy, gets, get, reward, uses } => Action::Product(ProductAction::BuyGet(BuyGet {
                buys: targets(*buys),
                buy_quantity: *buy,
                gets: targets(*gets),
                get_quantity: *get,
                reward: match reward {
                    (0, rate) => Reward::Percentage { rate: fraction(*rate) },
                    (1, amount) => Reward::AmountOff { amount: Minor(i64::from(*amount)) },
                    (_, price) => Reward::FixedPrice { price: Minor(i64::from(*price)) },
                },
                uses_per_order_max: *uses,
            })),
            Self::Gift { items, quantity } => {
                Action::Product(ProductAction::Gift { items: targets(*items), quantity: *quantity })
            }
            Self::OrderPercentage(rate) => Action::Order(OrderAction::Percentage { rate: fraction(*rate) }),
            Self::OrderAmount(amount) => Action::Order(OrderAction::Amount { amount: Minor(*amount) }),
            Self::ShippingFree => Action::Shipping(ShippingAction::Free),
            Self::ShippingPercentage(rate) => Action::Shipping(ShippingAction::Percentage { rate: fraction(*rate) }),
            Self::ShippingAmount(amount) => Action::Shipping(ShippingAction::Amount { amount: Minor(*amount) }),
            Self::ShippingFixed(price) => Action::Shipping(ShippingAction::FixedPrice { price: Minor(*price) }),
        }
    }
}

impl TaxPlan {
    fn rule(&self, number: usize) -> TaxRule {
        let (province, zip_prefix) = match self.region {
            0 => (None, None),
            1 => (Some("QC".to_owned()), None),
            2 => (Some("QC".to_owned()), Some("H2".to_owned())),
            _ => (Some("ON".to_owned()), None),
        };
        TaxRule {
            id: key(TAX, number),
            name: format!("Tax {}", self.name),
            rate: fraction(self.rate),
            country: country(),
            province,
            zip_prefix,
            category: CATEGORIES[usize::from(self.category)].to_owned(),
            is_compound: self.is_compound,
            taxes_shipping: self.taxes_shipping,
        }
    }
}

impl MethodPlan {
    fn method(&self, number: usize, currency: Currency) -> ShippingMethod {
        let rates =
            self.rates.iter().enumerate().map(|(rate, (basis, at_least, below, amount, free_from))| ShippingRate {
                id: key(RATE, number * 10 + rate),
                currency,
                basis: [Basis::Flat, Basis::Weight, Basis::Price, Basis::Quantity][usize::from(*basis)],
                at_least: *at_least,
                below: *below,
                amount: Minor(*amount),
                free_from: free_from.map(Minor),
            });
        ShippingMethod {
            id: key(METHOD, number),
            code: format!("method{number}"),
            name: format!("Method {number}"),
            description: String::new(),
            tax: match self.tax {
                0 | 1 => ShippingTax::Proportional,
                2 => ShippingTax::Own { category: None },
                _ => ShippingTax::Own { category: Some(CATEGORIES[usize::from(self.tax - 2)].to_owned()) },
            },
            rates: rates.collect(),
            days_min: None,
            days_max: None,
        }
    }
}

impl CustomerPlan {
    fn facts(&self) -> CustomerFacts {
        if !self.is_known {
            return CustomerFacts::default();
        }
        CustomerFacts {
            id: Some(key(CUSTOMER, 0)),
            groups: (0..2).filter(|group| self.groups & (1 << group) > 0).map(|group| key(GROUP, group)).collect(),
            order_count: self.order_count,
            is_tax_exempt: self.is_tax_exempt,
        }
    }
}
