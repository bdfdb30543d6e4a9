//! Descriptions of discounts to test with.
use entity::{money::Currency, promotion::Class};
use service::{
    access::Actor,
    promotion::{
        create::{CreateCodeDiscount, NewCode},
        terms::{Action, CombinesWith, Conditions, Targets, Terms},
    },
};

pub(super) fn actor() -> Actor {
    Actor::named("test")
}

/// Ten per cent off the order.
pub(super) fn ten_percent(title: &str) -> Terms {
    Terms {
        title: title.to_owned(),
        class: Class::Order,
        starts_at: None,
        ends_at: None,
        priority: 0,
        is_exclusive: false,
        combines_with: CombinesWith::default(),
        currency: Some(Currency::EUR),
        maximum_discount: None,
        usage_limit: None,
        usage_limit_per_customer: None,
        conditions: Conditions::default(),
        action: Action::Percentage { rate: "0.1".parse().unwrap(), of: Targets::default() },
    }
}

pub(super) fn by_codes(codes: &[&str]) -> CreateCodeDiscount {
    CreateCodeDiscount {
        terms: ten_percent("Ten per cent"),
        codes: codes.iter().map(|code| NewCode { code: (*code).to_owned(), usage_limit: None }).collect(),
        is_active: true,
        actor: actor(),
    }
}
