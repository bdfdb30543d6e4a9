//! Stock that travels.
use entity::{stock_transfer::Status, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use service::{
    access::Actor,
    inventory::transfer::{self, Arrived, CreateTransfer, Step, Transfer, TransferError},
};
use tests::{
    TestShop,
    factory::stock::{Goods, goods, level, stock_complaints as complaints},
    on_both_databases,
};

use super::{holder, reserve};

on_both_databases!(
    sent_and_received_in_parts,
    cancelled_on_the_way,
    every_step_once,
    what_is_promised_is_not_sent,
    transfers_that_make_no_sense,
);

async fn draft(shop: &TestShop, goods: &Goods, quantity: i64) -> Transfer {
    let request = CreateTransfer {
        from: goods.locations[0],
        to: goods.locations[1],
        lines: goods.variants.iter().map(|variant| (*variant, quantity)).collect(),
        reference: Some("van".to_owned()),
        actor: Actor::named("staff"),
    };
    transfer::create(&shop.shop, &request).await.unwrap()
}

fn step(transfer: &Transfer) -> Step {
    let transfer = &transfer.transfer;
    Step { transfer: transfer.id, version: Some(transfer.version), actor: Actor::named("staff") }
}

/// On hand where it leaves; on hand and incoming where it goes.
async fn state(shop: &TestShop, goods: &Goods) -> (i64, i64, i64) {
    let from = level(shop, goods.variants[0], goods.locations[0]).await;
    let to = level(shop, goods.variants[0], goods.locations[1]).await;
    (from.on_hand, to.on_hand, to.incoming)
}

async fn sent_and_received_in_parts(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[10, 0]).await;
    let made = draft(shop, &goods, 6).await;
    assert_eq!((made.transfer.status, state(shop, &goods).await), (Status::Draft, (10, 0, 0)));
    let sent = transfer::send(&shop.shop, &step(&made)).await.unwrap();
    assert_eq!((sent.transfer.status, state(shop, &goods).await), (Status::InTransit, (4, 0, 6)));
    let part = Arrived { step: step(&sent), units: Some(vec![(goods.variants[0], 2)]) };
    let received = transfer::receive(&shop.shop, &part).await.unwrap();
    assert_eq!((received.transfer.status, state(shop, &goods).await), (Status::InTransit, (4, 2, 4)));
    let again = transfer::receive(&shop.shop, &part).await;
    assert!(matches!(again, Err(TransferError::Stale)), "the same report again: {again:?}");
    let much = Arrived { step: step(&received), units: Some(vec![(goods.variants[0], 5)]) };
    let much = transfer::receive(&shop.shop, &much).await;
    assert!(matches!(much, Err(TransferError::TooManyArrived { line: 0, on_the_way: 4 })), "{much:?}");
    let rest = Arrived { step: step(&received), units: None };
    let received = transfer::receive(&shop.shop, &rest).await.unwrap();
    assert_eq!((received.transfer.status, state(shop, &goods).await), (Status::Received, (4, 6, 0)));
    assert_eq!(transfer::find(&shop.shop, made.transfer.id).await.unwrap(), Some(received));
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn cancelled_on_the_way(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10, 0]).await;
    let sent = transfer::send(&shop.shop, &step(&draft(shop, &goods, 6).await)).await.unwrap();
    let part = Arrived { step: step(&sent), units: Some(vec![(goods.variants[0], 2)]) };
    let received = transfer::receive(&shop.shop, &part).await.unwrap();
    let cancelled = transfer::cancel(&shop.shop, &step(&received)).await.unwrap();
    assert_eq!((cancelled.transfer.status, state(shop, &goods).await), (Status::Cancelled, (8, 2, 0)));
    let drafted = draft(shop, &goods, 1).await;
    transfer::cancel(&shop.shop, &step(&drafted)).await.unwrap();
    assert_eq!(state(shop, &goods).await, (8, 2, 0));
    assert_eq!(complaints(shop).await, [""; 0]);
}

/// Two people press the same button.
async fn every_step_once(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10, 0]).await;
    let made = draft(shop, &goods, 5).await;
    let press = Step { version: None, ..step(&made) };
    let both = tokio::join!(transfer::send(&shop.shop, &press), transfer::send(&shop.shop, &press));
    assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
    let lost = both.0.err().or(both.1.err());
    assert!(matches!(lost, Some(TransferError::WrongStatus(Status::InTransit))), "{lost:?}");
    assert_eq!(state(shop, &goods).await, (5, 0, 5));
    let (all, call_off) = (Arrived { step: press.clone(), units: None }, press.clone());
    let both = tokio::join!(transfer::receive(&shop.shop, &all), transfer::cancel(&shop.shop, &call_off));
    assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
    let expected = if both.0.is_ok() { (5, 5, 0) } else { (10, 0, 0) };
    assert_eq!(state(shop, &goods).await, expected);
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn what_is_promised_is_not_sent(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10, 0]).await;
    reserve(&shop.shop, holder(1), &[(goods.variants[0], 6)], &goods.locations).await.unwrap();
    let made = draft(shop, &goods, 5).await;
    let refused = transfer::send(&shop.shop, &step(&made)).await;
    assert!(matches!(refused, Err(TransferError::TooFew { wanted: 5, there: 4, .. })), "{refused:?}");
    let still = transfer::find(&shop.shop, made.transfer.id).await.unwrap();
    assert_eq!(still, Some(made), "nothing was written");
}

async fn transfers_that_make_no_sense(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10, 0]).await;
    let fine = CreateTransfer {
        from: goods.locations[0],
        to: goods.locations[1],
        lines: vec![(goods.variants[0], 1)],
        reference: None,
        actor: Actor::named("staff"),
    };
    let of = async |request: CreateTransfer| transfer::create(&shop.shop, &request).await.unwrap_err();
    assert!(matches!(of(CreateTransfer { lines: vec![], ..fine.clone() }).await, TransferError::Nothing));
    assert!(matches!(of(CreateTransfer { to: fine.from, ..fine.clone() }).await, TransferError::SamePlace));
    let twice = vec![(goods.variants[0], 1); 2];
    assert!(matches!(of(CreateTransfer { lines: twice, ..fine.clone() }).await, TransferError::Twice { line: 1 }));
    let none = vec![(goods.variants[0], 0)];
    assert!(matches!(of(CreateTransfer { lines: none, ..fine.clone() }).await, TransferError::BadQuantity { line: 0 }));
    let unknown = vec![(uuid::Uuid::nil().into(), 1)];
    assert!(matches!(
        of(CreateTransfer { lines: unknown, ..fine.clone() }).await,
        TransferError::UnknownVariant { line: 0 }
    ));
    let nowhere = uuid::Uuid::nil().into();
    assert!(matches!(of(CreateTransfer { to: nowhere, ..fine }).await, TransferError::UnknownLocation { .. }));
}
