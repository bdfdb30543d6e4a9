//! Whoever asks what can be bought gets the same answer, swept or not.
use chrono::Duration;
use entity::{stock_level, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::json;
use service::{
    catalogue::offer,
    inventory::{
        availability::{self, Wanted},
        reserve::HOLD_TIME,
        sweep,
    },
};
use tests::{
    TestShop,
    factory::stock::{Goods, goods, level, stock_complaints as complaints},
    on_both_databases,
};
use uuid::Uuid;

use super::{holder, reserve};

on_both_databases!(
    an_expired_hold_is_seen_by_nobody,
    search_finds_what_is_swept,
    a_place_that_owes_takes_nothing_from_others,
    doctor_sees_a_wrong_counter,
);

/// What the storefront shows, and what a cart sees that holds something itself.
async fn seen(shop: &TestShop, goods: &Goods, cart: Option<Uuid>) -> (i64, i64) {
    let viewer = shop.shop.viewer(None, None).await.unwrap();
    let offers = offer::of_products(&shop.shop, &viewer, &goods.products).await.unwrap();
    let wanted = Wanted { variants: &goods.variants, locations: &goods.locations, holder: cart, now: shop.shop.now() };
    let known = availability::read(&shop.shop, wanted).await.unwrap();
    (offers[&goods.products[0]][0].available, known[&goods.variants[0]].available)
}

async fn an_expired_hold_is_seen_by_nobody(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[3, 2]).await;
    assert_eq!(seen(shop, &goods, None).await, (5, 5));
    reserve(&shop.shop, holder(1), &[(goods.variants[0], 4)], &goods.locations).await.unwrap();
    assert_eq!(seen(shop, &goods, None).await, (1, 1));
    assert_eq!(seen(shop, &goods, Some(holder(1))).await, (1, 5), "what a cart holds is there for it");
    shop.clock.advance(HOLD_TIME - Duration::microseconds(1));
    assert_eq!(seen(shop, &goods, None).await, (1, 1));
    shop.clock.advance(Duration::microseconds(1));
    assert_eq!(seen(shop, &goods, None).await, (5, 5), "not swept");
    assert_eq!(level(shop, goods.variants[0], goods.locations[0]).await.reserved, 3);
    sweep::sweep(&shop.shop, 1).await.unwrap();
    assert_eq!(seen(shop, &goods, None).await, (5, 5), "swept");
    assert_eq!(level(shop, goods.variants[0], goods.locations[0]).await.reserved, 0);
}

const AVAILABLE: &str = "{ search(query: \"goods\", first: 5, productFilters: [{ available: true }]) { totalCount } }";

async fn search_finds_what_is_swept(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[2]).await;
    let found = async |expected: u64| {
        let client = shop.client().await;
        let data = client.query(AVAILABLE, json!({})).await;
        assert_eq!(data["search"]["totalCount"], json!(expected));
    };
    found(1).await;
    reserve(&shop.shop, holder(1), &[(goods.variants[0], 2)], &goods.locations).await.unwrap();
    found(0).await;
    shop.clock.advance(HOLD_TIME);
    sweep::sweep(&shop.shop, 1).await.unwrap();
    found(1).await;
}

async fn a_place_that_owes_takes_nothing_from_others(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[3, 2]).await;
    let db = shop.database.connect().await;
    // More is kept back than there is.
    stock_level::Entity::update_many().col_expr(stock_level::Column::Safety, Expr::value(4)).exec(&db).await.unwrap();
    assert_eq!(seen(shop, &goods, None).await, (0, 0), "not three less");
    db.close().await.unwrap();
}

async fn doctor_sees_a_wrong_counter(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[9]).await;
    reserve(&shop.shop, holder(1), &[(goods.variants[0], 4)], &goods.locations).await.unwrap();
    assert_eq!(complaints(shop).await, [""; 0]);
    let db = shop.database.connect().await;
    stock_level::Entity::update_many()
        .col_expr(stock_level::Column::Reserved, Expr::value(10))
        .exec(&db)
        .await
        .unwrap();
    let complaints = complaints(shop).await;
    let of = |check: &str| complaints.iter().any(|what| what.starts_with(check) && what.ends_with("GOODS-0"));
    assert!(of("stock ledger") && of("stock reserved") && of("stock promised"), "{complaints:#?}");
    db.close().await.unwrap();
}
