use std::sync::Arc;

use entity::{
    money::{Currency, Minor},
    promotion::Class,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::example::*;
use crate::pricing::{
    promotion::{Action, BuyGet, Combines, OrderAction, ProductAction, Promotion, Reward, ShippingAction, Targets},
    quote::{Basket, GiftCardBalance, PriceSource, Quote, RefusalReason, Usage},
    shipping::ShippingTax,
};

fn percent_off(percent: i64) -> Action {
    Action::Product(ProductAction::Percentage { rate: Decimal::new(percent, 2) })
}

fn order_amount(amount: i64) -> Action {
    Action::Order(OrderAction::Amount { amount: Minor(amount) })
}

fn free_of(buys: Targets, buy_quantity: u32, gets: Targets, get_quantity: u32) -> BuyGet {
    let reward = Reward::Percentage { rate: Decimal::ONE };
    BuyGet { buys, buy_quantity, gets, get_quantity, reward, uses_per_order_max: None }
}

fn buy_get(rule: BuyGet) -> Action {
    Action::Product(ProductAction::BuyGet(rule))
}

fn alone(promotion: Promotion) -> Promotion {
    Promotion { combines: Combines::default(), ..promotion }
}

fn discounts(quote: &Quote) -> Vec<i64> {
    quote.lines.iter().map(|line| line.discount().0).collect()
}

fn reason(quote: &Quote, promotion: u128) -> Option<&RefusalReason> {
    quote.refused.iter().find(|refused| refused.promotion == Some(id(promotion))).map(|refused| &refused.reason)
}

#[test]
fn the_most_specific_list_prices_a_unit_then_its_highest_tier_then_the_lowest_group() {
    let mut first = line(1, 4, 1000);
    first.prices.push(price_in(PriceSource::MarketList, 1, 5, 900));
    first.prices.push(price_in(PriceSource::ParentList, 2, 1, 100));
    let mut second = first.clone();
    (second.id, second.quantity) = (id(2), 1);
    let unit = |lines: Vec<_>| priced(&basket(lines)).lines[0].unit_price.0;
    assert_eq!(unit(vec![first.clone()]), 1000);
    // Five in the cart, on two lines.
    assert_eq!(unit(vec![first.clone(), second.clone()]), 900);
    first.prices.push(price_in(PriceSource::GroupList, 3, 1, 950));
    first.prices.push(price_in(PriceSource::GroupList, 4, 1, 990));
    first.prices.push(price_in(PriceSource::GroupList, 4, 3, 940));
    first.prices.push(price_in(PriceSource::GroupList, 5, 100, 1));
    assert_eq!(unit(vec![first.clone(), second]), 940);
    first.prices = vec![price_in(PriceSource::MarketList, 1, 10, 900)];
    assert!(super::super::quote(&basket(vec![first])).is_err(), "no price for so few");
}

#[test]
fn each_product_action_takes_what_it_says() {
    let take = |action: ProductAction| {
        let lines = vec![line(1, 3, 333), line(2, 1, 1000)];
        let quote = priced(&promoted(basket(lines), vec![promotion(9, Action::Product(action))]));
        discounts(&quote)
    };
    assert_eq!(take(ProductAction::Percentage { rate: Decimal::new(15, 2) }), [150, 150]);
    assert_eq!(take(ProductAction::AmountAcross { amount: Minor(200) }), [100, 100]);
    assert_eq!(take(ProductAction::AmountEach { amount: Minor(400) }), [999, 400]);
    assert_eq!(take(ProductAction::FixedPrice { price: Minor(300) }), [99, 700]);
    assert_eq!(take(ProductAction::Gift { items: products(&[1]), quantity: 2 }), [666, 0]);
}

#[test]
fn an_order_discount_is_spread_by_what_is_left_of_the_lines() {
    let lines = vec![line(1, 1, 1000), line(2, 1, 1000), line(3, 1, 1000)];
    let half_off_one = Promotion { entitled: products(&[1]), ..promotion(8, percent_off(50)) };
    let quote = priced(&promoted(basket(lines), vec![half_off_one, promotion(9, order_amount(100))]));
    assert_eq!(discounts(&quote), [520, 40, 40]);
    assert_eq!(quote.total, Minor(2400));
    let by: Vec<_> = quote.applied.iter().map(|applied| (applied.promotion.class(), applied.amount.0)).collect();
    assert_eq!(by, [(Class::Product, 500), (Class::Order, 100)]);
}

#[test]
fn a_maximum_caps_the_whole_discount() {
    let lines = vec![line(1, 1, 3000), line(2, 1, 1000)];
    let capped = Promotion { maximum_discount: Some(Minor(1000)), ..promotion(9, percent_off(50)) };
    assert_eq!(discounts(&priced(&promoted(basket(lines), vec![capped]))), [750, 250]);
}

#[test]
fn the_cheapest_units_are_got_and_the_dearest_bought() {
    let of_all = free_of(Targets::Everything, 1, Targets::Everything, 1);
    let lines = vec![line(1, 2, 500), line(2, 1, 900), line(3, 1, 100)];
    let quote = priced(&promoted(basket(lines.clone()), vec![promotion(9, buy_get(of_all.clone()))]));
    assert_eq!(discounts(&quote), [500, 0, 100]);
    // 3 buys 1: what cannot be got is bought first.
    let one = BuyGet { uses_per_order_max: Some(1), ..free_of(Targets::Everything, 3, products(&[2]), 1) };
    let quote = priced(&promoted(basket(lines.clone()), vec![promotion(9, buy_get(one))]));
    assert_eq!(discounts(&quote), [0, 900, 0]);
    let too_much = free_of(products(&[1]), 3, products(&[2]), 1);
    let quote = priced(&promoted(basket(lines), vec![promotion(9, buy_get(too_much))]));
    assert_eq!(reason(&quote, 9), Some(&RefusalReason::NotEnoughBought));
}

#[test]
fn a_unit_serves_one_buy_x_get_y() {
    let lines = vec![line(1, 2, 500), line(2, 1, 900), line(3, 1, 100)];
    let first = promotion(8, buy_get(free_of(products(&[1]), 2, products(&[2]), 1)));
    let second = promotion(9, buy_get(free_of(products(&[1]), 2, products(&[3]), 1)));
    let quote = priced(&promoted(basket(lines), vec![first, second]));
    assert_eq!(discounts(&quote), [0, 900, 0]);
    assert_eq!(reason(&quote, 9), Some(&RefusalReason::NotEnoughBought));
}

#[test]
fn product_promotions_that_do_not_combine_share_the_cart_but_no_line() {
    let lines = vec![line(1, 1, 1000), line(2, 1, 1000)];
    let on_one = alone(Promotion { entitled: products(&[1]), ..promotion(8, percent_off(30)) });
    let on_both = alone(promotion(9, percent_off(10)));
    let quote = priced(&promoted(basket(lines.clone()), vec![on_one.clone(), on_both.clone()]));
    // The larger discount goes first: 300 against 200.
    assert_eq!(discounts(&quote), [300, 100]);
    let first = Promotion { priority: 1, ..on_both };
    let quote = priced(&promoted(basket(lines), vec![on_one, first]));
    assert_eq!(discounts(&quote), [100, 100]);
    assert_eq!(reason(&quote, 8), Some(&RefusalReason::NotCombinable { with: id(9) }));
}

#[test]
fn a_promotion_that_finds_its_lines_taken_keeps_nobody_out() {
    let both = vec![
        Promotion { priority: 3, ..promotion(7, percent_off(20)) },
        Promotion { priority: 2, ..alone(promotion(8, percent_off(10))) },
        Promotion { priority: 1, ..promotion(9, order_amount(100)) },
    ];
    let quote = priced(&promoted(basket(vec![line(1, 1, 1000)]), both));
    assert_eq!(quote.total, Minor(700));
    assert_eq!(reason(&quote, 8), Some(&RefusalReason::NotCombinable { with: id(7) }));
}

#[test]
fn an_exclusive_promotion_stands_alone_or_not_at_all() {
    let combines = Combines { is_exclusive: true, ..Combines::default() };
    let lines = || basket(vec![line(1, 1, 1000), line(2, 1, 1000)]);
    let exclusive = Promotion { combines, entitled: products(&[1]), ..promotion(8, percent_off(50)) };
    let other = Promotion { entitled: products(&[2]), ..promotion(9, percent_off(40)) };
    let quote = priced(&promoted(lines(), vec![exclusive.clone(), other.clone()]));
    assert_eq!(discounts(&quote), [500, 0]);
    let quote = priced(&promoted(lines(), vec![exclusive, Promotion { priority: 1, ..other }]));
    assert_eq!(discounts(&quote), [0, 400]);
}

#[test]
fn shipping_that_is_free_anyway_keeps_nobody_out() {
    let free = Promotion { priority: 9, ..alone(promotion(8, Action::Shipping(ShippingAction::Free))) };
    let order = alone(promotion(9, order_amount(100)));
    let own = || ShippingTax::Own { category: None };
    let lines = || promoted(basket(vec![line(1, 1, 1000)]), vec![free.clone(), order.clone()]);
    let quote = priced(&shipped(lines(), vec![method("post", 0, own())]));
    assert_eq!((quote.total.0, reason(&quote, 8)), (900, Some(&RefusalReason::NotCombinable { with: id(9) })));
    let quote = priced(&shipped(lines(), vec![method("post", 490, own())]));
    assert_eq!((quote.total.0, quote.shipping_total.0), (1000, 0));
    let quote = priced(&lines());
    assert_eq!((quote.total.0, reason(&quote, 8)), (900, Some(&RefusalReason::NoEntitledShipping)));
}

#[test]
fn who_may_not_is_told_why() {
    let told = |change: &dyn Fn(&mut Promotion), buyer: &dyn Fn(&mut Basket)| {
        let mut rule = promotion(9, percent_off(10));
        change(&mut rule);
        let mut basket = promoted(basket(vec![line(1, 2, 1000)]), vec![rule]);
        buyer(&mut basket);
        let quote = priced(&basket);
        assert!(quote.applied.is_empty() && quote.discount_total.0 == 0);
        reason(&quote, 9).cloned().unwrap()
    };
    let nobody = |_: &mut Basket| {};
    assert!(matches!(
        told(&|p| p.starts_at += chrono::TimeDelta::seconds(1), &nobody),
        RefusalReason::NotYetStarted { .. }
    ));
    assert!(matches!(told(&|p| p.ends_at = Some(now()), &nobody), RefusalReason::Ended { .. }));
    let currency = Currency::USD;
    assert_eq!(told(&|p| p.currency = Some(currency), &nobody), RefusalReason::WrongCurrency { currency });
    assert_eq!(told(&|p| p.conditions.markets = [id(1)].into(), &nobody), RefusalReason::WrongMarket);
    assert_eq!(
        told(&|p| p.conditions.countries = ["US".parse().unwrap()].into(), &nobody),
        RefusalReason::WrongCountry
    );
    assert_eq!(told(&|p| p.conditions.groups = [id(1)].into(), &nobody), RefusalReason::CustomerMissing);
    let known = |basket: &mut Basket| basket.customer.id = Some(id(5));
    assert_eq!(told(&|p| p.conditions.groups = [id(1)].into(), &known), RefusalReason::CustomerNotEligible);
    assert_eq!(told(&|p| p.conditions.customers = [id(1)].into(), &known), RefusalReason::CustomerNotEligible);
    let returning = |basket: &mut Basket| basket.customer.order_count = 1;
    assert_eq!(told(&|p| p.conditions.is_first_order = true, &returning), RefusalReason::NotFirstOrder);
    let often = |basket: &mut Basket| {
        basket.usage.insert(id(9), Usage { used: 7, used_by_customer: 2 });
    };
    assert_eq!(told(&|p| p.usage_limit = Some(7), &often), RefusalReason::UsageLimitReached);
    assert_eq!(told(&|p| p.usage_limit_per_customer = Some(2), &often), RefusalReason::CustomerUsageLimitReached);
    assert_eq!(told(&|p| p.entitled = products(&[2]), &nobody), RefusalReason::NoEntitledLines);
    let (need, have) = (Minor(2001), Minor(2000));
    assert_eq!(
        told(&|p| p.conditions.subtotal_at_least = Some(need), &nobody),
        RefusalReason::SubtotalTooLow { need, have }
    );
    let too_few = RefusalReason::QuantityTooLow { need: 3, have: 2 };
    assert_eq!(told(&|p| p.conditions.quantity_at_least = Some(3), &nobody), too_few);
    assert_eq!(told(&|p| p.action = percent_off(0), &nobody), RefusalReason::NothingToDiscount);
    let gift_card = |basket: &mut Basket| basket.lines[0].is_gift_card = true;
    assert_eq!(told(&|_| (), &gift_card), RefusalReason::NoEntitledLines);
}

#[test]
fn a_gift_does_not_earn_itself() {
    let action = Action::Product(ProductAction::Gift { items: products(&[2]), quantity: 1 });
    let mut gift = promotion(9, action);
    gift.conditions.subtotal_at_least = Some(Minor(5000));
    let of = |price| priced(&promoted(basket(vec![line(1, 1, price), line(2, 1, 500)]), vec![gift.clone()]));
    assert_eq!(discounts(&of(5000)), [0, 500]);
    assert_eq!(reason(&of(4900), 9), Some(&RefusalReason::SubtotalTooLow { need: Minor(5000), have: Minor(4900) }));
}

#[test]
fn codes_apply_once_and_those_that_do_not_are_told_why() {
    let by_code = Promotion { is_automatic: false, ..promotion(9, percent_off(10)) };
    let mut basket = promoted(basket(vec![line(1, 1, 1000)]), vec![by_code]);
    assert_eq!(priced(&basket).total, Minor(1000));
    basket.codes =
        vec![code("B", Some(9)), code("A", Some(9)), code("NONE", None), code("OFF", Some(7)), code("C", Some(9))];
    basket.codes[1].usage_limit = Some(0);
    let quote = priced(&basket);
    assert_eq!(quote.total, Minor(900));
    assert!(quote.honours("B") && !quote.honours("A") && !quote.honours("C"));
    let told: Vec<_> =
        quote.refused.iter().map(|refused| (refused.code.as_deref().unwrap(), refused.reason.clone())).collect();
    assert_eq!(
        told,
        [
            ("NONE", RefusalReason::UnknownCode),
            ("OFF", RefusalReason::SwitchedOff),
            ("A", RefusalReason::CodeUsageLimitReached),
            ("C", RefusalReason::AlreadyApplied),
        ]
    );
}

#[test]
fn gift_cards_pay_in_their_order_then_store_credit() {
    let mut basket = basket(vec![line(1, 1, 1000)]);
    basket.gift_cards =
        [(1, 300), (2, 500)].map(|(n, balance)| GiftCardBalance { id: id(n), balance: Minor(balance) }).into();
    basket.store_credit = Some(Minor(900));
    let quote = priced(&basket);
    let used: Vec<_> = quote.gift_cards.iter().map(|card| card.used.0).collect();
    assert_eq!((used, quote.store_credit_used.0, quote.payable.0, quote.total.0), (vec![300, 500], 200, 0, 1000));
}

fn any_promotion() -> impl Strategy<Value = Promotion> {
    let action = prop_oneof![
        (1..100_i64).prop_map(percent_off),
        (1..3000_i64).prop_map(|n| Action::Product(ProductAction::AmountAcross { amount: Minor(n) })),
        (1..900_i64).prop_map(|n| Action::Product(ProductAction::FixedPrice { price: Minor(n) })),
        (1..4_u32, 1..3_u32).prop_map(|(b, g)| buy_get(free_of(Targets::Everything, b, Targets::Everything, g))),
        (1..3000_i64).prop_map(order_amount),
        Just(Action::Shipping(ShippingAction::Free)),
    ];
    let entitled =
        prop_oneof![Just(Targets::Everything), prop::collection::vec(1..9_u128, 1..4).prop_map(|of| products(&of))];
    let combines = prop::array::uniform4(any::<bool>()).prop_map(|[a, b, c, d]| Combines {
        is_exclusive: a && b && c && d,
        with_product: a,
        with_order: b,
        with_shipping: c,
    });
    (action, entitled, combines, 0..3_i32, any::<bool>(), 0..2000_i64).prop_map(
        |(action, entitled, combines, priority, is_automatic, at_least)| {
            let mut rule = Promotion { is_automatic, priority, combines, entitled, ..promotion(0, action) };
            rule.conditions.subtotal_at_least = Some(Minor(at_least));
            rule
        },
    )
}

proptest! {
    #[test]
    fn nothing_depends_on_the_order_of_anything(
        lines in prop::collection::vec((1..5_u32, 1..2000_i64), 1..8),
        mut rules in prop::collection::vec(any_promotion(), 0..8),
        seed in any::<u64>(),
    ) {
        let lines = (1..).zip(lines).map(|(number, (quantity, price))| line(number, quantity, price)).collect();
        for (number, rule) in (1..).zip(&mut rules) {
            rule.id = id(number);
        }
        let post = method("post", 490, ShippingTax::Proportional);
        let mut one = shipped(with_taxes(basket(lines), vec![tax(1, "VAT", "0.19", "standard")]), vec![post]);
        one.codes = (1..).zip(&rules).filter(|(_, rule)| !rule.is_automatic).map(|(n, _)| code(&format!("C{n}"), Some(n))).collect();
        one.promotions = rules.into_iter().map(Arc::new).collect();
        let mut other = one.clone();
        shuffle(&mut other.lines, seed);
        shuffle(&mut other.promotions, seed / 2);
        shuffle(&mut other.codes, seed / 3);
        let (one, mut other) = (priced(&one), priced(&other));
        other.lines.sort_by_key(|line| line.id);
        prop_assert_eq!(one, other);
    }
}

fn shuffle<T>(items: &mut [T], mut seed: u64) {
    for place in (1..items.len()).rev() {
        items.swap(place, usize::try_from(seed % (place as u64 + 1)).unwrap());
        seed = seed.rotate_right(5) ^ 0x9e37_79b9_7f4a_7c15;
    }
}
