//! Looking now and then, and telling the monitoring system. For the server's background.
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use super::{Finding, examine};
use crate::shop::{Shop, fault::Fault};

/// What was seen since the start. Clones see the same.
#[derive(Clone, Debug, Default)]
pub struct Watched(Arc<Seen>);

#[derive(Debug, Default)]
struct Seen {
    wrong: AtomicU64,
    looks: AtomicU64,
    failures: AtomicU64,
}

impl Watched {
    /// Checks that found something wrong when it was last looked.
    pub fn wrong(&self) -> u64 {
        self.0.wrong.load(Relaxed)
    }

    /// How often it was looked.
    pub fn looks(&self) -> u64 {
        self.0.looks.load(Relaxed)
    }

    /// Looks that the database did not let come to an end.
    pub fn failures(&self) -> u64 {
        self.0.failures.load(Relaxed)
    }
}

/// Looks once every `period`, until it is told to stop. A period of zero: never.
pub async fn run(shop: &Shop, period: Duration, watched: &Watched, shutdown: CancellationToken) {
    if period.is_zero() {
        return;
    }
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(period) => {}
        }
        if let Err(fault) = look(shop, watched).await {
            watched.0.failures.fetch_add(1, Relaxed);
            tracing::error!(error = ?fault, "the doctor could not look at the data");
        }
    }
}

/// Looks once. What is wrong goes to the log.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn look(shop: &Shop, watched: &Watched) -> Result<(), Fault> {
    let mut wrong = 0;
    for check in examine(shop).await? {
        if let Finding::Wrong(told) = check.finding {
            wrong += 1;
            tracing::error!(check = check.name, told, "the doctor found something wrong");
        }
    }
    watched.0.wrong.store(wrong, Relaxed);
    watched.0.looks.fetch_add(1, Relaxed);
    Ok(())
}
