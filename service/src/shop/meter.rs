//! Counts SQL statements and their time: for one request, and since the start.
use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

/// A running count. Cheap to clone; clones count together.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    statements: AtomicU64,
    micros: AtomicU64,
}

tokio::task_local! {
    static CURRENT: Meter;
}

impl Meter {
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Relaxed)
    }

    /// Time spent waiting for the database, added up over concurrent statements.
    pub fn waited(&self) -> Duration {
        Duration::from_micros(self.0.micros.load(Relaxed))
    }

    /// Counts the statements that `work` runs on this task. A task spawned inside it is not
    /// counted unless it is put in scope too.
    pub fn scope<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, work)
    }

    pub(super) fn record(&self, elapsed: Duration) {
        self.add(elapsed);
        // Outside a request there is nothing else to count for.
        let _ = CURRENT.try_with(|meter| meter.add(elapsed));
    }

    fn add(&self, elapsed: Duration) {
        self.0.statements.fetch_add(1, Relaxed);
        self.0.micros.fetch_add(u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }
}
