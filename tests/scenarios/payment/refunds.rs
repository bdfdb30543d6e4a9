//! Money goes back: never more than came, and each refund once.
use entity::{
    ids::OrderId,
    money::Minor,
    payment::{Gateway, Status},
    payment_event::Kind,
    refund_transaction,
    sales_order::{self, CancelReason},
};
use futures::future::join_all;
use pretty_assertions::assert_eq;
use service::{
    access::Actor,
    order::{
        cancel::{Cancel, cancel},
        capture::{Capture, capture},
        refund::{Refund, RefundError, refund},
    },
    payment::settle::{settle, settle_now},
    shop::Shop,
};
use tests::{TestShop, on_both_databases};

use super::{
    TOTAL, books, is_well, open, placed, placed_to_capture,
    provider::{Provider, Trouble},
};

on_both_databases!(
    fifty_refunds_at_once,
    a_refund_whose_answer_is_lost,
    a_refund_that_fails,
    a_provider_that_is_down,
    what_is_called_off,
    a_capture_that_comes_too_late,
);

/// Asks for a capture, as whoever runs the shop does.
pub(super) async fn ask_for_capture(shop: &TestShop, order: OrderId, amount: i64) {
    let amount = Some(Minor(amount));
    let request = Capture { order, payment: None, amount, once: None, actor: Actor::named("test") };
    capture(&shop.shop, &request).await.unwrap();
}

/// Asks for a refund. Whether there was so much.
pub(super) async fn ask(shop: &Shop, order: OrderId, amount: i64) -> bool {
    let request = Refund {
        order,
        version: None,
        lines: Vec::new(),
        shipping: Minor(0),
        amount: Minor(amount),
        reason: String::new(),
        once: None,
        actor: Actor::named("test"),
    };
    match refund(shop, &request).await {
        Ok(_) => true,
        Err(RefundError::AboveCaptured { .. }) => false,
        Err(error) => panic!("{error:?}"),
    }
}

/// Whoever runs the shop cancels.
async fn call_off(shop: &Shop, order: OrderId) {
    let request = Cancel {
        order,
        version: None,
        reason: CancelReason::Customer,
        is_restocked: true,
        is_refunded: true,
        note: None,
        once: None,
        actor: Actor::named("test"),
    };
    cancel(shop, &request).await.unwrap();
}

async fn paid(shop: &TestShop, provider: &Provider) -> OrderId {
    let good = open(shop).await;
    let order = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    settle(&shop.shop, &provider.gateways(), order).await.unwrap();
    assert_eq!(provider.keeps(), TOTAL);
    order
}

async fn fifty_refunds_at_once(shop: &TestShop) {
    let provider = Provider::default();
    let gateways = provider.gateways();
    let order = paid(shop, &provider).await;
    let asked = join_all((0..50).map(|_| async {
        let is_set_aside = ask(&shop.shop, order, 100).await;
        settle(&shop.shop, &gateways, order).await.unwrap();
        is_set_aside
    }))
    .await;
    let granted = asked.into_iter().filter(|granted| *granted).count();
    assert_eq!(granted, 14, "14.90 are fourteen times 1.00");
    let after = books(shop, order).await;
    assert_eq!((after.payment().refunded, after.payment().refund_pending), (Minor(1_400), Minor(0)));
    assert_eq!((provider.refunds(), provider.keeps()), (14, 90));
    assert_eq!((after.count(Kind::Refunded), after.told("refund_succeeded")), (14, 14));
    assert_eq!((after.account("receivable"), after.account("clearing:stripe")), (-90, 90));
    assert!(!ask(&shop.shop, order, 91).await);
    is_well(shop).await;
}

async fn a_refund_whose_answer_is_lost(shop: &TestShop) {
    let provider = Provider::default();
    let gateways = provider.gateways();
    let order = paid(shop, &provider).await;
    assert!(ask(&shop.shop, order, 500).await);
    provider.is_in(Trouble::AnswerLost);
    settle(&shop.shop, &gateways, order).await.unwrap();
    let unknown = books(shop, order).await;
    assert_eq!((unknown.payment().refund_pending, unknown.refunds[0].attempts), (Minor(500), 1));
    assert!(unknown.refunds[0].reconcile_at.unwrap() > shop.shop.now());
    provider.is_in(Trouble::None);
    for settled in join_all((0..10).map(|_| settle_now(&shop.shop, &gateways, order))).await {
        settled.unwrap();
    }
    let after = books(shop, order).await;
    assert_eq!((provider.refunds(), provider.keeps()), (1, TOTAL - 500));
    assert_eq!((after.payment().refunded, after.payment().refund_pending), (Minor(500), Minor(0)));
    assert_eq!(after.refunds[0].status, refund_transaction::Status::Succeeded);
    assert_eq!(after.refunds[0].provider_key, Some(format!("re_{}", after.refunds[0].id)));
    is_well(shop).await;
}

async fn a_refund_that_fails(shop: &TestShop) {
    let provider = Provider::default();
    let gateways = provider.gateways();
    let order = paid(shop, &provider).await;
    assert!(ask(&shop.shop, order, TOTAL).await);
    provider.is_in(Trouble::NoRefunds);
    settle(&shop.shop, &gateways, order).await.unwrap();
    let after = books(shop, order).await;
    assert_eq!((after.payment().refunded, after.payment().refund_pending), (Minor(0), Minor(0)));
    assert_eq!(after.refunds[0].failure_code.as_deref(), Some("expired_or_canceled_card"));
    assert_eq!((after.told("refund_failed"), after.account("receivable")), (1, -TOTAL));
    // What was set aside is free again.
    provider.is_in(Trouble::None);
    assert!(ask(&shop.shop, order, TOTAL).await);
    settle(&shop.shop, &gateways, order).await.unwrap();
    assert_eq!((provider.keeps(), books(shop, order).await.payment().refunded), (0, Minor(TOTAL)));
    is_well(shop).await;
}

async fn a_provider_that_is_down(shop: &TestShop) {
    let provider = Provider::default();
    let gateways = provider.gateways();
    let order = paid(shop, &provider).await;
    assert!(ask(&shop.shop, order, 200).await);
    provider.is_in(Trouble::Down);
    let mut pauses = Vec::new();
    for attempt in 1..=9 {
        settle_now(&shop.shop, &gateways, order).await.unwrap();
        let refund = books(shop, order).await.refunds[0].clone();
        assert_eq!(refund.attempts, attempt);
        pauses.push((refund.reconcile_at.unwrap() - shop.shop.now()).num_seconds());
    }
    assert!(pauses.windows(2).take(5).all(|pair| pair[0] < pair[1]), "{pauses:?}");
    assert!(pauses.iter().all(|pause| (15..=3_600).contains(pause)), "{pauses:?}");
    provider.is_in(Trouble::None);
    settle_now(&shop.shop, &gateways, order).await.unwrap();
    assert_eq!(provider.keeps(), TOTAL - 200);
    is_well(shop).await;
}

async fn what_is_called_off(shop: &TestShop) {
    let provider = Provider::default();
    let gateways = provider.gateways();
    let good = open(shop).await;
    let promised = placed_to_capture(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    let paid = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    let unheard = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    for order in [promised, paid] {
        settle(&shop.shop, &gateways, order).await.unwrap();
    }
    provider.is_in(Trouble::AnswerLost);
    settle(&shop.shop, &gateways, unheard).await.unwrap();
    provider.is_in(Trouble::None);
    assert_eq!((provider.intents(), provider.keeps()), (3, 2 * TOTAL));
    for order in [promised, paid, unheard] {
        call_off(&shop.shop, order).await;
        for settled in join_all((0..5).map(|_| settle(&shop.shop, &gateways, order))).await {
            settled.unwrap();
        }
        let after = books(shop, order).await;
        assert_eq!(after.order.status, sales_order::Status::Cancelled);
        assert_eq!((after.payment().reconcile_at, after.payment().refund_pending), (None, Minor(0)));
        assert_eq!(after.payment().captured, after.payment().refunded);
        assert_eq!(after.account("receivable"), 0);
    }
    assert_eq!(books(shop, promised).await.payment().status, Status::Voided);
    assert_eq!((provider.keeps(), provider.refunds()), (0, 2), "also what nobody had heard of");
    is_well(shop).await;
}

async fn a_capture_that_comes_too_late(shop: &TestShop) {
    let provider = Provider::default();
    let gateways = provider.gateways();
    let good = open(shop).await;
    let order = placed_to_capture(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    let payment = books(shop, order).await.payment().id;
    provider.gives_up(payment);
    ask_for_capture(shop, order, TOTAL).await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    let after = books(shop, order).await;
    assert_eq!((after.payment().status, after.payment().captured), (Status::Voided, Minor(0)));
    assert_eq!((after.payment().capture_pending, after.payment().reconcile_at), (Minor(0), None));
    assert_eq!((after.told("payment_voided"), provider.keeps()), (1, 0));
}
