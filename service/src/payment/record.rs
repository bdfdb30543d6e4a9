//! The one way in for what a provider says of a payment: whoever heard it, and however often.
use entity::{
    ids::PaymentId,
    money::Minor,
    payment::{self, Status},
    payment_event, refund, sales_order,
    sales_order::CancelReason,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{
    gateway::Observation,
    ledger::{self, Entry},
    merge,
};
use crate::{
    event::{self, Event},
    order::{
        balance,
        close::{self, Ending},
        confirm, give_back,
        timeline::{self, Happening},
        transition,
    },
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::Fault,
    },
};

/// Who says what came of asking a provider.
pub(super) const ANSWER: &str = "payment";
/// Who says what a provider, or a buyer at a provider, told us unasked.
pub(super) const WEBHOOK: &str = "webhook";

/// `record` in a unit of its own.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn observe(
    shop: &Shop,
    payment: PaymentId,
    seen: &Observation,
    actor: &str,
) -> Result<Option<payment::Model>, Fault> {
    shop.write(&Sighting { payment, seen, actor }, observe_in).await
}

/// Something that was seen, and who saw it.
struct Sighting<'a> {
    payment: PaymentId,
    seen: &'a Observation,
    actor: &'a str,
}

async fn observe_in(unit: &Unit, request: &Sighting<'_>) -> Result<Option<payment::Model>, Fault> {
    record(unit, request.payment, request.seen, request.actor).await
}

/// Writes down what was seen of a payment, and what follows from it for its order: the payment as it is then, and none
/// where there is none. What was known is done with at once.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(crate) async fn record(
    unit: &Unit,
    payment: PaymentId,
    seen: &Observation,
    actor: &str,
) -> Result<Option<payment::Model>, Fault> {
    let Some(known) = payment::Entity::find_by_id(payment).one(&unit.tx).await? else { return Ok(None) };
    if merge::merge(&known, seen).is_none() {
        return Ok(Some(known));
    }
    // The order's row first, so that all that is written about an order queues. Somebody may have been quicker.
    let order = transition::take(unit, known.order_id).await?;
    let order = order.ok_or_else(|| Fault::broken("a payment has no order"))?;
    let was = payment::Entity::find_by_id(payment).one(&unit.tx).await?;
    let was = was.ok_or_else(|| Fault::broken("a payment went away"))?;
    let Some(now) = merge::merge(&was, seen) else { return Ok(Some(was)) };
    let now = write(unit, &order, &was, now).await?;
    tell(unit, &was, &now, actor).await?;
    follow(unit, &order, &was, &now, actor).await?;
    Ok(Some(now))
}

/// Whether nothing is to be paid for it any more.
pub(super) fn is_over(order: &sales_order::Model) -> bool {
    use sales_order::Status as Order;
    match order.status {
        Order::Cancelled | Order::Expired | Order::Refunded => true,
        Order::Draft | Order::Pending | Order::Confirmed | Order::Processing | Order::Shipped | Order::Delivered => {
            false
        }
    }
}

/// The row, guarded by what it was.
async fn write(
    unit: &Unit,
    order: &sales_order::Model,
    was: &payment::Model,
    mut now: payment::Model,
) -> Result<payment::Model, Fault> {
    now.reconcile_at = match now.status {
        Status::Pending | Status::ActionRequired => was.reconcile_at,
        Status::Authorized if is_over(order) || now.capture_pending > Minor::ZERO => Some(unit.now),
        Status::Authorized | Status::Captured | Status::Failed | Status::Voided => None,
    };
    now.attempts = 0;
    now.version = was.version + 1;
    now.updated_at = unit.now;
    let written = payment::Entity::update_many()
        .col_expr(payment::Column::Status, Expr::value(now.status))
        .col_expr(payment::Column::Authorized, Expr::value(now.authorized))
        .col_expr(payment::Column::Captured, Expr::value(now.captured))
        .col_expr(payment::Column::CapturePending, Expr::value(now.capture_pending))
        .col_expr(payment::Column::ProviderKey, Expr::value(now.provider_key.clone()))
        .col_expr(payment::Column::ActionUrl, Expr::value(now.action_url.clone()))
        .col_expr(payment::Column::FailureCode, Expr::value(now.failure_code.clone()))
        .col_expr(payment::Column::ReconcileAt, Expr::value(now.reconcile_at))
        .col_expr(payment::Column::Attempts, Expr::value(0))
        .col_expr(payment::Column::Version, Expr::col(payment::Column::Version).add(1))
        .col_expr(payment::Column::UpdatedAt, Expr::value(unit.now))
        .filter(payment::Column::Id.eq(was.id))
        .filter(payment::Column::Status.eq(was.status))
        .filter(payment::Column::Authorized.eq(was.authorized))
        .filter(payment::Column::Captured.eq(was.captured))
        .filter(payment::Column::CapturePending.eq(was.capture_pending))
        .exec(&unit.tx)
        .await?;
    if written.rows_affected == 1 { Ok(now) } else { Err(Fault::broken("a payment changed under its order's lock")) }
}

async fn tell(unit: &Unit, was: &payment::Model, now: &payment::Model, actor: &str) -> Result<(), Fault> {
    use payment_event::Kind;
    let happened = merge::happened(was, now);
    let entries: Vec<_> = happened
        .iter()
        .map(|(kind, amount, detail)| Entry { payment: now, kind: *kind, amount: *amount, detail: detail.clone() })
        .collect();
    ledger::record(unit, &entries, actor).await?;
    let is_captured = happened.iter().any(|(kind, ..)| *kind == Kind::Captured);
    // A list, not an iterator: what borrows in a closure cannot be sent between threads while it waits.
    let mut happenings = Vec::with_capacity(happened.len());
    for (kind, amount, _) in &happened {
        happenings.extend(match kind {
            // Taken at once: one line is enough.
            Kind::Authorized if is_captured => None,
            Kind::Authorized => Some(Happening::PaymentAuthorized(now.id, *amount)),
            Kind::Captured => Some(Happening::PaymentCaptured(now.id, *amount)),
            Kind::Failed => Some(Happening::PaymentFailed(now.id, now.failure_code.clone().unwrap_or_default())),
            Kind::Voided => Some(Happening::PaymentVoided(now.id)),
            Kind::Begun | Kind::ActionRequired | Kind::Refunded | Kind::RefundFailed => None,
        });
    }
    timeline::record(unit, now.order_id, happenings, actor).await?;
    event::record(unit, [Event::OrderUpdated(now.order_id)]).await
}

/// What it means for the order. Confirming is last: all orders wait for its counter.
async fn follow(
    unit: &Unit,
    order: &sales_order::Model,
    was: &payment::Model,
    now: &payment::Model,
    actor: &str,
) -> Result<(), Fault> {
    let gained = now.captured - was.captured;
    if is_over(order) {
        let owed = Owed { amount: gained, is_correction: false, reason: "paid after the order was over" };
        return if gained > Minor::ZERO { owe_back(unit, order, now, owed, actor).await } else { Ok(()) };
    }
    if covered(unit, order).await? {
        if gained > Minor::ZERO {
            give_back_excess(unit, order, now, gained, actor).await?;
        }
        return cover(unit, order, actor).await;
    }
    let is_lost = matches!(now.status, Status::Failed | Status::Voided) && now.status != was.status;
    if is_lost && order.status == sales_order::Status::Pending {
        let is_late = order.expires_at.is_some_and(|at| at <= unit.now);
        let is_declined = now.status == Status::Failed || !is_late;
        let ending = if is_declined { Ending::Cancelled(CancelReason::Declined) } else { Ending::Expired };
        close::close(unit, order.id, ending, actor).await?;
    }
    Ok(())
}

/// Nothing is waited for any more.
pub(super) async fn cover(unit: &Unit, order: &sales_order::Model, actor: &str) -> Result<(), Fault> {
    if order.status == sales_order::Status::Pending {
        confirm::confirm(unit, order.id, actor).await?;
    } else if order.expires_at.is_some() {
        sales_order::Entity::update_many()
            .col_expr(sales_order::Column::ExpiresAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>))
            .filter(sales_order::Column::Id.eq(order.id))
            .exec(&unit.tx)
            .await?;
    }
    Ok(())
}

/// Whether an order's payments have promised or brought what it cost. Its row is taken.
pub(super) async fn covered(unit: &Unit, order: &sales_order::Model) -> Result<bool, Fault> {
    let payments = give_back::of_order(unit, order.id).await?;
    Ok(payments.iter().map(counted).sum::<Minor>() >= order.total)
}

/// What of a payment can be relied on.
pub(super) fn counted(payment: &payment::Model) -> Minor {
    match payment.status {
        Status::Authorized | Status::Captured => payment.authorized,
        Status::Pending | Status::ActionRequired | Status::Failed | Status::Voided => payment.captured,
    }
}

/// Of what came, what was paid otherwise before: by hand, while a provider was still at it.
async fn give_back_excess(
    unit: &Unit,
    order: &sales_order::Model,
    payment: &payment::Model,
    gained: Minor,
    actor: &str,
) -> Result<(), Fault> {
    let payments = give_back::of_order(unit, order.id).await?;
    let over = balance::of_order(unit, order.id, &payments).await?.overpaid(order.current_total);
    let amount = std::cmp::min(over, std::cmp::min(gained, give_back::left(payment)));
    if amount <= Minor::ZERO {
        return Ok(());
    }
    let owed = Owed { amount, is_correction: true, reason: "more came than the order costs" };
    owe_back(unit, order, payment, owed, actor).await
}

/// What goes back without anybody asking for it.
struct Owed {
    amount: Minor,
    is_correction: bool,
    reason: &'static str,
}

/// Money that should not have come goes back.
async fn owe_back(
    unit: &Unit,
    order: &sales_order::Model,
    payment: &payment::Model,
    Owed { amount, is_correction, reason }: Owed,
    actor: &str,
) -> Result<(), Fault> {
    let owed = refund::Model {
        id: unit.new_id(),
        order_id: order.id,
        order_return_id: None,
        currency: order.currency,
        amount,
        shipping: Minor::ZERO,
        is_correction,
        reason: reason.to_owned(),
        actor: actor.to_owned(),
        created_at: unit.now,
    };
    bulk::insert::<refund::Entity>(unit, std::slice::from_ref(&owed), OnConflict::Fail).await?;
    give_back::set_aside(unit, owed.id, std::slice::from_ref(payment), amount).await?;
    timeline::record(unit, order.id, [Happening::RefundBegun(owed.id, amount)], actor).await
}

/// A payment as it is.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn find(shop: &Shop, payment: PaymentId) -> Result<Option<payment::Model>, Fault> {
    Ok(payment::Entity::find_by_id(payment).one(shop.database().current()).await?)
}
