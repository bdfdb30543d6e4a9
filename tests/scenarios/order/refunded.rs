//! Money that goes back.
use entity::{money::Minor, refund_line, sales_order::Status, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use rand::{Rng, SeedableRng, rngs::StdRng};
use sea_orm::EntityTrait;
use service::order::{
    lines::{LineError, Pick},
    refund::{self, Refund, RefundError},
    transition::NotOpen,
};
use tests::{
    TestShop,
    factory::{
        order::{Ordered, OrderedLine, Paid, Placed, order as place, order_of},
        stock::goods,
    },
    on_both_databases,
};

use super::{counters, lines, order, payment, pick, refunds, send, sound, staff, story};

on_both_databases!(
    by_line_shipping_and_amount,
    everything_by_and_by,
    what_was_not_sent_is_sold_again,
    what_is_refused,
    units_give_back_what_they_cost,
);

fn request(placed: &Placed, lines: Vec<Pick>, shipping: i64, amount: i64) -> Refund {
    Refund {
        order: placed.id,
        version: None,
        lines,
        shipping: Minor(shipping),
        amount: Minor(amount),
        reason: "damaged".to_owned(),
        once: None,
        actor: staff(),
    }
}

async fn by_line_shipping_and_amount(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    refund::refund(&shop.shop, &request(&placed, vec![pick(placed.lines[0], 2)], 200, 50)).await.unwrap();
    let rows = refunds(shop, placed.id).await;
    assert_eq!((rows[0].amount.0, rows[0].shipping.0, rows[0].reason.as_str()), (2_250, 200, "damaged"));
    assert_eq!(payment(shop, placed.payment).await.refund_pending.0, 2_250);
    assert_eq!(lines(shop, placed.id).await[0].refunded, 2);
    let after = order(shop, placed.id).await;
    assert_eq!((after.status, after.current_total.0), (Status::Confirmed, placed.total), "what is frozen stays");
    assert_eq!(story(shop, placed.id).await, ["refund_begun"]);
    assert_eq!(counters(shop, &goods).await, (10, 0, 3), "goods are another matter");
    sound(shop).await;
}

async fn everything_by_and_by(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    send(shop, placed.id, goods.locations[0], None).await.unwrap();
    for _ in 0..3 {
        assert_eq!(order(shop, placed.id).await.status, Status::Shipped);
        refund::refund(&shop.shop, &request(&placed, vec![pick(placed.lines[0], 1)], 0, 0)).await.unwrap();
    }
    refund::refund(&shop.shop, &request(&placed, Vec::new(), 500, 0)).await.unwrap();
    assert_eq!(order(shop, placed.id).await.status, Status::Refunded);
    let more = refund::refund(&shop.shop, &request(&placed, Vec::new(), 0, 1)).await;
    assert!(matches!(more, Err(RefundError::AboveCaptured { left: Minor(0) })), "{more:?}");
    sound(shop).await;
}

async fn what_was_not_sent_is_sold_again(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    send(shop, placed.id, goods.locations[0], Some(vec![pick(placed.lines[0], 1)])).await.unwrap();
    refund::refund(&shop.shop, &request(&placed, Vec::new(), 0, placed.total)).await.unwrap();
    assert_eq!(order(shop, placed.id).await.status, Status::Refunded);
    assert_eq!(counters(shop, &goods).await, (9, 0, 0));
    sound(shop).await;
}

async fn what_is_refused(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[20]).await;
    let placed = place(shop, &goods, &[3]).await;
    let line = placed.lines[0];
    let refused = async |request: Refund| refund::refund(&shop.shop, &request).await.unwrap_err();
    let told = refused(request(&placed, Vec::new(), 0, 0)).await;
    assert!(matches!(told, RefundError::Nothing), "{told:?}");
    let told = refused(request(&placed, Vec::new(), 0, -1)).await;
    assert!(matches!(told, RefundError::BadAmount), "{told:?}");
    let told = refused(request(&placed, vec![pick(line, 4)], 0, 0)).await;
    assert!(matches!(told, RefundError::Line(LineError::TooFew { line: 0, left: 3 })), "{told:?}");
    let told = refused(request(&placed, Vec::new(), 501, 0)).await;
    assert!(matches!(told, RefundError::AboveShipping { left: Minor(500) }), "{told:?}");
    let told = refused(request(&placed, vec![pick(line, 3)], 500, 1)).await;
    assert!(matches!(told, RefundError::AboveCaptured { left: Minor(3_500) }), "{told:?}");
    let told = refused(request(&placed, Vec::new(), 0, i64::MAX)).await;
    assert!(matches!(told, RefundError::AboveCaptured { .. }), "{told:?}");
    let told = refused(Refund { version: Some(0), ..request(&placed, Vec::new(), 0, 1) }).await;
    assert!(matches!(told, RefundError::Order(NotOpen::Stale)), "{told:?}");
    let only_held = Ordered {
        lines: vec![OrderedLine { of: 0, quantity: 1, price: 1_000, discount: 0 }],
        paid: Paid::Authorized,
        ..Ordered::default()
    };
    let held = order_of(shop, &goods, only_held).await;
    let told = refused(request(&held, vec![pick(held.lines[0], 1)], 0, 0)).await;
    assert!(
        matches!(told, RefundError::AboveCaptured { left: Minor(0) }),
        "what was not taken cannot go back: {told:?}"
    );
    assert_eq!(payment(shop, placed.payment).await.refund_pending.0, 0);
    sound(shop).await;
}

/// However a line is given back, in however many parts: every unit gives back its own cents.
async fn units_give_back_what_they_cost(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[1_000]).await;
    let mut random = StdRng::seed_from_u64(7);
    for round in 0..12 {
        let quantity = random.random_range(1..12);
        let price = random.random_range(1..5_000);
        let discount = random.random_range(0..=price * i64::from(quantity));
        let is_tax_included = round % 2 == 0;
        let lines = vec![OrderedLine { of: 0, quantity, price, discount }];
        let placed =
            order_of(shop, &goods, Ordered { lines, is_tax_included, shipping: 1, ..Ordered::default() }).await;
        let line = super::lines(shop, placed.id).await.remove(0);
        let units: Vec<_> = line.units.0.iter().flat_map(|run| vec![*run; run.count as usize]).collect();
        let mut left = quantity;
        while left > 0 {
            let part = random.random_range(1..=left);
            let from = usize::try_from(quantity - left).unwrap();
            let id = refund::refund(&shop.shop, &request(&placed, vec![pick(line.id, part)], 0, 0)).await.unwrap();
            let db = shop.database.connect().await;
            let row = refund_line::Entity::find_by_id((id, line.id)).one(&db).await.unwrap().unwrap();
            db.close().await.unwrap();
            let given = &units[from..from + usize::try_from(part).unwrap()];
            let tax: i64 = given.iter().map(|unit| unit.tax.0).sum();
            let net: i64 = given.iter().map(|unit| unit.subtotal.0 - unit.discount.0).sum();
            let paid = if is_tax_included { net } else { net + tax };
            assert_eq!((row.amount.0, row.tax.0), (paid, tax));
            left -= part;
        }
        let back: i64 = refunds(shop, placed.id).await.iter().map(|refund| refund.amount.0).sum();
        assert_eq!(back, placed.total - 1, "all but shipping");
    }
    sound(shop).await;
}
