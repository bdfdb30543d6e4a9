//! Money that providers hold.
use entity::{ids::PaymentId, money::Minor, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use service::order::capture::{self, Capture, CaptureError};
use tests::{
    TestShop,
    factory::{
        order::{Ordered, OrderedLine, Paid, Placed, order as place, order_of},
        stock::{Goods, goods},
    },
    on_both_databases,
};
use uuid::Uuid;

use super::{payment, sound, staff, story};

on_both_databases!(in_parts, never_more_than_is_owed);

async fn held(shop: &TestShop, goods: &Goods) -> Placed {
    let lines = vec![OrderedLine { of: 0, quantity: 2, price: 1_000, discount: 0 }];
    order_of(shop, goods, Ordered { lines, paid: Paid::Authorized, ..Ordered::default() }).await
}

fn request(placed: &Placed, amount: Option<i64>) -> Capture {
    Capture { order: placed.id, payment: None, amount: amount.map(Minor), once: None, actor: staff() }
}

async fn in_parts(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = held(shop, &goods).await;
    capture::capture(&shop.shop, &request(&placed, Some(1_000))).await.unwrap();
    assert_eq!(payment(shop, placed.payment).await.capture_pending.0, 1_000);
    let more = capture::capture(&shop.shop, &request(&placed, Some(1_501))).await;
    assert!(matches!(more, Err(CaptureError::TooMuch { open: Minor(1_500) })), "{more:?}");
    capture::capture(&shop.shop, &request(&placed, None)).await.unwrap();
    let after = payment(shop, placed.payment).await;
    assert_eq!((after.capture_pending.0, after.captured.0), (2_500, 0), "asked for, and not yet answered");
    assert_eq!(after.reconcile_at, Some(shop.shop.now()));
    let nothing = capture::capture(&shop.shop, &request(&placed, None)).await;
    assert!(matches!(nothing, Err(CaptureError::NothingHeld)), "{nothing:?}");
    assert_eq!(story(shop, placed.id).await, ["capture_begun", "capture_begun"]);
    sound(shop).await;
}

async fn never_more_than_is_owed(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let paid = place(shop, &goods, &[1]).await;
    let nothing = capture::capture(&shop.shop, &request(&paid, Some(1))).await;
    assert!(matches!(nothing, Err(CaptureError::NothingHeld)), "{nothing:?}");
    let placed = held(shop, &goods).await;
    let zero = capture::capture(&shop.shop, &request(&placed, Some(0))).await;
    assert!(matches!(zero, Err(CaptureError::BadAmount)), "{zero:?}");
    let other = Capture { payment: Some(PaymentId(Uuid::nil())), ..request(&placed, None) };
    let other = capture::capture(&shop.shop, &other).await;
    assert!(matches!(other, Err(CaptureError::UnknownPayment)), "{other:?}");
    sound(shop).await;
}
