//! The same request, sent again and again.
use entity::sales_order::Status;
use pretty_assertions::assert_eq;
use service::{
    cart::refusal::CartError,
    checkout::place::{PlaceError, PlaceOrder, place},
    shop::idempotency::{Once, OnceError},
};
use tests::{
    TestShop,
    factory::{
        cart::goods,
        checkout::{by_hand, ready},
        rules::ship_to,
        stock::complaints,
    },
    on_both_databases,
};
use tokio::task::JoinSet;

use super::{node, orders};

on_both_databases!(fifty_at_once_are_one, a_refusal_is_not_remembered, an_end_in_the_middle_leaves_nothing);

fn once(key: &str, request: &str) -> Once {
    Once::new("cart:1", key, request).unwrap()
}

async fn fifty_at_once_are_one(shop: &TestShop) {
    let goods = goods(shop, 1, 10_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let cart = ready(&shop.shop, goods[0], 1, "ada@shop.example").await;
    let node = node(shop, 9).await;
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let (node, request) = (node.clone(), PlaceOrder { once: Some(once("key", "place")), ..by_hand(&cart) });
        requests.spawn(async move { place(&node, &request).await });
    }
    let outcomes = requests.join_all().await;
    let placed: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    assert_eq!(placed.iter().filter(|placed| placed.is_new).count(), 1);
    assert!(placed.iter().all(|other| (other.order, &other.secret) == (placed[0].order, &placed[0].secret)));
    assert_eq!(orders(shop).await.len(), 1);
    let other = PlaceOrder { once: Some(once("key", "something else")), ..by_hand(&cart) };
    assert!(matches!(place(&node, &other).await, Err(PlaceError::Once(OnceError::Mismatch))));
    let mut thief = PlaceOrder { once: Some(once("key", "place")), ..by_hand(&cart) };
    thief.target.cart.secret = None;
    assert!(matches!(place(&node, &thief).await, Err(PlaceError::Cart(CartError::NotFound))), "without the cart's key");
    node.database().clone().close().await.unwrap();
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

async fn a_refusal_is_not_remembered(shop: &TestShop) {
    let goods = goods(shop, 1, 10_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let cart = ready(&shop.shop, goods[0], 1, "ada@shop.example").await;
    let unpaid = PlaceOrder { payment: None, once: Some(once("key", "place")), ..by_hand(&cart) };
    assert!(matches!(place(&shop.shop, &unpaid).await, Err(PlaceError::NotReady(_))));
    let request = PlaceOrder { once: Some(once("key", "place")), ..by_hand(&cart) };
    assert!(place(&shop.shop, &request).await.unwrap().is_new);
    // Kept for two days, and then it is a new request: of a cart that was ordered.
    shop.clock.advance(chrono::TimeDelta::hours(49));
    assert!(matches!(place(&shop.shop, &request).await, Err(PlaceError::AlreadyOrdered(_))));
}

/// The server ends between any two statements: all of the order is there, or nothing.
async fn an_end_in_the_middle_leaves_nothing(shop: &TestShop) {
    let goods = goods(shop, 1, 10_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    let cart = ready(&shop.shop, goods[0], 1, "ada@shop.example").await;
    let request = PlaceOrder { once: Some(once("key", "place")), ..by_hand(&cart) };
    for microseconds in (0..40).map(|step| step * 400) {
        let patience = std::time::Duration::from_micros(microseconds);
        let _ = tokio::time::timeout(patience, place(&shop.shop, &request)).await;
        let found = orders(shop).await;
        assert!(found.iter().all(|order| order.status == Status::Confirmed && order.number == Some(1_001)));
        assert_eq!(complaints(shop).await, Vec::<String>::new());
    }
    let placed = place(&shop.shop, &request).await.unwrap();
    assert_eq!(orders(shop).await.iter().map(|order| order.id).collect::<Vec<_>>(), [placed.order]);
}
