//! What a use case needs from outside: a database, a clock, a source of ids. Nothing else belongs here.
//!
//! Entry points: [`Shop::write`] for everything that changes something, `Shop::read` for the rest.
//! Invariant: one unit of work is one transaction, at one instant, and no network call is made inside it.

pub mod bulk;
pub mod clock;
pub(crate) mod code;
pub mod database;
pub mod fault;
pub mod idempotency;
pub mod keyset;
pub mod meter;
pub mod page;
pub mod pages;
pub mod query;
pub mod replay;
pub mod scratch;
pub mod secret;
pub mod settings;
pub mod snapshot;
pub mod sort;
pub mod viewer;

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use rand::Rng;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

use self::{
    clock::{Clock, IdSource, SystemClock},
    database::Database,
    fault::{Fault, HasFault},
    settings::SettingsCache,
    snapshot::Snapshots,
};

/// A shop's way to the outside world. Cheap to clone.
#[derive(Clone)]
pub struct Shop(Arc<Ports>);

struct Ports {
    database: Database,
    clock: Arc<dyn Clock>,
    ids: IdSource,
    settings: SettingsCache,
    snapshots: Snapshots,
    written: tokio::sync::Notify,
    rehearsals: Semaphore,
}

/// One transaction: where to write, and the single instant all of it happens at.
pub struct Unit {
    pub tx: DatabaseTransaction,
    pub now: DateTime<Utc>,
    shop: Shop,
}

const WRITE_ATTEMPTS_MAX: u32 = 8;
const RETRY_PAUSE_MS: u64 = 4;
/// Units that are written only to be looked at and rolled back, at once: the rest of the writer is for what stays.
const REHEARSALS_MAX: usize = 2;

impl Shop {
    /// A shop on the machine's clock.
    pub fn new(database: Database) -> Self {
        Self::with(database, Arc::new(SystemClock), IdSource::from_entropy())
    }

    /// A shop whose time and ids are somebody else's to decide.
    pub fn with(database: Database, clock: Arc<dyn Clock>, ids: IdSource) -> Self {
        Self(Arc::new(Ports {
            database,
            clock,
            ids,
            settings: SettingsCache::default(),
            snapshots: Snapshots::default(),
            written: tokio::sync::Notify::new(),
            rehearsals: Semaphore::new(REHEARSALS_MAX),
        }))
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// Where reads go: possibly a replica, a moment behind.
    pub(crate) fn read(&self) -> &DatabaseConnection {
        &self.0.database.read
    }

    pub(crate) fn settings_cache(&self) -> &SettingsCache {
        &self.0.settings
    }

    /// What was read once and is good for one revision.
    pub(crate) fn snapshots(&self) -> &Snapshots {
        &self.0.snapshots
    }

    /// Bytes that nobody can guess, for codes.
    ///
    /// # Errors
    /// A [`Fault`] when the system has none to give.
    pub(crate) fn fill_random(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        self.0.ids.fill(bytes)
    }

    /// Turns for units that are rolled back on purpose.
    pub(crate) fn rehearsals(&self) -> &Semaphore {
        &self.0.rehearsals
    }

    /// Wakes when this process has committed something. Other processes' writes do not wake it:
    /// a reader of the events also looks by itself now and then.
    pub async fn written(&self) {
        self.0.written.notified().await;
    }

    /// Runs `work` in one transaction, and again from the start when the database reports a
    /// conflict. `work` may run many times, so it does database work and nothing else.
    ///
    /// # Errors
    /// Whatever `work` refuses with, after the transaction was rolled back; a [`Fault`] when the
    /// database fails or the conflicts do not end.
    pub async fn write<R, T, E>(&self, request: &R, work: impl AsyncFn(&Unit, &R) -> Result<T, E>) -> Result<T, E>
    where
        E: HasFault,
    {
        let mut attempt = 1;
        loop {
            match self.attempt(request, &work).await {
                Err(error) if attempt < WRITE_ATTEMPTS_MAX && error.fault().is_some_and(Fault::is_retryable) => {
                    tracing::debug!(attempt, "write conflict, running the unit again");
                    tokio::time::sleep(pause(attempt)).await;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt<R, T, E>(&self, request: &R, work: &impl AsyncFn(&Unit, &R) -> Result<T, E>) -> Result<T, E>
    where
        E: HasFault,
    {
        let unit = self.begin().await?;
        // An early return drops the unit, which rolls back.
        let value = work(&unit, request).await?;
        unit.tx.commit().await.map_err(Fault::from)?;
        self.0.written.notify_waiters();
        Ok(value)
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that begins a transaction")]
    async fn begin(&self) -> Result<Unit, Fault> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let tx = self.0.database.write.begin_with_options(options).await?;
        Ok(Unit { tx, now: self.now(), shop: self.clone() })
    }
}

impl Unit {
    /// A new key for something that happens in this unit.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.shop.0.ids.next(self.now).into()
    }

    pub fn backend(&self) -> DatabaseBackend {
        self.tx.get_database_backend()
    }

    /// The shop it is a unit of.
    pub(crate) fn shop(&self) -> &Shop {
        &self.shop
    }
}

/// Doubles with each attempt, and is drawn at random below that, so that those who collided once
/// do not collide again.
fn pause(attempt: u32) -> Duration {
    let ceiling = RETRY_PAUSE_MS << attempt;
    Duration::from_millis(rand::rng().random_range(1..=ceiling))
}
