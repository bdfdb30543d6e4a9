//! When shoppers come: at fixed instants, whether or not others were served (open loop), or each when the one before
//! them has left (closed loop).
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, task::JoinSet, time::sleep_until};

use super::shopper::Visit;
use crate::cli::Failure;

/// Shoppers in the shop at once, at most. Who has to wait at the door is timed from when they came.
const SHOPPERS_AT_ONCE_MAX: usize = 1_024;

/// `count` shoppers, one every `every`; zero: all at the same moment.
pub(super) async fn open_loop<F>(
    count: u64,
    every: Duration,
    visit: impl Fn(u64, Instant) -> F,
) -> Result<Vec<Visit>, Failure>
where
    F: Future<Output = Visit> + Send + 'static,
{
    let door = Arc::new(Semaphore::new(SHOPPERS_AT_ONCE_MAX));
    let started = Instant::now();
    let mut shoppers = JoinSet::new();
    for number in 0..count {
        let due = started + every * u32::try_from(number).unwrap_or(u32::MAX);
        sleep_until(due.into()).await;
        let place = door.clone().acquire_owned().await.map_err(|error| Failure::new(error.to_string()))?;
        let visit = visit(number, due);
        shoppers.spawn(async move {
            let visit = visit.await;
            drop(place);
            visit
        });
    }
    all(shoppers).await
}

/// `count` shoppers, at most `at_once` of them in the shop.
pub(super) async fn closed_loop<F, T>(
    items: Vec<T>,
    at_once: usize,
    visit: impl Fn(T, Instant) -> F,
) -> Result<Vec<F::Output>, Failure>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    let mut shoppers = JoinSet::new();
    let mut visits = Vec::with_capacity(items.len());
    for item in items {
        if shoppers.len() >= at_once {
            visits.extend(next(&mut shoppers).await?);
        }
        shoppers.spawn(visit(item, Instant::now()));
    }
    visits.extend(all(shoppers).await?);
    Ok(visits)
}

async fn all<T: 'static>(mut running: JoinSet<T>) -> Result<Vec<T>, Failure> {
    let mut done = Vec::with_capacity(running.len());
    while let Some(one) = next(&mut running).await? {
        done.push(one);
    }
    Ok(done)
}

async fn next<T: 'static>(running: &mut JoinSet<T>) -> Result<Option<T>, Failure> {
    let stopped = |error| Failure::new(format!("a shopper stopped: {error}"));
    running.join_next().await.transpose().map_err(stopped)
}
