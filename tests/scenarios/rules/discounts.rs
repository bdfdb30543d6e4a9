//! A shopkeeper makes discounts; what makes no sense is refused with a reason.
use chrono::Duration;
use entity::{ids::ProductId, money::Minor, promotion::Class};
use pretty_assertions::assert_eq;
use service::promotion::{
    add_codes::{AddCodes, add_codes},
    coupon,
    create::{
        CodesError, CreateAutomaticDiscount, DiscountError, NewCode, create_automatic_discount, create_code_discount,
    },
    switch::{self, SwitchDiscount},
    terms::{Action, CombinesWith, Targets, Terms, TermsError},
    update::{UpdateDiscount, update},
};
use tests::{TestShop, factory::catalogue, on_both_databases};
use uuid::Uuid;

use super::terms::{actor, by_codes, ten_percent};

on_both_databases!(
    codes_are_found_however_they_are_typed,
    what_makes_no_sense_is_refused,
    a_code_belongs_to_one_discount,
    two_changes_that_cross_do_not_overwrite_each_other,
);

async fn codes_are_found_however_they_are_typed(shop: &TestShop) {
    catalogue::ground(shop).await;
    let mut wanted = by_codes(&["Straße-10", "SECOND"]);
    wanted.terms.usage_limit = Some(5);
    wanted.codes[1].usage_limit = Some(3);
    let id = create_code_discount(&shop.shop, &wanted).await.unwrap();
    let keys = ["  STRASSE-10 ", "second", "nobody's"].map(coupon::code_key);
    let found = coupon::in_play(shop.shop.database().writer(), &keys, &[id], "").await.unwrap();
    assert_eq!(found.codes.len(), 2);
    assert_eq!(found.codes[&keys[0]].code, "Straße-10");
    assert_eq!((found.codes[&keys[1]].promotion, found.codes[&keys[1]].usage_limit), (id, Some(3)));
    assert_eq!((found.counters[&id].usage_limit, found.counters[&id].used_count), (Some(5), 0));
    // Only the counters.
    let limited = coupon::in_play(shop.shop.database().writer(), &[], &[id], "").await.unwrap();
    assert_eq!((limited.codes.len(), limited.counters.len()), (0, 1));
}

async fn refusal(shop: &TestShop, change: impl FnOnce(&mut Terms)) -> DiscountError {
    let mut terms = ten_percent("Bad");
    change(&mut terms);
    let request = CreateAutomaticDiscount { terms, is_active: true, actor: actor() };
    create_automatic_discount(&shop.shop, &request).await.unwrap_err()
}

#[expect(clippy::too_many_lines, reason = "one case after another")]
async fn what_makes_no_sense_is_refused(shop: &TestShop) {
    catalogue::ground(shop).await;
    let now = shop.shop.now();
    let percentage = |rate: &str| Action::Percentage { rate: rate.parse().unwrap(), of: Targets::default() };
    let nothing = Targets::default();
    let unknown = Targets { products: vec![ProductId(Uuid::from_u128(7))], ..Targets::default() };
    let refused: Vec<(DiscountError, TermsError)> = vec![
        (refusal(shop, |terms| terms.title = "  ".to_owned()).await, TermsError::BadTitle),
        (refusal(shop, |terms| terms.action = percentage("1.5")).await, TermsError::BadPercentage),
        (refusal(shop, |terms| terms.action = percentage("0")).await, TermsError::BadPercentage),
        (refusal(shop, |terms| terms.action = percentage("0.1234567")).await, TermsError::BadPercentage),
        (refusal(shop, |terms| terms.ends_at = Some(now - Duration::days(1))).await, TermsError::EndsBeforeStart),
        (refusal(shop, |terms| terms.usage_limit = Some(0)).await, TermsError::BadLimit),
        (refusal(shop, |terms| terms.action = Action::FreeShipping).await, TermsError::WrongClass),
        (
            refusal(shop, |terms| {
                terms.is_exclusive = true;
                terms.combines_with = CombinesWith { order: true, ..CombinesWith::default() };
            })
            .await,
            TermsError::ExclusiveCombines,
        ),
        (
            refusal(shop, |terms| {
                terms.currency = None;
                terms.maximum_discount = Some(Minor(100));
            })
            .await,
            TermsError::NoCurrency,
        ),
        (
            refusal(shop, |terms| {
                terms.class = Class::Product;
                terms.action = Action::BuyXGetY {
                    buy_quantity: 1,
                    buy: nothing.clone(),
                    get_quantity: 1,
                    get: nothing.clone(),
                    rate: "1".parse().unwrap(),
                    uses_per_order_max: None,
                };
            })
            .await,
            TermsError::NoTarget,
        ),
    ];
    for (refused, expected) in refused {
        assert!(matches!(&refused, DiscountError::Terms(found) if *found == expected), "{expected:?}: {refused:?}");
    }
    let missing =
        refusal(shop, |terms| terms.action = Action::Percentage { rate: "0.1".parse().unwrap(), of: unknown });
    assert!(missing.await.to_string().starts_with("there is no product 00000000"));
    for (codes, expected) in [
        (vec![], CodesError::None),
        (vec![" "], CodesError::Blank),
        (vec!["TEN", " ten"], CodesError::Twice("ten".to_owned())),
        (vec!["a\u{7}b"], CodesError::Bad),
    ] {
        let refused = create_code_discount(&shop.shop, &by_codes(&codes)).await.unwrap_err();
        assert!(matches!(&refused, DiscountError::Codes(found) if *found == expected), "{expected:?}: {refused:?}");
    }
}

async fn a_code_belongs_to_one_discount(shop: &TestShop) {
    catalogue::ground(shop).await;
    let first = create_code_discount(&shop.shop, &by_codes(&["Summer"])).await.unwrap();
    let taken =
        |error: DiscountError| matches!(error, DiscountError::Codes(CodesError::Taken(code)) if code == "Summer");
    assert!(taken(create_code_discount(&shop.shop, &by_codes(&["other", "SUMMER"])).await.unwrap_err()));
    let second = create_code_discount(&shop.shop, &by_codes(&["other"])).await.unwrap();
    let again = |discount, code: &str| AddCodes {
        discount,
        codes: vec![NewCode { code: code.to_owned(), usage_limit: None }],
        actor: actor(),
    };
    assert!(taken(add_codes(&shop.shop, &again(second, "summer")).await.unwrap_err()));
    assert!(taken(add_codes(&shop.shop, &again(first, "summer")).await.unwrap_err()));
    // Once the discount is gone, its code is free.
    let switch = SwitchDiscount { id: first, is_automatic: false, actor: actor() };
    switch::delete(&shop.shop, &switch).await.unwrap();
    add_codes(&shop.shop, &again(second, "summer")).await.unwrap();
    assert!(matches!(switch::delete(&shop.shop, &switch).await, Err(DiscountError::NotFound)));
    assert!(matches!(add_codes(&shop.shop, &again(first, "autumn")).await, Err(DiscountError::NotFound)));
    // It is no automatic one.
    let wrong = SwitchDiscount { id: second, is_automatic: true, actor: actor() };
    assert!(matches!(switch::deactivate(&shop.shop, &wrong).await, Err(DiscountError::NotFound)));
}

async fn two_changes_that_cross_do_not_overwrite_each_other(shop: &TestShop) {
    catalogue::ground(shop).await;
    let id = create_code_discount(&shop.shop, &by_codes(&["TEN"])).await.unwrap();
    let request = |title: &str, version| UpdateDiscount { id, version, terms: ten_percent(title), actor: actor() };
    let (one, other) = (request("One", Some(1)), request("Other", Some(1)));
    let (one, other) = tokio::join!(update(&shop.shop, &one), update(&shop.shop, &other));
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
    let refused = one.err().or(other.err()).unwrap();
    assert!(matches!(refused, DiscountError::Stale), "{refused:?}");
    update(&shop.shop, &request("Whatever", None)).await.unwrap();
}
