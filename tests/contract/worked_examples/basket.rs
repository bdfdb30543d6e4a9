//! A small cart, written as the examples write theirs: prices as text, rates in percent.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, TimeZone, Utc};
use entity::{
    locale::Country,
    money::{Currency, Minor},
    shipping_rate::Basis,
};
use rust_decimal::Decimal;
use service::pricing::{
    amount,
    destination::Destination,
    promotion::{Action, Combines, Conditions, Promotion, TargetSet, Targets},
    quote::{self, Basket, CustomerFacts, Delivery, Line, PriceCandidate, PriceSource, Quote},
    shipping::{ShippingMethod, ShippingRate, ShippingTax},
    tax::{self, TaxRule, TaxRules},
};
use uuid::Uuid;

/// A cart in the making.
pub(super) struct Cart {
    currency: Currency,
    is_tax_inclusive: bool,
    lines: Vec<Line>,
    taxes: Vec<TaxRule>,
    promotions: Vec<Arc<Promotion>>,
    shipping: Option<Minor>,
}

fn key<T: From<Uuid>>(number: usize) -> T {
    Uuid::from_u128(number as u128 + 1).into()
}

fn country() -> Country {
    "CA".parse().expect("a country")
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).single().expect("a valid date")
}

impl Cart {
    /// Tax comes on top of its prices.
    pub(super) fn exclusive(currency: &str) -> Self {
        let currency = currency.parse().expect("a currency");
        Self {
            currency,
            is_tax_inclusive: false,
            lines: Vec::new(),
            taxes: Vec::new(),
            promotions: Vec::new(),
            shipping: None,
        }
    }

    /// Tax is in its prices.
    pub(super) fn inclusive(currency: &str) -> Self {
        Self { is_tax_inclusive: true, ..Self::exclusive(currency) }
    }

    pub(super) fn minor(&self, text: &str) -> Minor {
        amount::parse(text, self.currency).expect("an amount")
    }

    pub(super) fn line(mut self, price: &str, quantity: u32) -> Self {
        let number = self.lines.len();
        let price = PriceCandidate {
            source: PriceSource::MarketList,
            list: key(0),
            min_quantity: 1,
            amount: self.minor(price),
            compare_at: None,
        };
        self.lines.push(Line {
            id: key(number),
            label: format!("Item {}", number + 1).into(),
            variant: key(number),
            product: key(number),
            collections: [].into(),
            categories: [].into(),
            quantity,
            prices: vec![price],
            tax_category: None,
            is_taxable: true,
            requires_shipping: true,
            weight_mg: 0,
            is_gift_card: false,
        });
        self
    }

    /// `rate` in percent. Taxes shipping, too.
    pub(super) fn tax(self, name: &str, rate: &str) -> Self {
        self.add_tax(name, rate, false)
    }

    /// On top of the other taxes.
    pub(super) fn compound_tax(self, name: &str, rate: &str) -> Self {
        self.add_tax(name, rate, true)
    }

    fn add_tax(mut self, name: &str, rate: &str, is_compound: bool) -> Self {
        let percent: Decimal = rate.parse().expect("a rate");
        self.taxes.push(TaxRule {
            id: key(self.taxes.len()),
            name: name.to_owned(),
            rate: percent / Decimal::ONE_HUNDRED,
            country: country(),
            province: None,
            zip_prefix: None,
            category: "standard".to_owned(),
            is_compound,
            taxes_shipping: true,
        });
        self
    }

    pub(super) fn shipping(mut self, price: &str) -> Self {
        self.shipping = Some(self.minor(price));
        self
    }

    /// A promotion that combines with all others, on these lines; on all when there are none.
    pub(super) fn promotion(self, action: Action, lines: &[usize]) -> Self {
        self.conditional(action, lines, Conditions::default())
    }

    pub(super) fn conditional(mut self, action: Action, lines: &[usize], conditions: Conditions) -> Self {
        let products = lines.iter().map(|line| key(*line)).collect();
        let entitled = if lines.is_empty() {
            Targets::Everything
        } else {
            Targets::Only(TargetSet { products, ..TargetSet::default() })
        };
        self.promotions.push(Arc::new(Promotion {
            id: key(self.promotions.len()),
            title: "Promotion".to_owned(),
            is_automatic: true,
            starts_at: now(),
            ends_at: None,
            priority: 0,
            combines: Combines::ALL,
            currency: Some(self.currency),
            maximum_discount: None,
            usage_limit: None,
            usage_limit_per_customer: None,
            entitled,
            conditions,
            action,
        }));
        self
    }

    pub(super) fn quote(&self) -> Quote {
        let rules = TaxRules {
            categories: HashSet::from(["standard".to_owned()]),
            default_category: "standard".to_owned(),
            by_country: HashMap::from([(country(), self.taxes.clone())]),
        };
        let basket = Basket {
            currency: self.currency,
            market: None,
            country: country(),
            now: now(),
            is_tax_inclusive: self.is_tax_inclusive,
            lines: self.lines.clone(),
            promotions: self.promotions.clone(),
            codes: Vec::new(),
            customer: CustomerFacts::default(),
            usage: HashMap::new(),
            delivery: self.shipping.map(|price| Delivery { methods: vec![Arc::new(self.method(price))], chosen: None }),
            taxes: Arc::new(tax::resolve(&rules, &Destination::country(country()))),
            gift_cards: Vec::new(),
            store_credit: None,
        };
        quote::quote(&basket).expect("a price")
    }

    fn method(&self, price: Minor) -> ShippingMethod {
        ShippingMethod {
            id: key(0),
            code: "shipping".to_owned(),
            name: "Shipping".to_owned(),
            description: String::new(),
            tax: ShippingTax::Own { category: None },
            rates: vec![ShippingRate {
                id: key(0),
                currency: self.currency,
                basis: Basis::Flat,
                at_least: 0,
                below: None,
                amount: price,
                free_from: None,
            }],
            days_min: None,
            days_max: None,
        }
    }
}
