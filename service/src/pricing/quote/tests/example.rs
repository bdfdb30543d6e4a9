//! Baskets to try things on.
use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{
    ids::{
        CartLineId, CollectionId, PriceListId, ProductId, PromotionId, ShippingMethodId, ShippingRateId, TaxRateId,
        VariantId,
    },
    money::{Currency, Minor},
    shipping_rate::Basis,
};
use uuid::Uuid;

use crate::pricing::{
    destination::Destination,
    promotion::{Action, Combines, Conditions, Promotion, TargetSet, Targets},
    quote::{
        Basket, CustomerFacts, Delivery, EnteredCode, Line, PriceCandidate, PriceSource, Quote, Subject, Why, quote,
    },
    shipping::{ShippingMethod, ShippingRate, ShippingTax},
    tax::{TaxRule, TaxRules, resolve},
};

pub(super) fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

pub(super) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

pub(super) fn basket(lines: Vec<Line>) -> Basket {
    Basket {
        currency: Currency::EUR,
        market: None,
        country: "DE".parse().unwrap(),
        now: now(),
        is_tax_inclusive: true,
        lines,
        promotions: Vec::new(),
        codes: Vec::new(),
        customer: CustomerFacts::default(),
        usage: HashMap::new(),
        delivery: None,
        taxes: Arc::default(),
        gift_cards: Vec::new(),
        store_credit: None,
    }
}

/// Line, variant and product share a number; the product is in the collection 100 when it is even, 101 when not.
pub(super) fn line(number: u128, quantity: u32, price: i64) -> Line {
    Line {
        id: id::<CartLineId>(number),
        label: format!("Product {number}").into(),
        variant: id::<VariantId>(number),
        product: id::<ProductId>(number),
        collections: [id::<CollectionId>(100 + number % 2)].into(),
        categories: [].into(),
        quantity,
        prices: vec![price_in(PriceSource::MarketList, 1, 1, price)],
        tax_category: None,
        is_taxable: true,
        requires_shipping: true,
        weight_mg: 100_000,
        is_gift_card: false,
    }
}

pub(super) fn price_in(source: PriceSource, list: u128, min_quantity: u32, amount: i64) -> PriceCandidate {
    PriceCandidate { source, list: id::<PriceListId>(list), min_quantity, amount: Minor(amount), compare_at: None }
}

pub(super) fn promotion(number: u128, action: Action) -> Promotion {
    Promotion {
        id: id::<PromotionId>(number),
        title: format!("Promotion {number}"),
        is_automatic: true,
        starts_at: now(),
        ends_at: None,
        priority: 0,
        combines: Combines::ALL,
        currency: None,
        maximum_discount: None,
        usage_limit: None,
        usage_limit_per_customer: None,
        entitled: Targets::Everything,
        conditions: Conditions::default(),
        action,
    }
}

pub(super) fn products(numbers: &[u128]) -> Targets {
    let products = numbers.iter().map(|number| id(*number)).collect();
    Targets::Only(TargetSet { products, ..TargetSet::default() })
}

pub(super) fn code(text: &str, promotion: Option<u128>) -> EnteredCode {
    EnteredCode { code: text.to_owned(), promotion: promotion.map(id), used: 0, usage_limit: None }
}

pub(super) fn tax(number: u128, name: &str, rate: &str, category: &str) -> TaxRule {
    TaxRule {
        id: id::<TaxRateId>(number),
        name: name.to_owned(),
        rate: rate.parse().unwrap(),
        country: "DE".parse().unwrap(),
        province: None,
        zip_prefix: None,
        category: category.to_owned(),
        is_compound: false,
        taxes_shipping: true,
    }
}

pub(super) fn with_taxes(mut basket: Basket, rules: Vec<TaxRule>) -> Basket {
    let rules = TaxRules {
        categories: ["standard", "books"].map(ToOwned::to_owned).into(),
        default_category: "standard".to_owned(),
        by_country: HashMap::from([(basket.country, rules)]),
    };
    basket.taxes = Arc::new(resolve(&rules, &Destination::country(basket.country)));
    basket
}

pub(super) fn method(code: &str, amount: i64, tax: ShippingTax) -> Arc<ShippingMethod> {
    let rate = ShippingRate {
        id: id::<ShippingRateId>(1),
        currency: Currency::EUR,
        basis: Basis::Flat,
        at_least: 0,
        below: None,
        amount: Minor(amount),
        free_from: None,
    };
    Arc::new(ShippingMethod {
        id: id::<ShippingMethodId>(1),
        code: code.to_owned(),
        name: code.to_owned(),
        description: String::new(),
        tax,
        rates: vec![rate],
        days_min: None,
        days_max: None,
    })
}

pub(super) fn shipped(mut basket: Basket, methods: Vec<Arc<ShippingMethod>>) -> Basket {
    basket.delivery = Some(Delivery { methods, chosen: None });
    basket
}

pub(super) fn promoted(mut basket: Basket, promotions: Vec<Promotion>) -> Basket {
    basket.promotions = promotions.into_iter().map(Arc::new).collect();
    basket
}

/// A quote whose trace adds up to it.
pub(super) fn priced(basket: &Basket) -> Quote {
    let quote = quote(basket).unwrap();
    replay(&quote);
    quote
}

/// Each line's and shipping's last amount in the trace, the total and the amount payable are the quote's.
pub(super) fn replay(quote: &Quote) {
    let is_payment = |why: &Why| matches!(why, Why::GiftCard { .. } | Why::StoreCredit { .. });
    let sum = |steps: &mut dyn Iterator<Item = Minor>| steps.sum::<Minor>();
    assert_eq!(sum(&mut quote.trace.iter().map(super::super::Step::change)), quote.payable);
    let before_paying = quote.trace.iter().filter(|step| !is_payment(&step.why));
    assert_eq!(sum(&mut before_paying.map(super::super::Step::change)), quote.total);
    let on_top = |tax: Minor| if quote.is_tax_included { Minor::ZERO } else { tax };
    let last = |is_it: &dyn Fn(&Subject) -> bool| {
        let mut amount = Minor::ZERO;
        for step in quote.trace.iter().filter(|step| is_it(&step.subject)) {
            assert_eq!(step.before, amount, "{step}");
            amount = step.after;
        }
        amount
    };
    for line in &quote.lines {
        let is_it = |subject: &Subject| matches!(subject, Subject::Line { id, .. } if *id == line.id);
        assert_eq!(last(&is_it), line.total + on_top(line.tax()));
    }
    let shipping_tax = quote.shipping.iter().flat_map(|shipping| &shipping.taxes).map(|tax| tax.amount).sum();
    assert_eq!(last(&|subject| *subject == Subject::Shipping), quote.shipping_total + on_top(shipping_tax));
    let identity = quote.subtotal - quote.discount_total + quote.shipping_total + on_top(quote.tax_total);
    assert_eq!(identity, quote.total);
}
