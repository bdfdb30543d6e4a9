//! Asks providers what became of what stayed open, so that nothing stays open for good.
//!
//! Entry point: [`run`], in the server's background. Several servers may run it side by side: whoever takes a row moves
//! its time on, and everything that follows may be done twice.
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use entity::{
    ids::{OrderId, PaymentId},
    payment, refund_transaction,
};
use futures::{StreamExt, stream};
use sea_orm::{
    ColumnTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use tokio_util::sync::CancellationToken;

use super::{ANSWER_WITHIN, expire, gateway::Gateways, settle, webhook};
use crate::shop::{Shop, Unit, fault::Fault};

/// How often it looks, unless it is set otherwise.
pub const PERIOD: Duration = Duration::from_secs(30);
/// Rows that are taken at once.
const ROWS_PER_BATCH: u64 = 50;
/// Batches of one round; what is left waits for the next.
const BATCHES_MAX: usize = 20;
/// Orders that are settled side by side: a provider that hangs holds up so many.
const AT_ONCE: usize = 8;

/// How much has been reconciled since the start. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Reconciled(Arc<Totals>);

#[derive(Debug, Default)]
struct Totals {
    orders: AtomicU64,
    expired: AtomicU64,
    failures: AtomicU64,
}

impl Reconciled {
    /// Orders that were settled because something of theirs had stayed open.
    pub fn orders(&self) -> u64 {
        self.0.orders.load(Relaxed)
    }

    /// Orders that ended because nobody paid.
    pub fn expired(&self) -> u64 {
        self.0.expired.load(Relaxed)
    }

    /// Orders, and rounds, that failed.
    pub fn failures(&self) -> u64 {
        self.0.failures.load(Relaxed)
    }
}

/// Reconciles now and then until `shutdown`.
pub async fn run(
    shop: &Shop,
    gateways: &Gateways,
    period: Duration,
    reconciled: &Reconciled,
    shutdown: CancellationToken,
) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(period) => {}
        }
        // A round that is broken off leaves nothing half done: what a provider was asked is asked again.
        let round = tokio::select! {
            () = shutdown.cancelled() => return,
            round = round(shop, gateways, reconciled) => round,
        };
        if let Err(fault) = round {
            reconciled.0.failures.fetch_add(1, Relaxed);
            tracing::error!(error = ?fault, "payments could not be reconciled");
        }
    }
}

/// Looks once at all that is due.
///
/// # Errors
/// A [`Fault`] when the database fails. One order that fails does not keep the others.
pub async fn round(shop: &Shop, gateways: &Gateways, reconciled: &Reconciled) -> Result<(), Fault> {
    round_of(shop, gateways, reconciled, AT_ONCE).await
}

/// [`round`] with so many orders side by side: one after the other it does the same thing every time.
///
/// # Errors
/// A [`Fault`] when the database fails. One order that fails does not keep the others.
pub async fn round_of(shop: &Shop, gateways: &Gateways, reconciled: &Reconciled, at_once: usize) -> Result<(), Fault> {
    for _ in 0..BATCHES_MAX {
        let orders = shop.write(&ROWS_PER_BATCH, claim).await?;
        if orders.is_empty() {
            break;
        }
        let settled =
            stream::iter(orders).map(|order| async move { (order, settle::settle_now(shop, gateways, order).await) });
        settled
            .buffer_unordered(at_once)
            .for_each(|(order, outcome)| async move {
                reconciled.0.orders.fetch_add(1, Relaxed);
                reconciled.count(order, outcome.map(drop));
            })
            .await;
    }
    webhook::apply_waiting(shop, gateways).await?;
    expire_overdue(shop, gateways, reconciled, at_once).await
}

impl Reconciled {
    fn count(&self, order: OrderId, outcome: Result<(), Fault>) {
        if let Err(fault) = outcome {
            self.0.failures.fetch_add(1, Relaxed);
            tracing::error!(error = ?fault, %order, "an order's payments could not be reconciled");
        }
    }
}

async fn expire_overdue(
    shop: &Shop,
    gateways: &Gateways,
    reconciled: &Reconciled,
    at_once: usize,
) -> Result<(), Fault> {
    let mut after = None;
    for _ in 0..BATCHES_MAX {
        let overdue = expire::overdue(shop, after, ROWS_PER_BATCH).await?;
        let Some(last) = overdue.last() else { break };
        after = last.expires_at.map(|at| (at, last.id));
        let ended =
            stream::iter(overdue).map(|order| async move { (order.id, expire::expire(shop, gateways, &order).await) });
        ended
            .buffer_unordered(at_once)
            .for_each(|(order, outcome)| async move {
                if matches!(outcome, Ok(true)) {
                    reconciled.0.expired.fetch_add(1, Relaxed);
                }
                reconciled.count(order, outcome.map(drop));
            })
            .await;
    }
    Ok(())
}

/// Takes rows whose time has come, by moving it on, and says whose they are.
async fn claim(unit: &Unit, limit: &u64) -> Result<BTreeSet<OrderId>, Fault> {
    let mut orders = claim_payments(unit, *limit).await?;
    orders.extend(claim_refunds(unit, *limit).await?);
    Ok(orders)
}

async fn claim_payments(unit: &Unit, limit: u64) -> Result<BTreeSet<OrderId>, Fault> {
    let mut due = payment::Entity::find()
        .filter(payment::Column::ReconcileAt.lte(unit.now))
        .order_by_asc(payment::Column::ReconcileAt)
        .limit(limit);
    // What somebody else is at is left to them. SQLite has one writer anyway.
    if unit.backend() == DatabaseBackend::Postgres {
        due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let due = due.all(&unit.tx).await?;
    if due.is_empty() {
        return Ok(BTreeSet::new());
    }
    payment::Entity::update_many()
        .col_expr(payment::Column::ReconcileAt, Expr::value(unit.now + ANSWER_WITHIN))
        .filter(payment::Column::Id.is_in(due.iter().map(|payment| payment.id)))
        .filter(payment::Column::ReconcileAt.lte(unit.now))
        .exec(&unit.tx)
        .await?;
    Ok(due.into_iter().map(|payment| payment.order_id).collect())
}

async fn claim_refunds(unit: &Unit, limit: u64) -> Result<BTreeSet<OrderId>, Fault> {
    let mut due = refund_transaction::Entity::find()
        .filter(refund_transaction::Column::ReconcileAt.lte(unit.now))
        .order_by_asc(refund_transaction::Column::ReconcileAt)
        .limit(limit);
    if unit.backend() == DatabaseBackend::Postgres {
        due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let due = due.all(&unit.tx).await?;
    if due.is_empty() {
        return Ok(BTreeSet::new());
    }
    refund_transaction::Entity::update_many()
        .col_expr(refund_transaction::Column::ReconcileAt, Expr::value(unit.now + ANSWER_WITHIN))
        .filter(refund_transaction::Column::Id.is_in(due.iter().map(|transaction| transaction.id)))
        .filter(refund_transaction::Column::ReconcileAt.lte(unit.now))
        .exec(&unit.tx)
        .await?;
    let payments: Vec<PaymentId> = due.into_iter().map(|transaction| transaction.payment_id).collect();
    let payments = payment::Entity::find().filter(payment::Column::Id.is_in(payments)).all(&unit.tx).await?;
    Ok(payments.into_iter().map(|payment| payment.order_id).collect())
}
