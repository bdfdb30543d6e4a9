//! What comes too late, or never; and what comes by hand.
use chrono::Duration;
use entity::{
    cart, gift_card,
    ids::OrderId,
    money::Minor,
    payment::{self, Gateway, Status},
    sales_order, stock_movement,
};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use service::{
    access::Actor,
    cart::gift_cards::{EditGiftCards, GiftCardChange, edit_gift_cards},
    checkout::place::place,
    payment::{
        gateway::{Gateways, Observation, Seen},
        manual::{MarkPaid, MarkPaidError, mark_paid},
        reconcile::{self, Reconciled},
        record::observe,
        settle::settle,
    },
};
use tests::{
    TestShop,
    factory::{
        checkout::{order as order_by_hand, ready},
        rules::gift_card as issue,
        stock::levels,
    },
    on_both_databases,
};

use super::{
    TOTAL, books, gateways, is_well, open, placed, placed_to_capture,
    provider::{Provider, Trouble},
    wish,
};

on_both_databases!(
    nobody_pays_in_time,
    the_money_came_although_nobody_heard,
    a_provider_that_cannot_be_reached_is_waited_for,
    money_for_an_order_that_is_over_goes_back,
    a_gift_card_gets_its_money_back,
    money_comes_by_hand,
    the_bank_pays_as_well,
    nobody_asks_the_bank_for_what_came_by_hand,
    what_asks_for_nothing_is_left_alone,
);

async fn round(shop: &TestShop, gateways: &Gateways) -> Reconciled {
    let reconciled = Reconciled::default();
    reconcile::round(&shop.shop, gateways, &reconciled).await.unwrap();
    assert_eq!(reconciled.failures(), 0);
    reconciled
}

async fn nobody_pays_in_time(shop: &TestShop) {
    let good = open(shop).await;
    let gateways = gateways();
    let order = placed(&shop.shop, good, Gateway::Test, "tok_3ds").await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    shop.clock.advance(Duration::minutes(29));
    assert_eq!(round(shop, &gateways).await.expired(), 0);
    assert_eq!(books(shop, order).await.order.status, sales_order::Status::Pending);
    shop.clock.advance(Duration::minutes(1));
    assert_eq!(round(shop, &gateways).await.expired(), 1);
    let after = books(shop, order).await;
    assert_eq!((after.order.status, after.order.cancel_reason), (sales_order::Status::Expired, None));
    assert_eq!((after.payment().status, after.payment().reconcile_at), (Status::Voided, None));
    assert_eq!((after.told("expired"), after.told("payment_voided")), (1, 1));
    assert!(levels(shop).await.iter().all(|level| level.committed == 0), "it can be sold again");
    let db = shop.database.connect().await;
    let cart = cart::Entity::find_by_id(after.order.cart_id.unwrap()).one(&db).await.unwrap().unwrap();
    let moved = stock_movement::Entity::find().count(&db).await.unwrap();
    assert_eq!(cart.status, cart::Status::Active);
    round(shop, &gateways).await;
    assert_eq!(stock_movement::Entity::find().count(&db).await.unwrap(), moved, "it ends once");
    db.close().await.unwrap();
    is_well(shop).await;
}

async fn the_money_came_although_nobody_heard(shop: &TestShop) {
    let good = open(shop).await;
    let gateways = gateways();
    let order = placed(&shop.shop, good, Gateway::Test, "tok_timeout").await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    // The server was down all the while.
    shop.clock.advance(Duration::hours(2));
    let provider = Provider::default();
    let other = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    provider.is_in(Trouble::AnswerLost);
    settle(&shop.shop, &provider.gateways(), other).await.unwrap();
    round(shop, &gateways).await;
    let after = books(shop, order).await;
    assert_eq!((after.order.status, after.payment().captured), (sales_order::Status::Confirmed, Minor(TOTAL)));
    // Given up at the provider first, who says that it has the money.
    provider.is_in(Trouble::None);
    shop.clock.advance(Duration::minutes(31));
    assert_eq!(round(shop, &provider.gateways()).await.expired(), 0);
    let after = books(shop, other).await;
    assert_eq!((after.order.status, after.payment().captured), (sales_order::Status::Confirmed, Minor(TOTAL)));
    assert_eq!((provider.intents(), provider.keeps()), (1, TOTAL));
    is_well(shop).await;
}

async fn a_provider_that_cannot_be_reached_is_waited_for(shop: &TestShop) {
    let good = open(shop).await;
    let provider = Provider::default();
    let gateways = provider.gateways();
    provider.is_in(Trouble::Down);
    let order = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    settle(&shop.shop, &gateways, order).await.unwrap();
    shop.clock.advance(Duration::hours(5));
    assert_eq!(round(shop, &gateways).await.expired(), 0);
    let waiting = books(shop, order).await;
    assert_eq!((waiting.order.status, waiting.payment().status), (sales_order::Status::Pending, Status::Pending));
    provider.is_in(Trouble::None);
    shop.clock.advance(Duration::hours(1));
    round(shop, &gateways).await;
    let after = books(shop, order).await;
    assert_eq!(after.order.status, sales_order::Status::Expired);
    assert_eq!((provider.intents(), provider.keeps()), (0, 0), "nobody is charged hours later");
    is_well(shop).await;
}

async fn expired(shop: &TestShop, provider: &Provider) -> OrderId {
    let good = open(shop).await;
    let order = placed(&shop.shop, good, Gateway::Stripe, "pm_slow").await;
    settle(&shop.shop, &provider.gateways(), order).await.unwrap();
    // The reconciler's turn does not come before the end of the time.
    let db = shop.database.connect().await;
    payment::Entity::update_many()
        .col_expr(payment::Column::ReconcileAt, Expr::value(shop.shop.now() + Duration::hours(9)))
        .filter(payment::Column::OrderId.eq(order))
        .exec(&db)
        .await
        .unwrap();
    db.close().await.unwrap();
    shop.clock.advance(Duration::minutes(31));
    round(shop, &provider.gateways()).await;
    assert_eq!(books(shop, order).await.order.status, sales_order::Status::Expired);
    order
}

async fn money_for_an_order_that_is_over_goes_back(shop: &TestShop) {
    let provider = Provider::default();
    let order = expired(shop, &provider).await;
    assert_eq!(provider.keeps(), 0);
    let payment = books(shop, order).await.payment().clone();
    // The provider was wrong about having given it up.
    let late = Observation {
        provider_key: payment.provider_key.clone(),
        state: Seen::Captured,
        authorized: Minor(TOTAL),
        captured: Minor(TOTAL),
    };
    provider.takes_after_all(payment.id);
    for _ in 0..2 {
        observe(&shop.shop, payment.id, &late, "test").await.unwrap().unwrap();
    }
    let owed = books(shop, order).await;
    assert_eq!((owed.payment().captured, owed.payment().refund_pending), (Minor(TOTAL), Minor(TOTAL)));
    assert_eq!((owed.refunds.len(), owed.told("refund_begun")), (1, 1));
    round(shop, &provider.gateways()).await;
    let after = books(shop, order).await;
    assert_eq!((after.payment().refunded, provider.keeps()), (Minor(TOTAL), 0));
    assert_eq!((after.order.status, after.account("receivable")), (sales_order::Status::Expired, 0));
    is_well(shop).await;
}

async fn a_gift_card_gets_its_money_back(shop: &TestShop) {
    let good = open(shop).await;
    issue(shop, "GIFT0000CARD1234", 1_000).await;
    let cart = ready(&shop.shop, good, 1, "ada@shop.example").await;
    let change = GiftCardChange::Add(vec!["GIFT0000CARD1234".to_owned()]);
    let target = cart.key.clone().into();
    let cart = edit_gift_cards(&shop.shop, &EditGiftCards { target, change }).await.unwrap().cart;
    assert_eq!(cart.quote.payable, Minor(490));
    let order = place(&shop.shop, &wish(&cart, Gateway::Test, "tok_declined", true)).await.unwrap().order;
    let balance = async || {
        let db = shop.database.connect().await;
        let left = gift_card::Entity::find().one(&db).await.unwrap().unwrap().balance;
        db.close().await.unwrap();
        left
    };
    assert_eq!(balance().await, Minor(0));
    let settled = settle(&shop.shop, &gateways(), order).await.unwrap();
    assert_eq!(settled.order.status, sales_order::Status::Cancelled);
    assert_eq!(balance().await, Minor(1_000), "in the same breath");
    let after = books(shop, order).await;
    let by_card = after.payments.iter().find(|payment| payment.gateway == Gateway::GiftCard).unwrap();
    assert_eq!((by_card.captured, by_card.refunded, by_card.refund_pending), (Minor(1_000), Minor(1_000), Minor(0)));
    assert_eq!((after.account("clearing:gift_card"), after.account("receivable")), (0, 0));
    is_well(shop).await;

    // The cart is open again, and the card as well.
    let paid = place(&shop.shop, &wish(&cart, Gateway::Test, "tok_visa", true)).await.unwrap().order;
    settle(&shop.shop, &gateways(), paid).await.unwrap();
    let after = books(shop, paid).await;
    assert_eq!((after.order.status, after.order.number), (sales_order::Status::Confirmed, Some(1_001)));
    assert_eq!((after.account("clearing:gift_card"), after.account("clearing:test")), (1_000, 490));
    assert_eq!(balance().await, Minor(0));
    is_well(shop).await;
}

async fn money_comes_by_hand(shop: &TestShop) {
    let good = open(shop).await;
    let cart = ready(&shop.shop, good, 1, "ada@shop.example").await;
    let order = order_by_hand(&shop.shop, &cart).await.unwrap().order;
    settle(&shop.shop, &gateways(), order).await.unwrap();
    let waiting = books(shop, order).await;
    assert_eq!((waiting.payment().status, waiting.payment().reconcile_at), (Status::Pending, None));
    let request = MarkPaid { order, actor: Actor::named("test") };
    let outcomes = futures::future::join_all((0..5).map(|_| mark_paid(&shop.shop, &request))).await;
    let (paid, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((paid.len(), refused.len()), (1, 4));
    assert!(refused.into_iter().all(|refused| matches!(refused, Err(MarkPaidError::NothingOwed))));
    let after = books(shop, order).await;
    assert_eq!((after.payment().status, after.payment().captured), (Status::Captured, Minor(TOTAL)));
    assert_eq!((after.account("clearing:manual"), after.account("receivable")), (TOTAL, -TOTAL));
    let nowhere = MarkPaid { order: OrderId(uuid::Uuid::nil()), ..request };
    assert!(matches!(mark_paid(&shop.shop, &nowhere).await, Err(MarkPaidError::NotFound)));
    is_well(shop).await;
}

/// Somebody says that the money came by hand while the buyer is still at their bank, which pays as well.
async fn the_bank_pays_as_well(shop: &TestShop) {
    let good = open(shop).await;
    let provider = Provider::default();
    let order = placed(&shop.shop, good, Gateway::Stripe, "pm_slow").await;
    settle(&shop.shop, &provider.gateways(), order).await.unwrap();
    let request = MarkPaid { order, actor: Actor::named("test") };
    assert_eq!(mark_paid(&shop.shop, &request).await.unwrap(), Minor(TOTAL));
    let waiting = books(shop, order).await;
    let by_bank = waiting.payments.iter().find(|payment| payment.gateway == Gateway::Stripe).unwrap();
    let (state, all) = (Seen::Captured, Minor(TOTAL));
    let paid = Observation { provider_key: by_bank.provider_key.clone(), state, authorized: all, captured: all };
    for _ in 0..2 {
        observe(&shop.shop, by_bank.id, &paid, "webhook").await.unwrap();
    }
    let after = books(shop, order).await;
    let by_bank = after.payments.iter().find(|payment| payment.gateway == Gateway::Stripe).unwrap();
    assert_eq!((by_bank.captured, by_bank.refund_pending), (all, all), "all of it goes back, once");
    assert_eq!(after.order.status, sales_order::Status::Confirmed);
    is_well(shop).await;
}

async fn nobody_asks_the_bank_for_what_came_by_hand(shop: &TestShop) {
    let good = open(shop).await;
    let provider = Provider::default();
    provider.is_in(Trouble::Down);
    let order = placed(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    settle(&shop.shop, &provider.gateways(), order).await.unwrap();
    mark_paid(&shop.shop, &MarkPaid { order, actor: Actor::named("test") }).await.unwrap();
    provider.is_in(Trouble::None);
    shop.clock.advance(Duration::minutes(5));
    round(shop, &provider.gateways()).await;
    let after = books(shop, order).await;
    let by_bank = after.payments.iter().find(|payment| payment.gateway == Gateway::Stripe).unwrap();
    assert_eq!((by_bank.status, provider.keeps()), (Status::Voided, 0));
    assert_eq!(after.order.status, sales_order::Status::Confirmed);
    is_well(shop).await;
}

/// It was to be looked at, and by the time that somebody does there is nothing to ask.
async fn what_asks_for_nothing_is_left_alone(shop: &TestShop) {
    let good = open(shop).await;
    let provider = Provider::default();
    let order = placed_to_capture(&shop.shop, good, Gateway::Stripe, "pm_card").await;
    settle(&shop.shop, &provider.gateways(), order).await.unwrap();
    let db = shop.database.connect().await;
    let marked = payment::Entity::update_many()
        .col_expr(payment::Column::ReconcileAt, Expr::value(shop.shop.now()))
        .exec(&db)
        .await
        .unwrap();
    db.close().await.unwrap();
    let calls = provider.calls();
    round(shop, &provider.gateways()).await;
    assert_eq!((marked.rows_affected, provider.calls()), (1, calls));
    assert_eq!(books(shop, order).await.payment().reconcile_at, None);
}
