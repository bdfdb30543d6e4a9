//! Several people change one order at the same moment.
use std::sync::Arc;

use entity::{
    money::Minor,
    sales_order::{CancelReason, Status},
    variant::InventoryPolicy,
};
use pretty_assertions::assert_eq;
use service::{
    order::{
        cancel::{self, Cancel, CancelError},
        edit::{self, Add, Edit, EditError},
        fulfil::{self, Fulfil, FulfilError},
        lines::LineError,
        refund::{self, Refund, RefundError},
        tracking::Tracking,
    },
    shop::Shop,
};
use tests::{
    TestShop,
    factory::{
        order::{Placed, order as place},
        stock::{Goods, goods},
    },
    on_both_databases,
};
use tokio::task::JoinSet;

use super::{counters, lines, order, payment, pick, refunds, sound, staff};

on_both_databases!(
    cancelled_or_sent,
    the_same_units_sent_twice,
    fifty_refunds_of_a_line,
    fifty_refunds_of_all,
    cancelled_or_edited,
);

const ROUNDS: usize = 6;

fn send(placed: &Placed, goods: &Goods, quantity: i32) -> Fulfil {
    Fulfil {
        order: placed.id,
        location: goods.locations[0],
        lines: Some(vec![pick(placed.lines[0], quantity)]),
        tracking: Tracking::default(),
        once: None,
        actor: staff(),
    }
}

fn call_off(placed: &Placed) -> Cancel {
    Cancel {
        order: placed.id,
        version: None,
        reason: CancelReason::Staff,
        is_restocked: true,
        is_refunded: true,
        note: None,
        once: None,
        actor: staff(),
    }
}

async fn cancelled_or_sent(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[100]).await;
    let mut on_hand = 100;
    for _ in 0..ROUNDS {
        let placed = place(shop, &goods, &[3]).await;
        let (sent, cancelled) = (send(&placed, &goods, 2), call_off(&placed));
        let (sent, cancelled) = tokio::join!(fulfil::fulfil(&shop.shop, &sent), cancel::cancel(&shop.shop, &cancelled));
        match (sent, cancelled) {
            (Ok(_), Err(CancelError::SomethingSent)) => {
                on_hand -= 2;
                assert_eq!(order(shop, placed.id).await.status, Status::Processing);
                fulfil::fulfil(&shop.shop, &send(&placed, &goods, 1)).await.unwrap();
                on_hand -= 1;
            }
            (Err(FulfilError::Order(_)), Ok(())) => {
                assert_eq!(order(shop, placed.id).await.status, Status::Cancelled);
            }
            both => panic!("one of them: {both:?}"),
        }
        assert_eq!(counters(shop, &goods).await, (on_hand, 0, 0));
    }
    sound(shop).await;
}

async fn the_same_units_sent_twice(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[100]).await;
    let placed = place(shop, &goods, &[5]).await;
    let mut parcels = JoinSet::new();
    for _ in 0..12 {
        let (shop, request): (Shop, _) = (shop.shop.clone(), send(&placed, &goods, 1));
        parcels.spawn(async move { fulfil::fulfil(&shop, &request).await });
    }
    let mut sent = 0;
    for outcome in parcels.join_all().await {
        match outcome {
            Ok(_) => sent += 1,
            Err(FulfilError::Order(_) | FulfilError::Line(LineError::TooFew { .. })) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(sent, 5);
    assert_eq!(counters(shop, &goods).await, (95, 0, 0));
    assert_eq!(order(shop, placed.id).await.status, Status::Shipped);
    sound(shop).await;
}

fn back(placed: &Placed, units: i32, amount: i64) -> Refund {
    Refund {
        order: placed.id,
        version: None,
        lines: if units > 0 { vec![pick(placed.lines[0], units)] } else { Vec::new() },
        shipping: Minor::ZERO,
        amount: Minor(amount),
        reason: String::new(),
        once: None,
        actor: staff(),
    }
}

async fn at_once(shop: &TestShop, requests: Vec<Refund>) -> Vec<Result<(), RefundError>> {
    let mut refunds = JoinSet::new();
    for request in requests {
        let shop = shop.shop.clone();
        refunds.spawn(async move { refund::refund(&shop, &request).await.map(|_| ()) });
    }
    refunds.join_all().await
}

async fn fifty_refunds_of_a_line(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[100]).await;
    let placed = place(shop, &goods, &[20]).await;
    let outcomes = at_once(shop, (0..50).map(|_| back(&placed, 1, 0)).collect()).await;
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(done, 20);
    for refused in outcomes.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, RefundError::Line(LineError::TooFew { left: 0, .. })), "{refused:?}");
    }
    let after = payment(shop, placed.payment).await;
    assert_eq!((after.refund_pending.0, lines(shop, placed.id).await[0].refunded), (20_000, 20));
    sound(shop).await;
}

/// Lines and plain amounts compete for the same money.
async fn fifty_refunds_of_all(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[100]).await;
    let placed = place(shop, &goods, &[10]).await;
    let mixed = (0..50).map(|at| if at % 2 == 0 { back(&placed, 1, 0) } else { back(&placed, 0, 1_000) });
    let outcomes = at_once(shop, mixed.collect()).await;
    for refused in outcomes.into_iter().filter_map(Result::err) {
        let is_expected = matches!(refused, RefundError::Line(_) | RefundError::AboveCaptured { .. });
        assert!(is_expected || matches!(refused, RefundError::Order(_)), "{refused:?}");
    }
    let after = payment(shop, placed.payment).await;
    assert_eq!(after.refund_pending.0, 10_000, "ten times ten euros, and five are left of 105");
    let sum: i64 = refunds(shop, placed.id).await.iter().map(|refund| refund.amount.0).sum();
    assert_eq!(sum, 10_000);
    sound(shop).await;
}

async fn cancelled_or_edited(shop: &TestShop) {
    let goods = Arc::new(goods(shop, 2, InventoryPolicy::Deny, &[100]).await);
    for _ in 0..ROUNDS {
        let placed = place(shop, &goods, &[3]).await;
        let change = Edit {
            order: placed.id,
            version: None,
            add: vec![Add { variant: goods.variants[1], quantity: 2 }],
            set: vec![pick(placed.lines[0], 1)],
            once: None,
            actor: staff(),
        };
        let cancelled = call_off(&placed);
        let (edited, cancelled) = tokio::join!(edit::edit(&shop.shop, &change), cancel::cancel(&shop.shop, &cancelled));
        cancelled.unwrap();
        assert!(matches!(edited, Ok(()) | Err(EditError::Order(_))), "{edited:?}");
        assert_eq!(order(shop, placed.id).await.status, Status::Cancelled);
        assert_eq!(counters(shop, &goods).await, (100, 0, 0));
        let after = payment(shop, placed.payment).await;
        assert_eq!(after.refund_pending, after.captured, "all of it goes back, in one refund or in two");
    }
    sound(shop).await;
}
