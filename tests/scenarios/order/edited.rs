//! What is ordered changes.
use entity::{money::Minor, sales_order::Status, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use service::{
    inventory::Shortage,
    order::{
        capture::{self, Capture},
        edit::{self, Add, Edit, EditError},
        lines::{LineError, Pick},
        price::PriceError,
        refund::{self, Refund},
        transition::NotOpen,
    },
};
use tests::{
    TestShop,
    factory::{
        order::{Ordered, OrderedLine, Paid, Placed, order as place, order_of},
        stock::{goods, level},
    },
    on_both_databases,
};
use uuid::Uuid;

use super::{counters, lines, order, payment, pick, refunds, send, sound, staff, story};

on_both_databases!(units_are_taken_out, something_is_put_in, both_at_once, what_is_only_held, what_is_refused,);

fn request(placed: &Placed, add: Vec<Add>, set: Vec<Pick>) -> Edit {
    Edit { order: placed.id, version: None, add, set, once: None, actor: staff() }
}

async fn units_are_taken_out(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let lines_of = vec![OrderedLine { of: 0, quantity: 3, price: 1_000, discount: 100 }];
    let placed = order_of(shop, &goods, Ordered { lines: lines_of, ..Ordered::default() }).await;
    assert_eq!(placed.total, 3_400);
    edit::edit(&shop.shop, &request(&placed, Vec::new(), vec![pick(placed.lines[0], 1)])).await.unwrap();
    let after = order(shop, placed.id).await;
    // The discount's odd cent stays with the first unit.
    assert_eq!((after.current_subtotal.0, after.current_discount_total.0), (1_000, 34));
    assert_eq!((after.current_total.0, after.total.0), (1_466, 3_400));
    assert_eq!(after.edited_at, Some(shop.shop.now()));
    assert_eq!(counters(shop, &goods).await, (10, 0, 1));
    let rows = refunds(shop, placed.id).await;
    assert_eq!((rows[0].amount.0, rows[0].is_correction), (1_934, true));
    assert_eq!(payment(shop, placed.payment).await.refund_pending.0, 1_934);
    assert_eq!(story(shop, placed.id).await, ["edited", "refund_begun"]);
    // Its money is back already: only the unit that is left can be refunded.
    let two = Refund {
        order: placed.id,
        version: None,
        lines: vec![pick(placed.lines[0], 2)],
        shipping: Minor::ZERO,
        amount: Minor::ZERO,
        reason: String::new(),
        once: None,
        actor: staff(),
    };
    assert!(refund::refund(&shop.shop, &two).await.is_err());
    refund::refund(&shop.shop, &Refund { lines: vec![pick(placed.lines[0], 1)], ..two }).await.unwrap();
    assert_eq!(refunds(shop, placed.id).await[1].amount.0, 966);
    sound(shop).await;
}

async fn something_is_put_in(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[1]).await;
    let add = Add { variant: goods.variants[1], quantity: 2 };
    edit::edit(&shop.shop, &request(&placed, vec![add], Vec::new())).await.unwrap();
    let all = lines(shop, placed.id).await;
    assert_eq!((all.len(), all[1].is_added, all[1].quantity, all[1].subtotal.0), (2, true, 2, 2_000));
    let after = order(shop, placed.id).await;
    assert_eq!((after.current_total.0, after.total.0), (3_500, 1_500));
    assert_eq!(level(shop, goods.variants[1], goods.locations[0]).await.committed, 2);
    assert!(refunds(shop, placed.id).await.is_empty());
    // What was put in is sent like the rest.
    send(shop, placed.id, goods.locations[0], None).await.unwrap();
    assert_eq!(order(shop, placed.id).await.status, Status::Shipped);
    sound(shop).await;
}

async fn both_at_once(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    let add = Add { variant: goods.variants[1], quantity: 1 };
    edit::edit(&shop.shop, &request(&placed, vec![add], vec![pick(placed.lines[0], 1)])).await.unwrap();
    let after = order(shop, placed.id).await;
    assert_eq!(after.current_total.0, 2_500);
    assert_eq!(refunds(shop, placed.id).await[0].amount.0, 1_000, "only the difference goes back");
    // Put in again what was taken out: it is owed, because its money went back.
    let add = Add { variant: goods.variants[0], quantity: 1 };
    edit::edit(&shop.shop, &request(&placed, vec![add], Vec::new())).await.unwrap();
    assert_eq!(order(shop, placed.id).await.current_total.0, 3_500);
    sound(shop).await;
}

/// An edit of what was not captured yet gives nothing back; it lowers what will be captured.
async fn what_is_only_held(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let lines = vec![OrderedLine { of: 0, quantity: 2, price: 1_000, discount: 0 }];
    let placed = order_of(shop, &goods, Ordered { lines, paid: Paid::Authorized, ..Ordered::default() }).await;
    edit::edit(&shop.shop, &request(&placed, Vec::new(), vec![pick(placed.lines[0], 1)])).await.unwrap();
    assert!(refunds(shop, placed.id).await.is_empty());
    let all = Capture { order: placed.id, payment: None, amount: None, once: None, actor: staff() };
    capture::capture(&shop.shop, &all).await.unwrap();
    assert_eq!(payment(shop, placed.payment).await.capture_pending.0, 1_500);
    let moving = edit::edit(&shop.shop, &request(&placed, Vec::new(), vec![pick(placed.lines[0], 0)])).await;
    assert!(matches!(moving, Err(EditError::MoneyMoving)), "{moving:?}");
    sound(shop).await;
}

async fn what_is_refused(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[4]).await;
    let placed = place(shop, &goods, &[3]).await;
    let line = placed.lines[0];
    let refused = async |request: Edit| edit::edit(&shop.shop, &request).await.unwrap_err();
    let told = refused(request(&placed, Vec::new(), Vec::new())).await;
    assert!(matches!(told, EditError::Nothing), "{told:?}");
    let told = refused(request(&placed, Vec::new(), vec![pick(line, 0)])).await;
    assert!(matches!(told, EditError::NothingLeft), "{told:?}");
    let told = refused(request(&placed, Vec::new(), vec![pick(line, 4)])).await;
    assert!(matches!(told, EditError::CannotRaise { line: 0, there: 3 }), "{told:?}");
    let told = refused(request(&placed, Vec::new(), vec![pick(line, -1)])).await;
    assert!(matches!(told, EditError::Set(LineError::BadQuantity { line: 0 })), "{told:?}");
    let (variant, wanted) = (goods.variants[1], 5);
    let told = refused(request(&placed, vec![Add { variant, quantity: 5 }], vec![pick(line, 1)])).await;
    let EditError::Short(short) = told else { panic!("{told:?}") };
    assert_eq!(short, [Shortage { variant, wanted, available: 4 }]);
    assert_eq!(counters(shop, &goods).await, (4, 0, 3), "nothing was written");
    let nothing = entity::ids::VariantId(Uuid::nil());
    let told = refused(request(&placed, vec![Add { variant: nothing, quantity: 1 }], Vec::new())).await;
    assert!(matches!(told, EditError::Price(PriceError::UnknownVariant { line: 0 })), "{told:?}");
    let told = refused(Edit { version: Some(9), ..request(&placed, Vec::new(), vec![pick(line, 1)]) }).await;
    assert!(matches!(told, EditError::Order(NotOpen::Stale)), "{told:?}");
    send(shop, placed.id, goods.locations[0], Some(vec![pick(line, 1)])).await.unwrap();
    let told = refused(request(&placed, Vec::new(), vec![pick(line, 2)])).await;
    assert!(matches!(told, EditError::Order(NotOpen::WrongStatus(Status::Processing))), "{told:?}");
    sound(shop).await;
}
