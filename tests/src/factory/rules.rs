//! Rules that prices follow from, small and plain.
use entity::{
    ids::PromotionId,
    money::{Currency, Minor},
    promotion::Class,
    shipping_rate::Basis,
};
use service::{
    access::Actor,
    gift_card::create::{self as new_gift_card, CreateGiftCard},
    promotion::{
        create::{self, CreateAutomaticDiscount, CreateCodeDiscount, NewCode},
        terms::{Action, CombinesWith, Conditions, Targets, Terms},
    },
    shipping::{
        method::{self, CreateMethod, MethodTerms, ShippingTax},
        rate::Rate,
        zone::{self, CreateZone, Region},
    },
};

use crate::TestShop;

pub fn actor() -> Actor {
    Actor { name: "test".to_owned(), request_id: None }
}

/// So many per cent off the order, once the goods cost so much; combining with everything.
pub fn percent_off(percent: i64, from: i64) -> Terms {
    Terms {
        title: format!("{percent} % off from {from}"),
        class: Class::Order,
        starts_at: None,
        ends_at: None,
        priority: 0,
        is_exclusive: false,
        combines_with: CombinesWith { product: true, order: true, shipping: true },
        currency: Some(Currency::EUR),
        maximum_discount: None,
        usage_limit: None,
        usage_limit_per_customer: None,
        conditions: Conditions { subtotal_at_least: Some(Minor(from)), ..Conditions::default() },
        action: Action::Percentage { rate: rust_decimal::Decimal::new(percent, 2), of: Targets::default() },
    }
}

/// A discount that applies by itself.
pub async fn automatic(shop: &TestShop, terms: Terms) -> PromotionId {
    let request = CreateAutomaticDiscount { terms, is_active: true, actor: actor() };
    create::create_automatic_discount(&shop.shop, &request).await.expect("an automatic discount")
}

/// A discount that its code applies.
pub async fn by_code(shop: &TestShop, code: &str, terms: Terms) -> PromotionId {
    let codes = vec![NewCode { code: code.to_owned(), usage_limit: None }];
    let request = CreateCodeDiscount { terms, codes, is_active: true, actor: actor() };
    create::create_code_discount(&shop.shop, &request).await.expect("a discount with a code")
}

/// Ways to ship to a country, each at a flat price.
pub async fn ship_to(shop: &TestShop, country: &str, methods: &[(&str, i64)]) {
    let region = Region { country: country.parse().expect("a country"), province_code: String::new() };
    let request = CreateZone { name: country.to_owned(), regions: vec![region], actor: actor() };
    let zone = zone::create(&shop.shop, &request).await.expect("a zone").id;
    for (position, (code, amount)) in (0..).zip(methods) {
        let rate = Rate {
            currency: Currency::EUR,
            basis: Basis::Flat,
            at_least: 0,
            below: None,
            amount: Minor(*amount),
            free_from: None,
        };
        let terms = MethodTerms {
            code: (*code).to_owned(),
            name: (*code).to_owned(),
            description: String::new(),
            position,
            is_active: true,
            tax: ShippingTax::Proportional,
            days: (None, None),
            rates: vec![rate],
        };
        let request = CreateMethod { zone, terms, actor: actor() };
        method::create(&shop.shop, &request).await.expect("a way to ship");
    }
}

/// A gift card in euros.
pub async fn gift_card(shop: &TestShop, code: &str, amount: i64) {
    let request = CreateGiftCard {
        amount: Minor(amount),
        currency: Currency::EUR,
        code: Some(code.to_owned()),
        customer: None,
        expires_at: None,
        note: String::new(),
        actor: actor(),
    };
    new_gift_card::create(&shop.shop, &request).await.expect("a gift card");
}
