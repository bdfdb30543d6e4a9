//! Money, when providers and buyers behave and when they do not.

mod converge;
mod crowd;
mod late;
mod provider;
mod refunds;
mod sources;
mod stripe;
mod webhook;

use std::time::Duration;

use entity::{
    ids::{OrderId, VariantId},
    ledger_entry, order_event,
    payment::{self, Gateway},
    payment_event, refund_transaction, sales_order,
};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use service::{
    cart::view::CartView,
    checkout::place::{PlaceOrder, Wish, place},
    payment::gateway::{Gateways, http, manual::Manual, signature::SigningSecret, test::TestGateway},
    shop::Shop,
};
use tests::{
    TestShop,
    factory::{
        cart::goods,
        checkout::{by_hand, ready},
        rules::ship_to,
        stock::complaints,
    },
};

/// What every order here comes to: 10.00, and 4.90 for sending it.
const TOTAL: i64 = 1_490;
/// The test gateway's in these tests.
const SECRET: &str = "whsec_of_the_test_gateway";

/// The test gateway, and payment by hand.
fn gateways() -> Gateways {
    let http = http::client().unwrap();
    // Nobody listens there: what it has to say unasked is lost.
    let test = TestGateway::new("http://127.0.0.1:9", SigningSecret::new(SECRET), http);
    Gateways::new(vec![Box::new(Manual), Box::new(test)], Duration::from_secs(10))
}

/// A shop that sells one thing.
async fn open(shop: &TestShop) -> VariantId {
    let goods = goods(shop, 1, 1_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    goods[0]
}

/// How an order is to be paid.
fn wish(cart: &CartView, gateway: Gateway, source: &str, is_captured_at_once: bool) -> PlaceOrder {
    let payment = Some(Wish { gateway, source: Some(source.to_owned()) });
    PlaceOrder { payment, is_captured_at_once, ..by_hand(cart) }
}

/// Places an order that is to be paid at once. Nobody is asked for money yet.
async fn placed(shop: &Shop, good: VariantId, gateway: Gateway, source: &str) -> OrderId {
    let cart = ready(shop, good, 1, "ada@shop.example").await;
    place(shop, &wish(&cart, gateway, source, true)).await.unwrap().order
}

/// The same, to be captured later.
async fn placed_to_capture(shop: &Shop, good: VariantId, gateway: Gateway, source: &str) -> OrderId {
    let cart = ready(shop, good, 1, "ada@shop.example").await;
    place(shop, &wish(&cart, gateway, source, false)).await.unwrap().order
}

/// What is written down of one order.
struct Books {
    order: sales_order::Model,
    payments: Vec<payment::Model>,
    refunds: Vec<refund_transaction::Model>,
    events: Vec<payment_event::Model>,
    ledger: Vec<ledger_entry::Model>,
    timeline: Vec<String>,
}

impl Books {
    /// The only payment.
    fn payment(&self) -> &payment::Model {
        assert_eq!(self.payments.len(), 1, "one payment");
        &self.payments[0]
    }

    fn count(&self, kind: payment_event::Kind) -> usize {
        self.events.iter().filter(|event| event.kind == kind).count()
    }

    fn told(&self, kind: &str) -> usize {
        self.timeline.iter().filter(|told| *told == kind).count()
    }

    /// What an account comes to.
    fn account(&self, account: &str) -> i64 {
        self.ledger.iter().filter(|entry| entry.account == account).map(|entry| entry.amount.0).sum()
    }
}

async fn books(shop: &TestShop, order: OrderId) -> Books {
    let db = shop.database.connect().await;
    let books = read_books(&db, order).await;
    db.close().await.unwrap();
    books
}

async fn read_books(db: &DatabaseConnection, order: OrderId) -> Books {
    let found = sales_order::Entity::find_by_id(order).one(db).await.unwrap().unwrap();
    let payments = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order))
        .order_by_asc(payment::Column::Id)
        .all(db)
        .await
        .unwrap();
    let ids: Vec<_> = payments.iter().map(|payment| payment.id).collect();
    let refunds = refund_transaction::Entity::find()
        .filter(refund_transaction::Column::PaymentId.is_in(ids.clone()))
        .order_by_asc(refund_transaction::Column::Id)
        .all(db)
        .await
        .unwrap();
    let events = payment_event::Entity::find()
        .filter(payment_event::Column::PaymentId.is_in(ids))
        .order_by_asc(payment_event::Column::Id)
        .all(db)
        .await
        .unwrap();
    let ledger = ledger_entry::Entity::find().filter(ledger_entry::Column::OrderId.eq(order)).all(db).await.unwrap();
    let timeline = order_event::Entity::find()
        .filter(order_event::Column::OrderId.eq(order))
        .order_by_asc(order_event::Column::Id)
        .all(db)
        .await
        .unwrap();
    let timeline = timeline.into_iter().map(|event| event.kind).collect();
    Books { order: found, payments, refunds, events, ledger, timeline }
}

/// Every account balances, and the doctor has nothing to say.
async fn is_well(shop: &TestShop) {
    let db = shop.database.connect().await;
    let entries = ledger_entry::Entity::find().all(&db).await.unwrap();
    db.close().await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.amount.0).sum::<i64>(), 0, "the trial balance");
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}
