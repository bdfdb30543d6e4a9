//! An order that is called off.
use entity::{
    ids::OrderId,
    product,
    sales_order::{CancelReason, Status},
    variant::InventoryPolicy,
};
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use service::{
    catalogue::best_selling,
    order::{
        cancel::{self, Cancel, CancelError},
        transition::NotOpen,
    },
};
use tests::{
    TestShop,
    factory::{
        order::{Ordered, OrderedLine, Paid, order as place, order_of},
        stock::goods,
    },
    on_both_databases,
};

use super::{counters, lines, order, payment, send, sound, staff, story};

on_both_databases!(
    what_was_sold_is_counted,
    everything_goes_back,
    goods_are_written_off,
    money_is_kept,
    what_is_held_is_let_go,
    what_is_refused,
);

fn request(order: OrderId) -> Cancel {
    Cancel {
        order,
        version: None,
        reason: CancelReason::Customer,
        is_restocked: true,
        is_refunded: true,
        note: Some("changed their mind".to_owned()),
        once: None,
        actor: staff(),
    }
}

async fn what_was_sold_is_counted(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let sold = async || {
        let db = shop.database.connect().await;
        let products = product::Entity::find().all(&db).await.unwrap();
        db.close().await.unwrap();
        products.iter().map(|product| product.units_sold).sum::<i64>()
    };
    let first = place(shop, &goods, &[3]).await;
    place(shop, &goods, &[2]).await;
    assert_eq!((best_selling::count(&shop.shop).await.unwrap(), sold().await), (1, 5));
    cancel::cancel(&shop.shop, &request(first.id)).await.unwrap();
    assert_eq!((best_selling::count(&shop.shop).await.unwrap(), sold().await), (1, 2));
    assert_eq!(best_selling::count(&shop.shop).await.unwrap(), 0, "nothing changed since");
}

async fn everything_goes_back(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    assert_eq!(counters(shop, &goods).await, (10, 0, 3));
    cancel::cancel(&shop.shop, &request(placed.id)).await.unwrap();
    assert_eq!(counters(shop, &goods).await, (10, 0, 0));
    let after = order(shop, placed.id).await;
    assert_eq!((after.status, after.cancel_reason), (Status::Cancelled, Some(CancelReason::Customer)));
    assert_eq!(after.cancelled_at, Some(shop.shop.now()));
    assert_eq!(payment(shop, placed.payment).await.refund_pending.0, placed.total);
    assert_eq!(lines(shop, placed.id).await[0].removed, 3);
    assert_eq!(story(shop, placed.id).await, ["note", "refund_begun", "cancelled"]);
    let again = cancel::cancel(&shop.shop, &request(placed.id)).await;
    assert!(matches!(again, Err(CancelError::Order(NotOpen::WrongStatus(Status::Cancelled)))), "{again:?}");
    sound(shop).await;
}

/// What cannot be sold again leaves the shelf; what was never there does not.
async fn goods_are_written_off(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Continue, &[2]).await;
    let placed = place(shop, &goods, &[3]).await;
    assert_eq!(counters(shop, &goods).await, (2, 0, 3));
    cancel::cancel(&shop.shop, &Cancel { is_restocked: false, ..request(placed.id) }).await.unwrap();
    assert_eq!(counters(shop, &goods).await, (0, 0, 0));
    sound(shop).await;
}

async fn money_is_kept(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    cancel::cancel(&shop.shop, &Cancel { is_refunded: false, note: None, ..request(placed.id) }).await.unwrap();
    assert_eq!(payment(shop, placed.payment).await.refund_pending.0, 0);
    assert_eq!(counters(shop, &goods).await, (10, 0, 0));
    assert_eq!(story(shop, placed.id).await, ["cancelled"]);
    sound(shop).await;
}

async fn what_is_held_is_let_go(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let lines = vec![OrderedLine { of: 0, quantity: 1, price: 1_000, discount: 0 }];
    let placed = order_of(shop, &goods, Ordered { lines, paid: Paid::Authorized, ..Ordered::default() }).await;
    cancel::cancel(&shop.shop, &request(placed.id)).await.unwrap();
    let after = payment(shop, placed.payment).await;
    assert_eq!((after.refund_pending.0, after.reconcile_at), (0, Some(shop.shop.now())), "somebody asks at once");
    sound(shop).await;
}

async fn what_is_refused(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    let unknown = cancel::cancel(&shop.shop, &request(OrderId(uuid::Uuid::nil()))).await;
    assert!(matches!(unknown, Err(CancelError::Order(NotOpen::Unknown))), "{unknown:?}");
    let stale = cancel::cancel(&shop.shop, &Cancel { version: Some(7), ..request(placed.id) }).await;
    assert!(matches!(stale, Err(CancelError::Order(NotOpen::Stale))), "{stale:?}");
    let long = Some("x".repeat(cancel::NOTE_CHARS_MAX + 1));
    let long = cancel::cancel(&shop.shop, &Cancel { note: long, ..request(placed.id) }).await;
    assert!(matches!(long, Err(CancelError::NoteTooLong)), "{long:?}");
    let one = vec![super::pick(placed.lines[0], 1)];
    send(shop, placed.id, goods.locations[0], Some(one)).await.unwrap();
    let sent = cancel::cancel(&shop.shop, &request(placed.id)).await;
    assert!(matches!(sent, Err(CancelError::SomethingSent)), "{sent:?}");
    assert_eq!(counters(shop, &goods).await, (9, 0, 2), "nothing was written");
    sound(shop).await;
}
