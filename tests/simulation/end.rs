//! After the storm: deliveries come, reconciler and sweeper run, time goes on, until nothing waits any more.
use chrono::TimeDelta;
use entity::{
    ids::OrderId,
    money::Minor,
    payment::{self, Gateway},
    provider_event, refund_transaction, sales_order,
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use service::order::refund::Refund;

use crate::{errand::Errand, news, server, staff, world::World};

/// Rounds of half an hour and more; a provider that nobody could reach is asked every hour at the latest.
const ROUNDS_MAX: usize = 60;
const PERIOD: TimeDelta = TimeDelta::minutes(35);

pub(crate) async fn settle_down(world: &mut World) {
    world.trace.say("all calms down");
    world.calm_down().await;
    for _ in 0..ROUNDS_MAX {
        for letter in news::rest(world) {
            let flight = server::hand_over(world, letter);
            world.carry_on(vec![flight]).await;
        }
        for flight in [server::reconcile(world), server::take_back(world)] {
            world.carry_on(vec![flight]).await;
        }
        let open = open(world.house.shop.database().writer()).await;
        let Some(open) = open else {
            if !pay_back(world).await {
                return;
            }
            continue;
        };
        world.trace.say(format!("still open: {open}"));
        world.house.wait(PERIOD);
    }
    world.told.wrong.push("it does not settle down".to_owned());
}

/// What still waits, if anything does.
async fn open(db: &DatabaseConnection) -> Option<String> {
    use payment::Status as Paid;
    let counted = [
        ("payments to be looked at", {
            let due = payment::Entity::find().filter(payment::Column::ReconcileAt.is_not_null());
            due.count(db).await
        }),
        ("payments", {
            let open = payment::Column::Status.is_in([Paid::Pending, Paid::ActionRequired]);
            let by_others = payment::Column::Gateway.eq(Gateway::Stripe);
            payment::Entity::find().filter(open).filter(by_others).count(db).await
        }),
        ("refunds", {
            let open = refund_transaction::Column::Status.eq(refund_transaction::Status::Pending);
            refund_transaction::Entity::find().filter(open).count(db).await
        }),
        ("deliveries", {
            let open = provider_event::Column::AppliedAt.is_null();
            provider_event::Entity::find().filter(open).count(db).await
        }),
        ("orders", {
            let open = sales_order::Column::Status.eq(sales_order::Status::Pending);
            sales_order::Entity::find().filter(open).count(db).await
        }),
    ];
    let open = counted.into_iter().map(|(what, count)| (what, count.expect("counting what is open")));
    let open: Vec<_> = open.filter(|(_, count)| *count > 0).map(|(what, count)| format!("{count} {what}")).collect();
    (!open.is_empty()).then(|| open.join(", "))
}

/// A refund that the provider refused for good is made once more by staff, where nobody may keep the money.
async fn pay_back(world: &mut World) -> bool {
    let mut is_any = false;
    for (order, amount) in kept(world).await {
        let refund = Refund {
            order,
            version: None,
            lines: Vec::new(),
            shipping: Minor::ZERO,
            amount,
            reason: "once more".to_owned(),
            once: None,
            actor: staff::staff(),
        };
        let flight = staff::give(world, Errand::Refund(refund));
        world.carry_on(vec![flight]).await;
        is_any = true;
    }
    is_any
}

/// Money for orders that never were, and more than orders cost, where giving it back has failed: all else goes back by
/// itself.
async fn kept(world: &World) -> Vec<(OrderId, Minor)> {
    let db = world.house.shop.database().writer();
    let has_failed = refund_transaction::Column::Status.eq(refund_transaction::Status::Failed);
    let failed = refund_transaction::Entity::find().filter(has_failed).all(db).await.expect("reading refunds");
    let orders = sales_order::Entity::find().order_by_asc(sales_order::Column::Id).all(db).await;
    let payments = payment::Entity::find().all(db).await.expect("reading payments");
    let mut kept = Vec::new();
    for order in orders.expect("reading the orders") {
        let own = payments.iter().filter(|payment| payment.order_id == order.id);
        if !own.clone().any(|payment| failed.iter().any(|refund| refund.payment_id == payment.id)) {
            continue;
        }
        let left: Minor = own.map(|payment| payment.captured - payment.refunded - payment.refund_pending).sum();
        let cost = if order.number.is_some() { std::cmp::max(order.total, order.current_total) } else { Minor::ZERO };
        if left > cost {
            kept.push((order.id, left - cost));
        }
    }
    kept
}
