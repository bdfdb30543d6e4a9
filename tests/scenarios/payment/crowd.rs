//! Many at once settle one order.
use entity::{
    money::Minor,
    payment::{Gateway, Status},
    payment_event::Kind,
    sales_order,
};
use futures::future::join_all;
use pretty_assertions::assert_eq;
use service::payment::{
    reconcile::{self, Reconciled},
    settle::{settle, settle_now},
};
use tests::{TestShop, on_both_databases};

use super::{
    TOTAL, books, is_well, open, placed, placed_to_capture,
    provider::{Provider, Trouble},
};

on_both_databases!(twenty_settles_are_one_charge, twenty_captures_are_one, reconcilers_side_by_side);

async fn twenty_settles_are_one_charge(shop: &TestShop) {
    let good = open(shop).await;
    let provider = Provider::default();
    let gateways = provider.gateways();
    let order = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    for settled in join_all((0..20).map(|_| settle(&shop.shop, &gateways, order))).await {
        // One that came while another was asking saw it pending.
        settled.unwrap();
    }
    assert_eq!((provider.intents(), provider.keeps()), (1, TOTAL));
    let after = books(shop, order).await;
    assert_eq!(after.order.status, sales_order::Status::Confirmed);
    assert_eq!((after.payment().status, after.payment().captured), (Status::Captured, Minor(TOTAL)));
    assert_eq!((after.count(Kind::Captured), after.ledger.len(), after.told("confirmed")), (1, 2, 1));
    is_well(shop).await;
}

async fn twenty_captures_are_one(shop: &TestShop) {
    let good = open(shop).await;
    let provider = Provider::default();
    let gateways = provider.gateways();
    let order = placed_to_capture(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    assert_eq!(provider.keeps(), 0);
    super::refunds::ask_for_capture(shop, order, 900).await;
    // The first answer is lost; whoever comes later asks with the same key.
    provider.is_in(Trouble::AnswerLost);
    settle_now(&shop.shop, &gateways, order).await.unwrap();
    assert_eq!((provider.keeps(), books(shop, order).await.payment().captured), (900, Minor(0)));
    provider.is_in(Trouble::None);
    for settled in join_all((0..20).map(|_| settle_now(&shop.shop, &gateways, order))).await {
        settled.unwrap();
    }
    let after = books(shop, order).await;
    assert_eq!(
        (provider.keeps(), after.payment().captured, after.payment().capture_pending),
        (900, Minor(900), Minor(0))
    );
    assert_eq!((after.count(Kind::Captured), after.account("receivable")), (1, -900));
    is_well(shop).await;
}

async fn reconcilers_side_by_side(shop: &TestShop) {
    let good = open(shop).await;
    let provider = Provider::default();
    let gateways = provider.gateways();
    provider.is_in(Trouble::AnswerLost);
    let mut orders = Vec::new();
    for _ in 0..10 {
        let order = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
        settle(&shop.shop, &gateways, order).await.unwrap();
        orders.push(order);
    }
    provider.is_in(Trouble::None);
    shop.clock.advance(chrono::Duration::minutes(2));
    let reconciled = Reconciled::default();
    for round in join_all((0..4).map(|_| reconcile::round(&shop.shop, &gateways, &reconciled))).await {
        round.unwrap();
    }
    assert_eq!((reconciled.orders(), reconciled.failures()), (10, 0), "each order was somebody's");
    assert_eq!((provider.intents(), provider.keeps()), (10, 10 * TOTAL));
    for order in orders {
        assert_eq!(books(shop, order).await.order.status, sales_order::Status::Confirmed);
    }
    is_well(shop).await;
}
