//! Goods that come back.
use entity::{
    ids::{OrderId, OrderReturnId},
    money::Minor,
    order_return::{self, Status},
    sales_order,
    variant::InventoryPolicy,
};
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use service::order::{
    lines::{LineError, Pick},
    returns::{self, Arrived, Decide, ReceiveReturn, RefundReturn, RequestReturn, ReturnError},
    status::{self, FulfilmentStatus},
    transition::NotOpen,
};
use tests::{
    TestShop,
    factory::{
        order::order as place,
        stock::{add_location, goods, level},
    },
    on_both_databases,
};
use uuid::Uuid;

use super::{counters, lines, order, pick, refunds, send, sound, staff, story};

on_both_databases!(back_on_the_shelf_and_paid_back, in_parts_and_elsewhere, what_is_decided, what_is_refused);

async fn ask(shop: &TestShop, order: OrderId, lines: Vec<Pick>) -> Result<OrderReturnId, ReturnError> {
    let request = RequestReturn {
        order,
        lines,
        reason: "too small".to_owned(),
        note: String::new(),
        is_approved: false,
        actor: staff(),
    };
    returns::request(&shop.shop, &request).await
}

fn decide(order_return: OrderReturnId) -> Decide {
    Decide { order_return, version: None, actor: staff() }
}

fn receive(order_return: OrderReturnId, lines: Vec<Arrived>) -> ReceiveReturn {
    ReceiveReturn { order_return, version: None, lines, actor: staff() }
}

fn pay_back(order_return: OrderReturnId, shipping: i64) -> RefundReturn {
    RefundReturn {
        order_return,
        version: None,
        shipping: Minor(shipping),
        reason: String::new(),
        once: None,
        actor: staff(),
    }
}

async fn row(shop: &TestShop, id: OrderReturnId) -> order_return::Model {
    let db = shop.database.connect().await;
    let row = order_return::Entity::find_by_id(id).one(&db).await.unwrap().unwrap();
    db.close().await.unwrap();
    row
}

async fn back_on_the_shelf_and_paid_back(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    let (line, here) = (placed.lines[0], goods.locations[0]);
    send(shop, placed.id, here, None).await.unwrap();
    let id = ask(shop, placed.id, vec![pick(line, 2)]).await.unwrap();
    returns::approve(&shop.shop, &decide(id)).await.unwrap();
    let arrived = Arrived { line, quantity: 2, restock_at: Some(here) };
    returns::receive(&shop.shop, &receive(id, vec![arrived])).await.unwrap();
    assert_eq!(counters(shop, &goods).await, (9, 0, 0));
    assert_eq!(lines(shop, placed.id).await[0].returned, 2);
    let refund = returns::refund(&shop.shop, &pay_back(id, 100)).await.unwrap();
    let rows = refunds(shop, placed.id).await;
    assert_eq!((rows[0].id, rows[0].amount.0, rows[0].order_return_id), (refund, 2_100, Some(id)));
    assert_eq!(row(shop, id).await.status, Status::Refunded);
    let again = returns::refund(&shop.shop, &pay_back(id, 0)).await;
    assert!(matches!(again, Err(ReturnError::WrongStatus(Status::Refunded))), "{again:?}");
    let story = story(shop, placed.id).await;
    assert_eq!(
        story,
        ["fulfilled", "return_changed", "return_changed", "return_changed", "return_changed", "refund_begun"]
    );
    // The last unit, which nobody can sell again.
    let id = ask(shop, placed.id, vec![pick(line, 1)]).await.unwrap();
    returns::approve(&shop.shop, &decide(id)).await.unwrap();
    returns::receive(&shop.shop, &receive(id, vec![Arrived { line, quantity: 1, restock_at: None }])).await.unwrap();
    assert_eq!(counters(shop, &goods).await, (9, 0, 0));
    assert_eq!(status::of_lines(&lines(shop, placed.id).await), FulfilmentStatus::Returned);
    returns::refund(&shop.shop, &pay_back(id, 400)).await.unwrap();
    assert_eq!(order(shop, placed.id).await.status, sales_order::Status::Refunded, "that was everything");
    sound(shop).await;
}

async fn in_parts_and_elsewhere(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[4]).await;
    let (line, here) = (placed.lines[0], goods.locations[0]);
    // Where the variant never was.
    let depot = add_location(shop, "depot").await;
    send(shop, placed.id, here, None).await.unwrap();
    let id = ask(shop, placed.id, vec![pick(line, 3)]).await.unwrap();
    returns::approve(&shop.shop, &decide(id)).await.unwrap();
    let arrived = |quantity, restock_at| vec![Arrived { line, quantity, restock_at }];
    returns::receive(&shop.shop, &receive(id, arrived(1, Some(depot)))).await.unwrap();
    let elsewhere = returns::receive(&shop.shop, &receive(id, arrived(1, Some(here)))).await;
    assert!(matches!(elsewhere, Err(ReturnError::OtherLocation { line: 0 })), "{elsewhere:?}");
    let version = Some(row(shop, id).await.version);
    returns::receive(&shop.shop, &ReceiveReturn { version, ..receive(id, arrived(1, Some(depot))) }).await.unwrap();
    let twice = returns::receive(&shop.shop, &ReceiveReturn { version, ..receive(id, arrived(1, Some(depot))) }).await;
    assert!(matches!(twice, Err(ReturnError::Stale)), "{twice:?}");
    let more = returns::receive(&shop.shop, &receive(id, arrived(2, None))).await;
    assert!(matches!(more, Err(ReturnError::Line(LineError::TooFew { line: 0, left: 1 }))), "{more:?}");
    assert_eq!(level(shop, goods.variants[0], depot).await.on_hand, 2);
    // Only what arrived is paid back.
    returns::refund(&shop.shop, &pay_back(id, 0)).await.unwrap();
    assert_eq!(refunds(shop, placed.id).await[0].amount.0, 2_000);
    sound(shop).await;
}

async fn what_is_decided(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[2]).await;
    let line = placed.lines[0];
    send(shop, placed.id, goods.locations[0], None).await.unwrap();
    let declined = ask(shop, placed.id, vec![pick(line, 2)]).await.unwrap();
    returns::decline(&shop.shop, &decide(declined)).await.unwrap();
    for again in [
        returns::approve(&shop.shop, &decide(declined)).await,
        returns::decline(&shop.shop, &decide(declined)).await,
        returns::cancel(&shop.shop, &decide(declined)).await,
    ] {
        assert!(matches!(again, Err(ReturnError::WrongStatus(Status::Declined))), "{again:?}");
    }
    // What was declined, or called off, can be asked for again.
    let called_off = ask(shop, placed.id, vec![pick(line, 2)]).await.unwrap();
    returns::approve(&shop.shop, &decide(called_off)).await.unwrap();
    returns::cancel(&shop.shop, &decide(called_off)).await.unwrap();
    ask(shop, placed.id, vec![pick(line, 2)]).await.unwrap();
    sound(shop).await;
}

async fn what_is_refused(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    let (line, here) = (placed.lines[0], goods.locations[0]);
    let early = ask(shop, placed.id, vec![pick(line, 1)]).await;
    assert!(matches!(early, Err(ReturnError::Order(NotOpen::WrongStatus(_)))), "{early:?}");
    send(shop, placed.id, here, Some(vec![pick(line, 2)])).await.unwrap();
    let unsent = ask(shop, placed.id, vec![pick(line, 3)]).await;
    assert!(matches!(unsent, Err(ReturnError::Line(LineError::TooFew { line: 0, left: 2 }))), "{unsent:?}");
    let id = ask(shop, placed.id, vec![pick(line, 1)]).await.unwrap();
    let both = ask(shop, placed.id, vec![pick(line, 2)]).await;
    assert!(matches!(both, Err(ReturnError::Line(LineError::TooFew { line: 0, left: 1 }))), "{both:?}");
    let arrived = vec![Arrived { line, quantity: 1, restock_at: Some(here) }];
    let undecided = returns::receive(&shop.shop, &receive(id, arrived.clone())).await;
    assert!(matches!(undecided, Err(ReturnError::WrongStatus(Status::Requested))), "{undecided:?}");
    let unpaid = returns::refund(&shop.shop, &pay_back(id, 0)).await;
    assert!(matches!(unpaid, Err(ReturnError::WrongStatus(Status::Requested))), "{unpaid:?}");
    let stale = returns::approve(&shop.shop, &Decide { version: Some(9), ..decide(id) }).await;
    assert!(matches!(stale, Err(ReturnError::Stale)), "{stale:?}");
    returns::approve(&shop.shop, &decide(id)).await.unwrap();
    let nowhere = vec![Arrived { restock_at: Some(entity::ids::LocationId(Uuid::nil())), ..arrived[0] }];
    let nowhere = returns::receive(&shop.shop, &receive(id, nowhere)).await;
    assert!(matches!(nowhere, Err(ReturnError::UnknownLocation { line: 0 })), "{nowhere:?}");
    let unknown = returns::approve(&shop.shop, &decide(OrderReturnId(Uuid::nil()))).await;
    assert!(matches!(unknown, Err(ReturnError::Unknown)), "{unknown:?}");
    assert_eq!(counters(shop, &goods).await, (8, 0, 1), "nothing was written");
    sound(shop).await;
}
