//! Somebody who has filled a cart logs in.
use std::collections::BTreeMap;

use entity::{cart, ids::CustomerId};
use futures::future::join_all;
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use service::cart::{
    create::{CreateCart, create},
    edit::Edited,
    key::CartKey,
    load,
    refusal::CartError,
    set_codes::{SetCodes, set_codes},
    update_buyer::{Buyer, Patch, UpdateBuyer, update_buyer},
    view::CartView,
    warning::Warning,
};
use tests::{
    TestShop,
    factory::cart::{add, begin, contents, customer, empty, goods, read, units},
    on_both_databases,
};
use uuid::Uuid;

on_both_databases!(
    the_guests_cart_takes_the_customers_in,
    logging_in_twice_at_once_is_once,
    two_devices_log_in_at_once,
    units_beyond_stock_are_left_out,
    only_the_customer_opens_their_cart_without_its_secret,
);

fn is(customer: CustomerId) -> Buyer {
    Buyer { customer: Patch::Set(customer), ..Buyer::default() }
}

async fn log_in(shop: &TestShop, cart: &CartKey, customer: CustomerId) -> Result<Edited, CartError> {
    update_buyer(&shop.shop, &UpdateBuyer { target: cart.clone().into(), buyer: is(customer) }).await
}

async fn customers_cart(
    shop: &TestShop,
    customer: CustomerId,
    lines: Vec<service::cart::add_lines::NewLine>,
) -> CartView {
    create(&shop.shop, &CreateCart { lines, buyer: is(customer), ..empty() }).await.unwrap().cart
}

async fn statuses(shop: &TestShop) -> BTreeMap<cart::Status, usize> {
    let connection = shop.database.connect().await;
    let carts = cart::Entity::find().all(&connection).await.unwrap();
    connection.close().await.unwrap();
    let mut statuses = BTreeMap::new();
    for cart in carts {
        *statuses.entry(cart.status).or_default() += 1;
    }
    statuses
}

async fn the_guests_cart_takes_the_customers_in(shop: &TestShop) {
    let goods = goods(shop, 3, 100).await;
    let ada = customer(shop, "ada@example.com").await;
    let old = customers_cart(shop, ada, vec![units(goods[0], 2), units(goods[1], 1)]).await;
    let codes = |cart: &CartView, codes: &[&str]| SetCodes {
        target: cart.key.clone().into(),
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
    };
    set_codes(&shop.shop, &codes(&old, &["OLD", "BOTH"])).await.unwrap();
    let guest = begin(shop, vec![units(goods[0], 1), units(goods[2], 1)]).await;
    set_codes(&shop.shop, &codes(&guest, &["both", "NEW"])).await.unwrap();

    let merged = log_in(shop, &guest.key, ada).await.unwrap().cart;
    assert_eq!(contents(&merged), [(goods[1], 1), (goods[0], 3), (goods[2], 1)]);
    assert_eq!(merged.cart.id, guest.cart.id);
    assert_eq!(merged.cart.customer_id, Some(ada));
    let names: Vec<_> = merged.codes.iter().map(|code| code.code.as_str()).collect();
    assert_eq!(names, ["both", "NEW", "OLD"]);

    // The other device is led to it, under the id that it knows.
    let led = read(shop, &old.key).await;
    assert_eq!((led.cart.id, &led.key), (guest.cart.id, &old.key));
    let edited = add(shop, &old.key, vec![units(goods[1], 1)]).await;
    assert_eq!(contents(&edited.cart), [(goods[1], 2), (goods[0], 3), (goods[2], 1)]);
    let again = log_in(shop, &guest.key, ada).await.unwrap().cart;
    assert_eq!(contents(&again), contents(&edited.cart), "again changes nothing");
    assert_eq!(statuses(shop).await, BTreeMap::from([(cart::Status::Active, 1), (cart::Status::Merged, 1)]));
}

async fn logging_in_twice_at_once_is_once(shop: &TestShop) {
    let goods = goods(shop, 2, 1_000).await;
    let ada = customer(shop, "ada@example.com").await;
    let old = customers_cart(shop, ada, vec![units(goods[0], 5)]).await;
    let guest = begin(shop, vec![units(goods[0], 1)]).await;
    let logins = (0..10).map(|_| {
        let (shop, target) = (shop.shop.clone(), guest.key.clone().into());
        tokio::spawn(async move { update_buyer(&shop, &UpdateBuyer { target, buyer: is(ada) }).await })
    });
    for outcome in join_all(logins).await {
        outcome.unwrap().unwrap();
    }
    assert_eq!(contents(&read(shop, &guest.key).await), [(goods[0], 6)]);
    assert_eq!(contents(&read(shop, &old.key).await), [(goods[0], 6)]);
}

async fn two_devices_log_in_at_once(shop: &TestShop) {
    let goods = goods(shop, 1, 1_000).await;
    let ada = customer(shop, "ada@example.com").await;
    let mut carts = vec![customers_cart(shop, ada, vec![units(goods[0], 1)]).await];
    for quantity in [10, 100, 200] {
        carts.push(begin(shop, vec![units(goods[0], quantity)]).await);
    }
    let logins = carts[1..].iter().map(|cart| {
        let (shop, target) = (shop.shop.clone(), cart.key.clone().into());
        tokio::spawn(async move { update_buyer(&shop, &UpdateBuyer { target, buyer: is(ada) }).await })
    });
    for outcome in join_all(logins).await {
        outcome.unwrap().unwrap();
    }
    for cart in &carts {
        assert_eq!(contents(&read(shop, &cart.key).await), [(goods[0], 311)], "all keys lead to all of it, once");
    }
    assert_eq!(statuses(shop).await, BTreeMap::from([(cart::Status::Active, 1), (cart::Status::Merged, 3)]));
}

async fn units_beyond_stock_are_left_out(shop: &TestShop) {
    let goods = goods(shop, 1, 7).await;
    let ada = customer(shop, "ada@example.com").await;
    customers_cart(shop, ada, vec![units(goods[0], 5)]).await;
    let guest = begin(shop, vec![units(goods[0], 5)]).await;
    let edited = log_in(shop, &guest.key, ada).await.unwrap();
    assert_eq!(contents(&edited.cart), [(goods[0], 7)]);
    assert!(matches!(edited.warnings[..], [Warning::NotEnoughStock { available: 7, .. }]), "{:?}", edited.warnings);
}

async fn only_the_customer_opens_their_cart_without_its_secret(shop: &TestShop) {
    let (ada, eve) = (customer(shop, "ada@example.com").await, customer(shop, "eve@example.com").await);
    let cart = customers_cart(shop, ada, Vec::new()).await;
    let opens =
        async |customer| load::load(&shop.shop, &CartKey::of_customer(cart.cart.id, customer)).await.unwrap().is_some();
    assert!(opens(ada).await);
    assert!(!opens(eve).await);
    let guest = begin(shop, Vec::new()).await;
    assert!(load::load(&shop.shop, &CartKey::of_customer(guest.cart.id, ada)).await.unwrap().is_none());
    let nobody = CustomerId(Uuid::now_v7());
    assert!(matches!(log_in(shop, &guest.key, nobody).await, Err(CartError::CustomerUnknown)));
}
