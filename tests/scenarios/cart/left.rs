//! Carts that nobody comes back to.
use chrono::Duration;
use entity::{cart, outbox_event};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use service::cart::{
    key::{CUSTOMER_CART_LIFE, GUEST_CART_LIFE},
    load,
    tidy::{IDLE_AFTER, Tidied, tidy},
    update_buyer::{Buyer, Patch, UpdateBuyer, update_buyer},
};
use tests::{
    TestShop,
    factory::cart::{add, begin, customer, goods, read, units},
    on_both_databases,
};

on_both_databases!(an_idle_cart_is_abandoned_once_and_revived, carts_expire_after_their_last_edit);

async fn abandonments(shop: &TestShop) -> usize {
    let connection = shop.database.connect().await;
    let events =
        outbox_event::Entity::find().filter(outbox_event::Column::Topic.eq("cart.abandoned")).all(&connection).await;
    connection.close().await.unwrap();
    events.unwrap().len()
}

async fn an_idle_cart_is_abandoned_once_and_revived(shop: &TestShop) {
    let goods = goods(shop, 1, 100).await;
    let filled = begin(shop, vec![units(goods[0], 1)]).await;
    begin(shop, Vec::new()).await;
    assert_eq!(tidy(&shop.shop).await.unwrap(), Tidied::default());
    shop.clock.advance(IDLE_AFTER);
    let (one, other) = tokio::join!(tidy(&shop.shop), tidy(&shop.shop));
    assert_eq!(one.unwrap().abandoned + other.unwrap().abandoned, 1, "the filled one, once");
    assert_eq!(abandonments(shop).await, 1);
    assert_eq!(read(shop, &filled.key).await.cart.status, cart::Status::Abandoned, "it can still be seen");
    let edited = add(shop, &filled.key, vec![units(goods[0], 1)]).await;
    assert_eq!(edited.cart.cart.status, cart::Status::Active);
    shop.clock.advance(IDLE_AFTER);
    assert_eq!(tidy(&shop.shop).await.unwrap().abandoned, 1);
    assert_eq!(abandonments(shop).await, 2);
}

async fn carts_expire_after_their_last_edit(shop: &TestShop) {
    let goods = goods(shop, 1, 100).await;
    let (guest, edited) = (begin(shop, vec![units(goods[0], 1)]).await, begin(shop, Vec::new()).await);
    let ada = customer(shop, "ada@example.com").await;
    let hers = begin(shop, vec![units(goods[0], 1)]).await;
    let buyer = Buyer { customer: Patch::Set(ada), ..Buyer::default() };
    update_buyer(&shop.shop, &UpdateBuyer { target: hers.key.clone().into(), buyer: buyer.clone() }).await.unwrap();
    shop.clock.advance(Duration::days(1));
    add(shop, &edited.key, vec![units(goods[0], 1)]).await;
    shop.clock.advance(GUEST_CART_LIFE - Duration::days(1));
    assert!(load::load(&shop.shop, &guest.key).await.unwrap().is_none());
    assert_eq!(tidy(&shop.shop).await.unwrap().deleted, 1);
    assert!(load::load(&shop.shop, &edited.key).await.unwrap().is_some());
    // One cart becomes part of another, and both expire together: the one that leads to the other goes first.
    update_buyer(&shop.shop, &UpdateBuyer { target: edited.key.clone().into(), buyer }).await.unwrap();
    shop.clock.advance(CUSTOMER_CART_LIFE);
    assert!(load::load(&shop.shop, &hers.key).await.unwrap().is_none());
    assert_eq!(tidy(&shop.shop).await.unwrap().deleted, 2);
}
