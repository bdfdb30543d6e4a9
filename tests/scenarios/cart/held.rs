//! A cart's stock while its buyer pays.
use entity::{reservation, stock_level};
use futures::future::join_all;
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use service::{
    cart::{
        create::{CreateCart, create},
        hold::{HoldError, hold, let_go},
        remove_lines::{RemoveLines, remove_lines},
        update_buyer::{Buyer, Patch, UpdateBuyer, update_buyer},
        warning::Warning,
    },
    inventory::reserve::HOLD_TIME,
};
use tests::{
    TestShop,
    factory::cart::{add, begin, contents, customer, empty, goods, line_ids, units},
    on_both_databases,
};

on_both_databases!(
    what_is_held_is_nobody_elses,
    edits_of_a_held_cart_move_what_is_held,
    what_is_held_goes_along_when_carts_merge,
    logins_and_payments_cross,
);

/// Units reserved, by the reservations and by the shelf's own count.
async fn reserved(shop: &TestShop) -> (i64, i64) {
    let connection = shop.database.connect().await;
    let rows = reservation::Entity::find().all(&connection).await.unwrap();
    let levels = stock_level::Entity::find().all(&connection).await.unwrap();
    connection.close().await.unwrap();
    (rows.iter().map(|row| row.quantity).sum(), levels.iter().map(|level| level.reserved).sum())
}

async fn what_is_held_is_nobody_elses(shop: &TestShop) {
    let goods = goods(shop, 1, 5).await;
    let (cart, other) = (begin(shop, vec![units(goods[0], 4)]).await, begin(shop, vec![units(goods[0], 4)]).await);
    let target = || cart.key.clone().into();
    assert_eq!(hold(&shop.shop, &target()).await.unwrap().iter().map(|held| held.quantity).sum::<i64>(), 4);
    hold(&shop.shop, &target()).await.unwrap();
    assert_eq!(reserved(shop).await, (4, 4), "again is the same");
    assert!(matches!(hold(&shop.shop, &other.key.clone().into()).await, Err(HoldError::Short(_))));
    let edited = add(shop, &other.key, vec![units(goods[0], 1)]).await;
    assert!(matches!(edited.warnings[..], [Warning::NotEnoughStock { available: 1, .. }]), "{:?}", edited.warnings);
    let edited = add(shop, &cart.key, vec![units(goods[0], 2)]).await;
    assert_eq!(contents(&edited.cart), [(goods[0], 5)], "its own are there for it");
    assert_eq!(reserved(shop).await, (5, 5));
    shop.clock.advance(HOLD_TIME);
    hold(&shop.shop, &other.key.clone().into()).await.unwrap();
    let_go(&shop.shop, &other.key.clone().into()).await.unwrap();
    assert_eq!(reserved(shop).await, (0, 0));
}

async fn edits_of_a_held_cart_move_what_is_held(shop: &TestShop) {
    let goods = goods(shop, 2, 10).await;
    let cart = begin(shop, vec![units(goods[0], 4)]).await;
    hold(&shop.shop, &cart.key.clone().into()).await.unwrap();
    shop.clock.advance(HOLD_TIME / 2);
    let edited = add(shop, &cart.key, vec![units(goods[1], 3)]).await;
    assert_eq!(reserved(shop).await, (7, 7));
    shop.clock.advance(HOLD_TIME / 2);
    let line = line_ids(&edited.cart)[0];
    remove_lines(&shop.shop, &RemoveLines { target: cart.key.clone().into(), lines: vec![line] }).await.unwrap();
    assert_eq!(reserved(shop).await, (3, 3), "the edit before had started the time again");
    shop.clock.advance(HOLD_TIME);
    add(shop, &cart.key, vec![units(goods[0], 1)]).await;
    assert!(reserved(shop).await.0 <= 3, "what has expired is not held again by an edit");
}

async fn what_is_held_goes_along_when_carts_merge(shop: &TestShop) {
    let goods = goods(shop, 1, 6).await;
    let ada = customer(shop, "ada@example.com").await;
    let buyer = Buyer { customer: Patch::Set(ada), ..Buyer::default() };
    let request = CreateCart { lines: vec![units(goods[0], 4)], buyer: buyer.clone(), ..empty() };
    let old = create(&shop.shop, &request).await.unwrap().cart;
    hold(&shop.shop, &old.key.clone().into()).await.unwrap();
    let guest = begin(shop, vec![units(goods[0], 2)]).await;
    let target = guest.key.clone().into();
    let merged = update_buyer(&shop.shop, &UpdateBuyer { target, buyer }).await.unwrap();
    assert_eq!((contents(&merged.cart), merged.warnings), (vec![(goods[0], 6)], vec![]));
    assert_eq!(reserved(shop).await, (6, 6));
}

/// Each customer holds the same goods in two carts, in opposite orders, and logs in on a third that is paid for; others
/// pay for the same goods meanwhile.
async fn logins_and_payments_cross(shop: &TestShop) {
    const CUSTOMERS: usize = 8;
    let goods = goods(shop, 4, 1_000).await;
    let mut ways = Vec::new();
    for number in 0..CUSTOMERS {
        let customer = customer(shop, &format!("ada-{number}@example.com")).await;
        let buyer = Buyer { customer: Patch::Set(customer), ..Buyer::default() };
        let mut order = goods.clone();
        order.rotate_left(number % goods.len());
        for _ in 0..2 {
            order.reverse();
            let lines = order[..2].iter().map(|good| units(*good, 2)).collect();
            let own = create(&shop.shop, &CreateCart { lines, buyer: buyer.clone(), ..empty() }).await.unwrap().cart;
            hold(&shop.shop, &own.key.into()).await.unwrap();
        }
        let guest = begin(shop, order.iter().map(|good| units(*good, 1)).collect()).await;
        hold(&shop.shop, &guest.key.clone().into()).await.unwrap();
        let payer = begin(shop, order.iter().rev().map(|good| units(*good, 3)).collect()).await;
        ways.push((guest.key, buyer, payer.key));
    }
    let crossing = ways.into_iter().flat_map(|(guest, buyer, payer)| {
        let shops = [shop.shop.clone(), shop.shop.clone()];
        let [one, other] = shops;
        let login = tokio::spawn(async move {
            let merged = update_buyer(&one, &UpdateBuyer { target: guest.into(), buyer }).await.unwrap();
            merged.cart.lines.iter().map(|line| i64::from(line.line.quantity)).sum::<i64>()
        });
        let pay = tokio::spawn(async move {
            hold(&other, &payer.into()).await.unwrap().iter().map(|held| held.quantity).sum::<i64>()
        });
        [login, pay]
    });
    let units: Vec<i64> = join_all(crossing).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(units, [12, 12].repeat(CUSTOMERS));
    let all = units.iter().sum::<i64>();
    assert_eq!(reserved(shop).await, (all, all));
}
