//! A cart takes a fixed number of SQL statements, however many lines it has and promotions there are.
use std::future::Future;

use service::{
    cart::{
        add_lines::{AddLines, add_lines},
        load,
        set_codes::{SetCodes, set_codes},
        view::CartView,
    },
    shop::meter::Meter,
};
use tests::{
    TestShop,
    factory::{
        cart::{begin, goods, units},
        rules::{automatic, by_code, percent_off, ship_to},
    },
    on_both_databases,
};

on_both_databases!(statements_do_not_grow);

/// What the shop itself takes of the ten that putting something into a cart may take: two are left for what the
/// answer shows of products.
const ADD_STATEMENTS_MAX: u64 = 8;
/// The same of the eight that reading may take.
const READ_STATEMENTS_MAX: u64 = 5;

const LINES: [usize; 2] = [2, 50];
const PROMOTIONS: [usize; 2] = [1, 200];

async fn counted<T>(work: impl Future<Output = T>) -> (T, u64) {
    let meter = Meter::default();
    let done = meter.clone().scope(work).await;
    (done, meter.statements())
}

async fn counts(shop: &TestShop, cart: &CartView, more: entity::ids::VariantId) -> (u64, u64) {
    let target = cart.key.clone().into();
    // The first reading after a change of the rules reads them.
    load::load(&shop.shop, &cart.key).await.unwrap();
    let (read, reading) = counted(load::load(&shop.shop, &cart.key)).await;
    assert_eq!(read.unwrap().unwrap().lines.len(), cart.lines.len());
    let (added, adding) = counted(add_lines(&shop.shop, &AddLines { target, lines: vec![units(more, 1)] })).await;
    added.unwrap();
    (reading, adding)
}

async fn statements_do_not_grow(shop: &TestShop) {
    let goods = goods(shop, 50, 100_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    by_code(shop, "TEN", percent_off(10, 100)).await;
    let mut found = Vec::new();
    let mut made = 0;
    for promotions in PROMOTIONS {
        while made < promotions {
            made += 1;
            automatic(shop, percent_off(1, 100 * i64::try_from(made).unwrap())).await;
        }
        for lines in LINES {
            let cart = begin(shop, goods[..lines].iter().map(|good| units(*good, 1)).collect()).await;
            let codes = SetCodes { target: cart.key.clone().into(), codes: vec!["TEN".to_owned()] };
            set_codes(&shop.shop, &codes).await.unwrap();
            found.push(((promotions, lines), counts(shop, &cart, goods[0]).await));
        }
    }
    let (reading, adding) = found[0].1;
    assert!(
        found.iter().all(|(_, counts)| *counts == (reading, adding)),
        "(promotions, lines), (read, add): {found:?}"
    );
    assert!(reading <= READ_STATEMENTS_MAX && adding <= ADD_STATEMENTS_MAX, "read {reading}, add {adding}");
}
