//! Staff count, correct and move.
use entity::{outbox_event, stock_movement, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use service::{
    access::Actor,
    inventory::{
        UNITS_MAX,
        adjust::{self, Adjust, AdjustError, Amount, Change, Stock},
        history,
        low_stock::{self, SetLowStock},
        relocate::{self, Move, Pocket, Relocate, RelocateError},
        reserve::HOLD_TIME,
    },
    shop::page::PageRequest,
};
use tests::{
    TestShop,
    factory::stock::{Goods, goods, level, levels, stock_complaints as complaints},
    on_both_databases,
};
use uuid::Uuid;

use super::{holder, reserve};

on_both_databases!(
    counting,
    a_count_that_is_stale,
    what_is_promised_stays,
    corrections_that_make_no_sense,
    moving,
    little_is_left,
    the_story_of_a_level,
);

fn change(goods: &Goods, to: Amount) -> Change {
    Change { variant: goods.variants[0], location: goods.locations[0], stock: Stock::OnHand, to, expected: None }
}

fn because(changes: Vec<Change>) -> Adjust {
    Adjust {
        changes,
        reason: "correction".to_owned(),
        reference: Some("count-7".to_owned()),
        actor: Actor::named("staff"),
    }
}

async fn counting(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[10, 0]).await;
    let elsewhere = tests::factory::stock::add_location(shop, "elsewhere").await;
    let first = change(&goods, Amount::By(-4));
    let changes = vec![
        first,
        Change { stock: Stock::Safety, to: Amount::To(2), ..first },
        Change { stock: Stock::Incoming, to: Amount::By(30), ..first },
        Change { location: elsewhere, to: Amount::To(7), ..first },
        Change { variant: goods.variants[1], to: Amount::To(10), ..first },
    ];
    let adjusted = adjust::adjust(&shop.shop, &because(changes)).await.unwrap();
    let deltas: Vec<_> = adjusted.iter().map(|done| (done.delta, done.quantity_after)).collect();
    assert_eq!(deltas, [(-4, 6), (2, 2), (30, 30), (7, 7), (0, 10)]);
    let now = level(shop, goods.variants[0], goods.locations[0]).await;
    assert_eq!((now.on_hand, now.safety, now.incoming), (6, 2, 30));
    assert_eq!(level(shop, goods.variants[0], elsewhere).await.on_hand, 7, "never stocked there before");
    let db = shop.database.connect().await;
    let rows =
        stock_movement::Entity::find().filter(stock_movement::Column::Reference.eq("count-7")).all(&db).await.unwrap();
    assert_eq!(rows.len(), 4, "what did not change has no line");
    assert!(rows.iter().all(|row| row.reason.as_deref() == Some("correction") && row.actor == "staff"));
    db.close().await.unwrap();
    assert_eq!(complaints(shop).await, [""; 0]);
}

/// Two people count the same shelf.
async fn a_count_that_is_stale(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let seen = |to| Change { expected: Some(10), ..change(&goods, to) };
    let (first, second) = (because(vec![seen(Amount::By(-1))]), because(vec![seen(Amount::To(4))]));
    let both = tokio::join!(adjust::adjust(&shop.shop, &first), adjust::adjust(&shop.shop, &second));
    let (won, lost) = if both.0.is_ok() { both } else { (both.1, both.0) };
    let there = won.unwrap()[0].quantity_after;
    assert!(matches!(lost, Err(AdjustError::Stale { change: 0, there: now }) if now == there), "{lost:?}");
    assert_eq!(level(shop, goods.variants[0], goods.locations[0]).await.on_hand, there);
}

async fn what_is_promised_stays(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    reserve(&shop.shop, holder(1), &[(goods.variants[0], 6)], &goods.locations).await.unwrap();
    let before = levels(shop).await;
    let refused = adjust::adjust(&shop.shop, &because(vec![change(&goods, Amount::To(5))])).await;
    assert!(matches!(refused, Err(AdjustError::Promised { change: 0, promised: 6 })), "{refused:?}");
    assert_eq!(levels(shop).await, before);
    adjust::adjust(&shop.shop, &because(vec![change(&goods, Amount::To(6))])).await.unwrap();
    shop.clock.advance(HOLD_TIME);
    adjust::adjust(&shop.shop, &because(vec![change(&goods, Amount::To(1))])).await.unwrap();
    let now = level(shop, goods.variants[0], goods.locations[0]).await;
    assert_eq!((now.on_hand, now.reserved), (1, 0), "a hold that ended does not stand in the way");
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn corrections_that_make_no_sense(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let before = levels(shop).await;
    let fine = change(&goods, Amount::By(1));
    let of = async |changes: Vec<Change>| adjust::adjust(&shop.shop, &because(changes)).await.unwrap_err();
    assert!(matches!(of(vec![]).await, AdjustError::Nothing));
    assert!(matches!(of(vec![fine; 251]).await, AdjustError::TooMany));
    assert!(matches!(of(vec![fine, fine]).await, AdjustError::Twice { change: 1 }));
    let second = async |change: Change| of(vec![Change { stock: Stock::Safety, ..fine }, change]).await;
    let unknown = Uuid::nil();
    assert!(matches!(
        second(Change { variant: unknown.into(), ..fine }).await,
        AdjustError::UnknownVariant { change: 1 }
    ));
    assert!(matches!(
        second(Change { location: unknown.into(), ..fine }).await,
        AdjustError::UnknownLocation { change: 1 }
    ));
    assert!(matches!(
        second(Change { to: Amount::By(-11), ..fine }).await,
        AdjustError::BelowZero { change: 1, there: 10 }
    ));
    for to in
        [Amount::To(-1), Amount::By(i64::MIN), Amount::By(i64::MAX), Amount::To(UNITS_MAX + 1), Amount::By(UNITS_MAX)]
    {
        assert!(matches!(second(Change { to, ..fine }).await, AdjustError::BadQuantity { change: 1 }), "{to:?}");
    }
    assert_eq!(levels(shop).await, before, "not even the first change of each");
}

async fn moving(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10, 0]).await;
    let (variant, here, there) = (goods.variants[0], goods.locations[0], goods.locations[1]);
    reserve(&shop.shop, holder(1), &[(variant, 2)], &goods.locations).await.unwrap();
    let relocate = async |steps: &[(i64, (_, Pocket), (_, Pocket))]| {
        let moves =
            steps.iter().map(|(quantity, from, to)| Move { variant, quantity: *quantity, from: *from, to: *to });
        let request = Relocate {
            moves: moves.collect(),
            reason: "restock".to_owned(),
            reference: None,
            actor: Actor::named("staff"),
        };
        relocate::relocate(&shop.shop, &request).await
    };
    let state = async || {
        let (here, there) = (level(shop, variant, here).await, level(shop, variant, there).await);
        ((here.on_hand, here.safety, here.incoming), (there.on_hand, there.safety, there.incoming))
    };
    relocate(&[(3, (here, Pocket::Available), (there, Pocket::Available))]).await.unwrap();
    assert_eq!(state().await, ((7, 0, 0), (3, 0, 0)));
    relocate(&[(2, (here, Pocket::Available), (here, Pocket::Safety))]).await.unwrap();
    assert_eq!(state().await, ((7, 2, 0), (3, 0, 0)), "kept back, and still on hand");
    relocate(&[
        (1, (here, Pocket::Safety), (there, Pocket::Available)),
        (2, (there, Pocket::Available), (there, Pocket::Incoming)),
    ])
    .await
    .unwrap();
    assert_eq!(state().await, ((6, 1, 0), (2, 0, 2)));
    relocate(&[(2, (there, Pocket::Incoming), (here, Pocket::Available))]).await.unwrap();
    assert_eq!(state().await, ((8, 1, 0), (2, 0, 0)));

    let refused = relocate(&[(6, (here, Pocket::Available), (there, Pocket::Available))]).await;
    assert!(
        matches!(refused, Err(RelocateError::TooFew { at: 0, there: 5 })),
        "two are held, one is kept: {refused:?}"
    );
    let refused = relocate(&[(1, (here, Pocket::Safety), (here, Pocket::Safety))]).await;
    assert!(matches!(refused, Err(RelocateError::SamePlace { at: 0 })), "{refused:?}");
    let refused = relocate(&[(0, (here, Pocket::Safety), (there, Pocket::Safety))]).await;
    assert!(matches!(refused, Err(RelocateError::BadQuantity { at: 0 })), "{refused:?}");
    assert_eq!(state().await, ((8, 1, 0), (2, 0, 0)));
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn little_is_left(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let mark = SetLowStock {
        variant: goods.variants[0],
        location: goods.locations[0],
        at: Some(3),
        actor: Actor::named("staff"),
    };
    low_stock::set_low_stock(&shop.shop, &mark).await.unwrap();
    let db = shop.database.connect().await;
    let told = async |topic: &str| {
        let events = outbox_event::Entity::find().filter(outbox_event::Column::Topic.eq(topic)).all(&db).await.unwrap();
        events.iter().map(|event| event.payload["available"].as_i64().unwrap_or_default()).collect::<Vec<_>>()
    };
    reserve(&shop.shop, holder(1), &[(goods.variants[0], 6)], &goods.locations).await.unwrap();
    assert_eq!(told("stock.low").await, [0; 0], "four are left");
    reserve(&shop.shop, holder(2), &[(goods.variants[0], 2)], &goods.locations).await.unwrap();
    assert_eq!(told("stock.low").await, [2]);
    reserve(&shop.shop, holder(3), &[(goods.variants[0], 2)], &goods.locations).await.unwrap();
    assert_eq!(told("stock.low").await, [2], "already told");
    assert_eq!(told("stock.changed").await.len(), 1, "nothing is left to buy");
    adjust::adjust(&shop.shop, &because(vec![change(&goods, Amount::By(10))])).await.unwrap();
    adjust::adjust(&shop.shop, &because(vec![change(&goods, Amount::By(-7))])).await.unwrap();
    assert_eq!(told("stock.low").await, [2, 3], "it had risen, and fell again");
    db.close().await.unwrap();
}

async fn the_story_of_a_level(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    for _ in 0..6 {
        shop.clock.advance(chrono::Duration::seconds(1));
        adjust::adjust(&shop.shop, &because(vec![change(&goods, Amount::By(1))])).await.unwrap();
    }
    let place = (goods.variants[0], goods.locations[0]);
    let mut page = history::history(&shop.shop, place, &PageRequest::first(3)).await.unwrap();
    let mut after = Vec::new();
    loop {
        after.extend(page.items.iter().map(|(_, row)| row.quantity_after));
        let Some((cursor, _)) = page.items.last().filter(|_| page.has_next) else { break };
        let next = PageRequest { cursor: Some(cursor.clone()), ..PageRequest::first(3) };
        page = history::history(&shop.shop, place, &next).await.unwrap();
    }
    assert_eq!(after, [16, 15, 14, 13, 12, 11, 10], "newest first, each once");
}
