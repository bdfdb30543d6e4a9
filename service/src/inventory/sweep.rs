//! Takes back what nobody holds any more.
//!
//! Nothing depends on when it runs: an expired reservation holds nothing, swept or not. It keeps the table small, and
//! tells search and others of what can be bought again. Several processes may sweep at once.
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use entity::reservation;
use sea_orm::{
    ColumnTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockBehavior, LockType},
};
use tokio_util::sync::CancellationToken;

use super::{
    hold, reserve,
    shelf::{self, Shelf},
};
use crate::shop::{Shop, Unit, fault::Fault};

/// Reservations taken back in one transaction: what a buyer of the same goods may have to wait for.
pub const BATCH: u64 = 200;
/// Batches of one round; what is left waits for the next.
const BATCHES_MAX: u32 = 50;
/// How often the server looks.
const PERIOD: Duration = Duration::from_secs(15);

/// How much has been swept since the start. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Swept(Arc<Totals>);

#[derive(Debug, Default)]
struct Totals {
    reservations: AtomicU64,
    failures: AtomicU64,
}

impl Swept {
    pub fn reservations(&self) -> u64 {
        self.0.reservations.load(Relaxed)
    }

    /// Rounds that failed.
    pub fn failures(&self) -> u64 {
        self.0.failures.load(Relaxed)
    }
}

/// Sweeps now and then until `shutdown`.
pub async fn keep(shop: &Shop, swept: &Swept, shutdown: CancellationToken) {
    loop {
        // A batch that is broken off is rolled back, and found again.
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(PERIOD) => {}
        }
        let round = tokio::select! {
            () = shutdown.cancelled() => return,
            round = sweep(shop, BATCHES_MAX) => round,
        };
        match round {
            Ok(reservations) => drop(swept.0.reservations.fetch_add(reservations, Relaxed)),
            Err(fault) => {
                swept.0.failures.fetch_add(1, Relaxed);
                tracing::warn!(error = ?fault, "expired reservations could not be swept");
            }
        }
    }
}

/// Takes back what has expired, in at most so many batches, and says how many reservations that were.
pub async fn sweep(shop: &Shop, batches_max: u32) -> Result<u64, Fault> {
    let mut total = 0;
    for _ in 0..batches_max {
        let swept = shop.write(&BATCH, batch).await?;
        total += swept;
        if swept == 0 {
            break;
        }
    }
    Ok(total)
}

/// Takes back up to `limit` reservations. What somebody else is at is left to them.
pub async fn batch(unit: &Unit, limit: &u64) -> Result<u64, Fault> {
    let overdue = reservation::Entity::find()
        .filter(reservation::Column::ExpiresAt.lte(unit.now))
        .order_by_asc(reservation::Column::ExpiresAt)
        .limit(*limit)
        .all(&unit.tx)
        .await?;
    if overdue.is_empty() {
        return Ok(0);
    }
    let facts = shelf::facts(unit, overdue.iter().map(|row| row.variant_id)).await?;
    let mut shelf = Shelf::take(unit, &facts, overdue.iter().map(hold::place_of)).await?;
    let mut select = reservation::Entity::find()
        .filter(reservation::Column::Id.is_in(overdue.iter().map(|row| row.id)))
        // Renewed meanwhile, or swept.
        .filter(reservation::Column::ExpiresAt.lte(unit.now))
        .order_by_asc(reservation::Column::Id);
    if unit.backend() == DatabaseBackend::Postgres {
        select = select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let mut expired = select.all(&unit.tx).await?;
    let taken: BTreeSet<_> = shelf.places().collect();
    expired.retain(|row| taken.contains(&hold::place_of(row)));
    reserve::expire(unit, &mut shelf, &expired).await?;
    shelf.write(unit).await?;
    Ok(expired.len() as u64)
}
