//! Each source of the test gateway, from a placed order to what becomes of it.
use chrono::Duration;
use entity::{
    cart,
    money::Minor,
    payment::{Gateway, Status},
    payment_event::Kind,
    sales_order::{self, CancelReason},
};
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use service::payment::{
    gateway::test::{self, Decision},
    reconcile::{self, Reconciled},
    settle::settle,
};
use tests::{TestShop, on_both_databases};

use super::{Books, TOTAL, books, gateways, is_well, open, placed, placed_to_capture, refunds::ask_for_capture};

on_both_databases!(
    what_is_taken_at_once,
    what_is_taken_later,
    what_is_declined,
    what_the_buyer_has_to_confirm,
    what_answers_late,
    nothing_is_asked_twice,
);

fn is_paid(books: &Books) {
    let payment = books.payment();
    assert_eq!((payment.status, payment.captured, payment.reconcile_at), (Status::Captured, Minor(TOTAL), None));
    assert_eq!(books.order.status, sales_order::Status::Confirmed);
    assert_eq!((books.count(Kind::Begun), books.count(Kind::Captured)), (1, 1));
    assert_eq!((books.account("receivable"), books.account("clearing:test")), (-TOTAL, TOTAL));
    assert_eq!(books.timeline, ["placed", "payment_begun", "payment_captured", "confirmed"]);
}

async fn what_is_taken_at_once(shop: &TestShop) {
    let good = open(shop).await;
    let order = placed(&shop.shop, good, Gateway::Test, "tok_visa").await;
    let settled = settle(&shop.shop, &gateways(), order).await.unwrap();
    assert_eq!(settled.order.number, Some(1_001));
    is_paid(&books(shop, order).await);
    is_well(shop).await;
}

async fn what_is_taken_later(shop: &TestShop) {
    let good = open(shop).await;
    let gateways = gateways();
    for (source, at_once) in [("tok_visa", false), ("tok_authorize_only", true)] {
        let order = if at_once {
            placed(&shop.shop, good, Gateway::Test, source).await
        } else {
            placed_to_capture(&shop.shop, good, Gateway::Test, source).await
        };
        settle(&shop.shop, &gateways, order).await.unwrap();
        let promised = books(shop, order).await;
        assert_eq!(promised.payment().status, Status::Authorized);
        assert_eq!(promised.order.status, sales_order::Status::Confirmed);
        assert!(promised.ledger.is_empty(), "a promise moves no money");

        ask_for_capture(shop, order, 400).await;
        settle(&shop.shop, &gateways, order).await.unwrap();
        let part = books(shop, order).await;
        let payment = part.payment();
        assert_eq!((payment.status, payment.captured), (Status::Authorized, Minor(400)));
        assert_eq!((payment.capture_pending, payment.reconcile_at), (Minor(0), None));
        assert_eq!(part.account("receivable"), -400);

        ask_for_capture(shop, order, TOTAL - 400).await;
        settle(&shop.shop, &gateways, order).await.unwrap();
        let whole = books(shop, order).await;
        assert_eq!((whole.payment().status, whole.payment().captured), (Status::Captured, Minor(TOTAL)));
        assert_eq!((whole.count(Kind::Captured), whole.account("receivable")), (2, -TOTAL));
    }
    is_well(shop).await;
}

async fn what_is_declined(shop: &TestShop) {
    let good = open(shop).await;
    let cases = [
        ("tok_declined", "card_declined"),
        ("tok_insufficient_funds", "insufficient_funds"),
        ("tok_of_another_planet", "unknown_test_source"),
    ];
    for (source, code) in cases {
        let order = placed(&shop.shop, good, Gateway::Test, source).await;
        let settled = settle(&shop.shop, &gateways(), order).await.unwrap();
        assert_eq!(settled.failure_code(), Some(code));
        let lost = books(shop, order).await;
        assert_eq!(lost.payment().status, Status::Failed);
        assert_eq!(lost.order.status, sales_order::Status::Cancelled);
        assert_eq!((lost.order.cancel_reason, lost.order.number), (Some(CancelReason::Declined), None));
        assert_eq!((lost.ledger.len(), lost.told("payment_failed")), (0, 1));
        let db = shop.database.connect().await;
        let cart = cart::Entity::find_by_id(lost.order.cart_id.unwrap()).one(&db).await.unwrap().unwrap();
        db.close().await.unwrap();
        assert_eq!(cart.status, cart::Status::Active, "the buyer can try another card");
    }
    is_well(shop).await;
}

async fn what_the_buyer_has_to_confirm(shop: &TestShop) {
    let good = open(shop).await;
    let gateways = gateways();
    for decision in [Decision::Approve, Decision::Decline] {
        let order = placed(&shop.shop, good, Gateway::Test, "tok_3ds").await;
        let settled = settle(&shop.shop, &gateways, order).await.unwrap();
        let waiting = settled.action_required().unwrap();
        let url = waiting.action_url.clone().unwrap();
        assert!(url.ends_with(&format!("/checkout/test-payment/{}", waiting.id)), "{url}");
        assert_eq!(settled.order.status, sales_order::Status::Pending);

        let decided = test::decide(&shop.shop, waiting.id, decision).await.unwrap().unwrap();
        assert_eq!(decided.action_url, None);
        assert!(test::decide(&shop.shop, waiting.id, Decision::Approve).await.unwrap().is_none(), "decided once");
        let after = books(shop, order).await;
        match decision {
            Decision::Approve => is_paid(&after),
            Decision::Decline => {
                assert_eq!(after.payment().failure_code.as_deref(), Some("authentication_failed"));
                assert_eq!(after.order.status, sales_order::Status::Cancelled);
            }
        }
    }
    is_well(shop).await;
}

async fn what_answers_late(shop: &TestShop) {
    let good = open(shop).await;
    let gateways = gateways();
    for (source, attempts) in [("tok_timeout", 1), ("tok_late", 0), ("tok_twice", 0)] {
        let order = placed(&shop.shop, good, Gateway::Test, source).await;
        settle(&shop.shop, &gateways, order).await.unwrap();
        let waiting = books(shop, order).await;
        assert_eq!((waiting.payment().status, waiting.payment().attempts), (Status::Pending, attempts), "{source}");
        assert!(waiting.payment().reconcile_at.unwrap() > shop.shop.now());
        // Nobody is asked before the time is there, however often the buyer looks.
        settle(&shop.shop, &gateways, order).await.unwrap();
        let reconciled = Reconciled::default();
        reconcile::round(&shop.shop, &gateways, &reconciled).await.unwrap();
        assert_eq!(books(shop, order).await.payment(), waiting.payment());

        shop.clock.advance(Duration::minutes(3));
        reconcile::round(&shop.shop, &gateways, &reconciled).await.unwrap();
        assert_eq!((reconciled.orders(), reconciled.failures()), (1, 0));
        is_paid(&books(shop, order).await);
    }
    is_well(shop).await;
}

async fn nothing_is_asked_twice(shop: &TestShop) {
    let good = open(shop).await;
    let order = placed(&shop.shop, good, Gateway::Test, "tok_visa").await;
    for _ in 0..3 {
        settle(&shop.shop, &gateways(), order).await.unwrap();
    }
    let version = books(shop, order).await.order.version;
    settle(&shop.shop, &gateways(), order).await.unwrap();
    let after = books(shop, order).await;
    is_paid(&after);
    assert_eq!(after.order.version, version, "nothing was written");
}
