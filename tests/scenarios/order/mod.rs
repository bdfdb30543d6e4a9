//! The life of an order, from its number on.

mod cancelled;
mod captured;
mod crowd;
mod drafts;
mod edited;
mod looking;
mod parcels;
mod refunded;
mod returns;
mod storefront;
mod through_api;

use entity::{
    ids::{LocationId, OrderId, OrderLineId, PaymentId},
    order_event, order_line, payment, refund, sales_order,
};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};
use service::{
    access::Actor,
    order::{
        fulfil::{self, Fulfil, FulfilError},
        lines::Pick,
        tracking::Tracking,
    },
};
use tests::{
    TestShop,
    factory::stock::{Goods, complaints, level},
};

fn staff() -> Actor {
    Actor::named("staff")
}

fn pick(line: OrderLineId, quantity: i32) -> Pick {
    Pick { line, quantity }
}

/// Sends some lines, or all.
async fn send(
    shop: &TestShop,
    order: OrderId,
    location: LocationId,
    lines: Option<Vec<Pick>>,
) -> Result<entity::ids::FulfilmentId, FulfilError> {
    let request = Fulfil { order, location, lines, tracking: Tracking::default(), once: None, actor: staff() };
    fulfil::fulfil(&shop.shop, &request).await
}

/// On hand, reserved, committed: of the first of the goods, at the first location.
async fn counters(shop: &TestShop, goods: &Goods) -> (i64, i64, i64) {
    let level = level(shop, goods.variants[0], goods.locations[0]).await;
    (level.on_hand, level.reserved, level.committed)
}

async fn order(shop: &TestShop, id: OrderId) -> sales_order::Model {
    let db = shop.database.connect().await;
    let order = sales_order::Entity::find_by_id(id).one(&db).await.unwrap().unwrap();
    db.close().await.unwrap();
    order
}

async fn lines(shop: &TestShop, id: OrderId) -> Vec<order_line::Model> {
    let db = shop.database.connect().await;
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(id))
        .order_by_asc(order_line::Column::Position)
        .all(&db)
        .await
        .unwrap();
    db.close().await.unwrap();
    lines
}

async fn payment(shop: &TestShop, id: PaymentId) -> payment::Model {
    let db = shop.database.connect().await;
    let payment = payment::Entity::find_by_id(id).one(&db).await.unwrap().unwrap();
    db.close().await.unwrap();
    payment
}

async fn refunds(shop: &TestShop, id: OrderId) -> Vec<refund::Model> {
    let db = shop.database.connect().await;
    let own = refund::Entity::find().filter(refund::Column::OrderId.eq(id)).order_by_asc(refund::Column::Id);
    let refunds = own.all(&db).await.unwrap();
    db.close().await.unwrap();
    refunds
}

/// What the timeline tells, by its words.
async fn story(shop: &TestShop, id: OrderId) -> Vec<String> {
    let db = shop.database.connect().await;
    let own = order_event::Entity::find().filter(order_event::Column::OrderId.eq(id));
    let rows = own.order_by_asc(order_event::Column::Id).all(&db).await.unwrap();
    db.close().await.unwrap();
    rows.into_iter().map(|row| row.kind).collect()
}

/// What must be true of all orders at every moment: each of these finds nothing.
const WRONG: [(&str, &str); 7] = [
    (
        "what is committed is what orders are to send",
        "SELECT s.variant_id FROM stock_level s WHERE s.committed <> COALESCE((SELECT SUM(a.quantity - a.fulfilled - \
         a.released) FROM order_allocation a JOIN order_line l ON l.id = a.order_line_id \
         WHERE l.variant_id = s.variant_id AND a.location_id = s.location_id), 0)",
    ),
    (
        "units are refunded by refunds",
        "SELECT l.id FROM order_line l WHERE l.refunded <> COALESCE((SELECT SUM(r.quantity) FROM refund_line r \
         WHERE r.order_line_id = l.id), 0)",
    ),
    (
        "what is set aside or given back are refunds' ways",
        "SELECT p.id FROM payment p WHERE p.refunded + p.refund_pending <> COALESCE((SELECT SUM(t.amount) \
         FROM refund_transaction t WHERE t.payment_id = p.id AND t.status <> 'failed'), 0)",
    ),
    (
        "refunds are the sum of their ways",
        "SELECT r.id FROM refund r WHERE r.amount <> COALESCE((SELECT SUM(t.amount) FROM refund_transaction t \
         WHERE t.refund_id = r.id), 0)",
    ),
    (
        "units are sent in parcels",
        "SELECT l.id FROM order_line l WHERE l.fulfilled <> COALESCE((SELECT SUM(f.quantity) FROM fulfilment_line f \
         WHERE f.order_line_id = l.id), 0)",
    ),
    (
        "units come back by returns",
        "SELECT l.id FROM order_line l WHERE l.returned <> COALESCE((SELECT SUM(r.received) FROM order_return_line r \
         WHERE r.order_line_id = l.id), 0)",
    ),
    (
        "open orders cost what is left in them",
        "SELECT o.id FROM sales_order o WHERE o.status IN ('confirmed', 'processing', 'shipped', 'delivered') \
         AND o.current_subtotal <> (SELECT SUM(l.unit_price * (l.quantity - l.removed)) FROM order_line l \
         WHERE l.order_id = o.id)",
    ),
];

/// Nothing is wrong anywhere.
async fn sound(shop: &TestShop) {
    let db = shop.database.connect().await;
    for (what, sql) in WRONG {
        let found = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        assert_eq!(found.len(), 0, "{what}");
    }
    db.close().await.unwrap();
    assert_eq!(complaints(shop).await, [""; 0]);
}
