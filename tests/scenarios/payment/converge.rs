//! What a provider says may come late, twice and in any order.
use entity::{
    ids::{OrderId, PaymentId, VariantId},
    money::Minor,
    payment::{Gateway, Status},
    sales_order,
};
use pretty_assertions::assert_eq;
use service::payment::{
    gateway::{Observation, Seen},
    record::observe,
    settle::settle_now,
};
use tests::{TestShop, on_both_databases};

use super::{Books, TOTAL, books, is_well, open, placed, provider::Provider};

on_both_databases!(every_order_of_good_news, every_order_of_bad_news, money_after_a_refusal, twins_are_one);

fn seen(state: Seen, authorized: i64, captured: i64) -> Observation {
    let provider_key = Some("pi_1".to_owned());
    Observation { provider_key, state, authorized: Minor(authorized), captured: Minor(captured) }
}

/// An observation of this payment: no two have the same key.
fn of(payment: PaymentId, seen: &Observation) -> Observation {
    Observation { provider_key: Some(format!("pi_{payment}")), ..seen.clone() }
}

fn declined() -> Observation {
    seen(Seen::Failed { code: "card_declined".to_owned(), is_final: true }, 0, 0)
}

fn asked() -> Observation {
    seen(Seen::ActionRequired { url: Some("https://bank.example/".to_owned()) }, 0, 0)
}

/// Every order of some things.
fn permutations<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..things.len() {
        let mut rest = things.to_vec();
        let first = rest.remove(at);
        all.extend(permutations(&rest).into_iter().map(|mut rest| {
            rest.insert(0, first.clone());
            rest
        }));
    }
    all
}

/// An order whose payment is told all of it, each thing twice.
async fn told(shop: &TestShop, good: VariantId, observations: &[Observation]) -> (OrderId, Books) {
    let order = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    let payment = books(shop, order).await.payment().id;
    for seen in observations.iter().chain(observations) {
        observe(&shop.shop, payment, &of(payment, seen), "test").await.unwrap().unwrap();
    }
    (order, books(shop, order).await)
}

async fn every_order_of_good_news(shop: &TestShop) {
    let good = open(shop).await;
    let news =
        [seen(Seen::Processing, 0, 0), asked(), seen(Seen::Authorized, TOTAL, 0), seen(Seen::Captured, TOTAL, TOTAL)];
    for (number, news) in (1_001..).zip(permutations(&news)) {
        let (_, after) = told(shop, good, &news).await;
        let payment = after.payment();
        assert_eq!(
            (payment.status, payment.authorized, payment.captured),
            (Status::Captured, Minor(TOTAL), Minor(TOTAL))
        );
        assert_eq!((payment.action_url.as_deref(), payment.reconcile_at), (None, None));
        assert_eq!((after.order.status, after.order.number), (sales_order::Status::Confirmed, Some(number)));
        assert_eq!((after.ledger.len(), after.account("receivable")), (2, -TOTAL));
        assert_eq!((after.told("confirmed"), after.told("payment_captured")), (1, 1));
    }
    is_well(shop).await;
}

async fn every_order_of_bad_news(shop: &TestShop) {
    let good = open(shop).await;
    for news in permutations(&[seen(Seen::Processing, 0, 0), asked(), declined()]) {
        let (_, after) = told(shop, good, &news).await;
        assert_eq!(
            (after.payment().status, after.payment().failure_code.as_deref()),
            (Status::Failed, Some("card_declined"))
        );
        assert_eq!(after.order.status, sales_order::Status::Cancelled);
        assert_eq!((after.ledger.len(), after.told("cancelled")), (0, 1));
    }
    is_well(shop).await;
}

/// Whatever came first: the money is either kept for an order that is sent, or goes back.
async fn money_after_a_refusal(shop: &TestShop) {
    let good = open(shop).await;
    let news = [declined(), seen(Seen::Authorized, TOTAL, 0), seen(Seen::Captured, TOTAL, TOTAL)];
    for news in permutations(&news) {
        let (_, after) = told(shop, good, &news).await;
        assert_eq!((after.payment().status, after.payment().captured), (Status::Captured, Minor(TOTAL)));
        if news[0] == declined() {
            assert_eq!(after.order.status, sales_order::Status::Cancelled);
            assert_eq!(after.payment().refund_pending + after.payment().refunded, Minor(TOTAL));
            assert_eq!(after.refunds.len(), 1, "set aside once");
        } else {
            assert_eq!(after.order.status, sales_order::Status::Confirmed);
            assert!(after.refunds.is_empty());
        }
    }
    is_well(shop).await;
}

async fn twins_are_one(shop: &TestShop) {
    let good = open(shop).await;
    let order = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    let payment = books(shop, order).await.payment().id;
    let captured = of(payment, &seen(Seen::Captured, TOTAL, TOTAL));
    let twins = (0..20).map(|_| observe(&shop.shop, payment, &captured, "test"));
    for outcome in futures::future::join_all(twins).await {
        assert_eq!(outcome.unwrap().unwrap().captured, Minor(TOTAL));
    }
    settle_now(&shop.shop, &Provider::default().gateways(), order).await.unwrap();
    let after = books(shop, order).await;
    assert_eq!((after.ledger.len(), after.told("confirmed"), after.order.number), (2, 1, Some(1_001)));
    is_well(shop).await;
}
