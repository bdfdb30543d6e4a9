//! What providers tell of their own accord: signed, taken once, and believed only as far as a look goes.
use std::time::{Duration, Instant};

use api::config::{GatewayName, PaymentOptions, ServeOptions, StripeSecrets};
use entity::{
    money::Minor,
    payment::{self, Gateway, Status},
    provider_event, sales_order,
};
use pretty_assertions::assert_eq;
use reqwest::StatusCode;
use sea_orm::EntityTrait;
use serde_json::json;
use service::{
    payment::{
        gateway::{
            WebhookError,
            signature::{SigningSecret, TOLERANCE, sign},
            stripe::StripeKey,
            test::{event, key},
        },
        reconcile::{self, Reconciled},
        settle::settle,
        webhook::{Receipt, Receive, ReceiveError, Waiting, apply, receive},
    },
    shop::clock::{Clock, SystemClock},
};
use tests::{TestShop, client::Client, factory::checkout::ready, on_both_databases};

use super::{SECRET, TOTAL, books, gateways, is_well, open, placed};

on_both_databases!(
    only_what_is_signed_is_taken,
    a_delivery_is_taken_once,
    a_delivery_that_was_not_applied_is_applied_later,
    a_delivery_may_overtake_the_answer,
    stripe_is_let_in_over_http,
    a_provider_that_says_it_twice,
    a_buyer_confirms_on_the_page,
);

async fn events(shop: &TestShop) -> Vec<provider_event::Model> {
    let db = shop.database.connect().await;
    let events = provider_event::Entity::find().all(&db).await.unwrap();
    db.close().await.unwrap();
    events
}

/// A payment that the test gateway is working on.
async fn late(shop: &TestShop) -> payment::Model {
    let good = open(shop).await;
    let order = placed(&shop.shop, good, Gateway::Test, "tok_late").await;
    settle(&shop.shop, &gateways(), order).await.unwrap();
    books(shop, order).await.payment().clone()
}

fn signed(shop: &TestShop, body: &str) -> String {
    sign(&SigningSecret::new(SECRET), body.as_bytes(), shop.shop.now())
}

async fn deliver(shop: &TestShop, signature: Option<&str>, body: &str) -> Result<Receipt, ReceiveError> {
    let request = Receive { gateway: Gateway::Test, signature, body: body.as_bytes() };
    receive(&shop.shop, &gateways(), &request).await
}

async fn only_what_is_signed_is_taken(shop: &TestShop) {
    let payment = late(shop).await;
    let body = event(payment.id);
    let good = signed(shop, &body);
    let forged = sign(&SigningSecret::new("whsec_of_somebody_else"), body.as_bytes(), shop.shop.now());
    let changed = body.replace("payment.updated", "payment.deleted");
    let nonsense = "not json";
    let nonsense_signed = signed(shop, nonsense);
    let cases = [
        (None, body.as_str(), WebhookError::Unsigned),
        (Some("nonsense"), &body, WebhookError::Unsigned),
        (Some(forged.as_str()), &body, WebhookError::BadSignature),
        (Some(&good), &changed, WebhookError::BadSignature),
        (Some(&nonsense_signed), nonsense, WebhookError::Unreadable),
    ];
    for (signature, body, expected) in cases {
        let refused = deliver(shop, signature, body).await.unwrap_err();
        assert!(matches!(refused, ReceiveError::Webhook(error) if error == expected), "{expected}: {refused:?}");
    }
    shop.clock.advance(TOLERANCE + chrono::Duration::seconds(1));
    let old = deliver(shop, Some(&good), &body).await.unwrap_err();
    assert!(matches!(old, ReceiveError::Webhook(WebhookError::TooOld)), "{old:?}");
    assert!(events(shop).await.is_empty(), "nothing of it is kept");
    assert_eq!(books(shop, payment.order_id).await.payment(), &payment);
}

async fn a_delivery_is_taken_once(shop: &TestShop) {
    let payment = late(shop).await;
    let body = event(payment.id);
    let signature = signed(shop, &body);
    let outcomes = futures::future::join_all((0..10).map(|_| deliver(shop, Some(&signature), &body))).await;
    let outcomes: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    let fresh: Vec<_> = outcomes
        .iter()
        .filter_map(|receipt| if let Receipt::New(waiting) = receipt { Some(*waiting) } else { None })
        .collect();
    assert_eq!(fresh.len(), 1);
    assert_eq!(outcomes.iter().filter(|receipt| **receipt == Receipt::Repeated).count(), 9);
    let [waiting] = fresh.try_into().unwrap();
    assert_eq!(waiting.payment, Some(payment.id));
    let gateways = &gateways();
    let applied = futures::future::join_all((0..5).map(|_| apply(&shop.shop, gateways, waiting))).await;
    assert!(applied.into_iter().all(|applied| applied.unwrap()));
    let after = books(shop, payment.order_id).await;
    assert_eq!((after.payment().status, after.payment().captured), (Status::Captured, Minor(TOTAL)));
    assert_eq!((after.order.status, after.ledger.len()), (sales_order::Status::Confirmed, 2));
    let [event] = events(shop).await.try_into().unwrap();
    assert_eq!((event.applied_at, event.provider_key), (Some(shop.shop.now()), Some(key(payment.id))));
    is_well(shop).await;
}

async fn a_delivery_that_was_not_applied_is_applied_later(shop: &TestShop) {
    let payment = late(shop).await;
    let body = event(payment.id);
    deliver(shop, Some(&signed(shop, &body)), &body).await.unwrap();
    // The server went down after it had said thank you.
    reconcile::round(&shop.shop, &gateways(), &Reconciled::default()).await.unwrap();
    assert_eq!(books(shop, payment.order_id).await.order.status, sales_order::Status::Confirmed);
    assert!(events(shop).await[0].applied_at.is_some());
    is_well(shop).await;
}

async fn a_delivery_may_overtake_the_answer(shop: &TestShop) {
    let good = open(shop).await;
    let order = placed(&shop.shop, good, Gateway::Test, "tok_visa").await;
    let payment = books(shop, order).await.payment().clone();
    assert_eq!(payment.provider_key, None);
    let body = event(payment.id);
    let receipt = deliver(shop, Some(&signed(shop, &body)), &body).await.unwrap();
    let Receipt::New(waiting) = receipt else { panic!("{receipt:?}") };
    assert!(apply(&shop.shop, &gateways(), waiting).await.unwrap());
    settle(&shop.shop, &gateways(), order).await.unwrap();
    let after = books(shop, order).await;
    assert_eq!((after.payment().captured, after.ledger.len()), (Minor(TOTAL), 2));

    // What is nobody's waits a day, and is put away.
    let stranger = json!({ "id": "evt_x", "type": "payment.updated", "payment": "test_of_another_shop" }).to_string();
    let receipt = deliver(shop, Some(&signed(shop, &stranger)), &stranger).await.unwrap();
    let Receipt::New(waiting) = receipt else { panic!("{receipt:?}") };
    assert!(!apply(&shop.shop, &gateways(), Waiting { payment: None, ..waiting }).await.unwrap());
    shop.clock.advance(chrono::Duration::hours(25));
    assert!(apply(&shop.shop, &gateways(), waiting).await.unwrap());
    assert!(events(shop).await.iter().all(|event| event.applied_at.is_some()));
    is_well(shop).await;
}

async fn stripe_is_let_in_over_http(shop: &TestShop) {
    open(shop).await;
    let secret = SigningSecret::new("whsec_stripe");
    let payment = PaymentOptions {
        gateways: vec![GatewayName::Stripe],
        stripe_api_url: Some("http://127.0.0.1:9".parse().unwrap()),
        stripe: StripeSecrets { key: Some(StripeKey::new("sk_test_1")), webhook_secret: Some(secret.clone()) },
        ..PaymentOptions::default()
    };
    let server = shop.serve(ServeOptions { payment, ..ServeOptions::default() }).await;
    let client = Client::new(&server.url());
    let send = async |path: &str, signature: Option<String>, body: String| {
        let mut request = client.post(path).body(body);
        if let Some(signature) = signature {
            request = request.header("stripe-signature", signature);
        }
        request.send().await.unwrap().status()
    };
    let path = "/webhooks/payment/stripe";
    let object = json!({ "object": "payment_intent", "id": "pi_1", "metadata": {} });
    let body = json!({ "id": "evt_1", "type": "payment_intent.succeeded", "data": { "object": object } }).to_string();
    let sign = |body: &str| Some(sign(&secret, body.as_bytes(), shop.shop.now()));
    assert_eq!(send(path, None, body.clone()).await, StatusCode::BAD_REQUEST);
    assert_eq!(send(path, sign("other"), body.clone()).await, StatusCode::BAD_REQUEST);
    assert_eq!(send("/webhooks/payment/test", sign(&body), body.clone()).await, StatusCode::NOT_FOUND);
    assert_eq!(send("/webhooks/payment/paypal", sign(&body), body.clone()).await, StatusCode::NOT_FOUND);
    let huge = "x".repeat(300_000);
    assert_eq!(send(path, sign(&huge), huge).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(events(shop).await.is_empty());
    for _ in 0..3 {
        assert_eq!(send(path, sign(&body), body.clone()).await, StatusCode::OK);
    }
    let other = json!({ "id": "evt_2", "type": "customer.created", "data": { "object": { "object": "customer" } } });
    assert_eq!(send(path, sign(&other.to_string()), other.to_string()).await, StatusCode::OK);
    let [event] = events(shop).await.try_into().unwrap();
    assert_eq!((event.event_id.as_str(), event.kind.as_str()), ("evt_1", "payment_intent.succeeded"));
    server.stop().await;
}

/// Deliveries are signed with the time of the day, so that has to be the shop's.
fn now_is_now(shop: &TestShop) {
    shop.clock.advance(SystemClock.now() - shop.shop.now());
}

const COMPLETE: &str = "mutation($input: CartCompleteInput!) { cartComplete(input: $input) { \
    errors { code message } attempt { __typename } } }";

/// Orders over the wire, as a storefront does: the order's books.
async fn complete(shop: &TestShop, client: &Client, source: &str) -> super::Books {
    let good = open(shop).await;
    let cart = ready(&shop.shop, good, 1, "ada@shop.example").await;
    let secret = cart.key.secret.as_ref().unwrap().reveal();
    let input = json!({
        "cartId": format!("gid://shopify/Cart/{}?key={secret}", cart.cart.id),
        "amount": { "amount": "14.90", "currencyCode": "EUR" }, "gateway": "TEST", "source": source,
    });
    let data = client.query(COMPLETE, json!({ "input": input })).await;
    assert_eq!(data["cartComplete"]["errors"], json!([]), "{data:#}");
    let db = shop.database.connect().await;
    let [order] = sales_order::Entity::find().all(&db).await.unwrap().try_into().unwrap();
    db.close().await.unwrap();
    books(shop, order.id).await
}

async fn a_provider_that_says_it_twice(shop: &TestShop) {
    now_is_now(shop);
    tests::factory::catalogue::ground(shop).await;
    let client = shop.client().await;
    let waiting = complete(shop, &client, "tok_twice").await;
    assert_eq!(waiting.order.status, sales_order::Status::Pending);
    let began = Instant::now();
    loop {
        let applied = events(shop).await.iter().filter(|event| event.applied_at.is_some()).count();
        let after = books(shop, waiting.order.id).await;
        if applied == 1 && after.order.status == sales_order::Status::Confirmed {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{applied} deliveries, {:?}", after.order.status);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // The second comes a moment later.
    tokio::time::sleep(Duration::from_millis(600)).await;
    let after = books(shop, waiting.order.id).await;
    assert_eq!((events(shop).await.len(), after.ledger.len(), after.told("confirmed")), (1, 2, 1));
    is_well(shop).await;
}

async fn a_buyer_confirms_on_the_page(shop: &TestShop) {
    tests::factory::catalogue::ground(shop).await;
    let client = shop.client().await;
    let waiting = complete(shop, &client, "tok_3ds").await;
    let url = waiting.payment().action_url.clone().unwrap();
    let path = &url[url.find("/checkout").unwrap()..];
    assert!(url.starts_with(&shop.server().await.url()), "{url}");
    let page = Client::answer(client.get(path)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.as_str().unwrap().contains("14.90 EUR"), "{:#}", page.body);
    let form = |decision: &str| {
        let request = client.post(path).header("content-type", "application/x-www-form-urlencoded");
        Client::answer(request.body(format!("decision={decision}")))
    };
    assert_eq!(form("perhaps").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(books(shop, waiting.order.id).await.payment().status, Status::ActionRequired);
    assert_eq!(form("approve").await.status, StatusCode::OK);
    assert_eq!(form("decline").await.status, StatusCode::NOT_FOUND, "decided once");
    let after = books(shop, waiting.order.id).await;
    assert_eq!((after.order.status, after.payment().captured), (sales_order::Status::Confirmed, Minor(TOTAL)));
    let back = Client::answer(client.get(&format!("/checkout/payment/{}", waiting.payment().id))).await;
    assert!(back.body.as_str().unwrap().contains("Thank you"), "{:#}", back.body);
    assert_eq!(Client::answer(client.get("/checkout/payment/nobody")).await.status, StatusCode::NOT_FOUND);
    is_well(shop).await;
}
