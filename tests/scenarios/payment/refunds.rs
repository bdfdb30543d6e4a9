//! Money goes back: never more than came, and each refund once.
use entity::{
    ids::{OrderId, PaymentId, RefundId},
    money::{Currency, Minor},
    payment::{self, Gateway},
    payment_event::Kind,
    refund, refund_transaction, sales_order,
};
use futures::future::join_all;
use pretty_assertions::assert_eq;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use service::{
    payment::settle::{settle, settle_now},
    shop::{Shop, Unit, fault::Fault},
};
use tests::{TestShop, on_both_databases};

use super::{
    TOTAL, books, is_well, open, placed,
    provider::{Provider, Trouble},
};

on_both_databases!(fifty_refunds_at_once, a_refund_whose_answer_is_lost, a_refund_that_fails, a_provider_that_is_down);

/// Asks for a capture, as whoever runs the shop does.
pub(super) async fn ask_for_capture(shop: &TestShop, payment: PaymentId, amount: i64) {
    let db = shop.database.connect().await;
    payment::Entity::update_many()
        .col_expr(payment::Column::CapturePending, Expr::value(amount))
        .col_expr(payment::Column::ReconcileAt, Expr::value(shop.shop.now()))
        .filter(payment::Column::Id.eq(payment))
        .exec(&db)
        .await
        .unwrap();
    db.close().await.unwrap();
}

/// Sets an amount aside to be given back. Whether there was so much.
async fn set_aside(unit: &Unit, (order, amount): &(OrderId, i64)) -> Result<bool, Fault> {
    // The order's row first, as everybody.
    sales_order::Entity::update_many()
        .col_expr(sales_order::Column::Version, Expr::col(sales_order::Column::Version).add(1))
        .filter(sales_order::Column::Id.eq(*order))
        .exec(&unit.tx)
        .await?;
    let given = Expr::col(payment::Column::Refunded).add(Expr::col(payment::Column::RefundPending)).add(*amount);
    let reserved = payment::Entity::update_many()
        .col_expr(payment::Column::RefundPending, Expr::col(payment::Column::RefundPending).add(*amount))
        .filter(payment::Column::OrderId.eq(*order))
        .filter(given.lte(Expr::col(payment::Column::Captured)))
        .exec_with_returning(&unit.tx)
        .await?;
    let Some(payment) = reserved.into_iter().next() else { return Ok(false) };
    let id: RefundId = unit.new_id();
    let owed = refund::Model {
        id,
        order_id: *order,
        order_return_id: None,
        currency: Currency::EUR,
        amount: Minor(*amount),
        shipping: Minor(0),
        is_correction: false,
        reason: String::new(),
        actor: "test".to_owned(),
        created_at: unit.now,
    };
    owed.into_active_model().insert(&unit.tx).await?;
    let transaction = refund_transaction::Model {
        id: unit.new_id(),
        refund_id: id,
        payment_id: payment.id,
        amount: Minor(*amount),
        status: refund_transaction::Status::Pending,
        provider_key: None,
        failure_code: None,
        reconcile_at: Some(unit.now),
        attempts: 0,
        created_at: unit.now,
        updated_at: unit.now,
    };
    transaction.into_active_model().insert(&unit.tx).await?;
    Ok(true)
}

/// Asks for a refund. Whether there was so much.
pub(super) async fn ask(shop: &Shop, order: OrderId, amount: i64) -> bool {
    shop.write(&(order, amount), set_aside).await.unwrap()
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
