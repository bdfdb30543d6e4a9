//! Sends requests and times them.
//!
//! Open loop: requests are due at fixed instants, whether or not earlier ones were answered, and
//! each is timed from the instant it was due. A server that stalls is thus charged for everyone who
//! would have waited (no "coordinated omission"). Closed loop: each connection sends the next
//! request when the last one was answered, which finds the highest throughput and says nothing
//! about waiting.
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};

use super::{Failure, http::Connection, plan::Plan, target::Target};

/// Latencies above this are counted as this.
const LATENCY_MICROS_MAX: u64 = 60_000_000;
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// Requests that were due but not sent this long after the end never are.
const DRAIN: Duration = Duration::from_secs(5);
/// Sent before measuring begins: caches fill, connections open.
const WARM_UP: Duration = Duration::from_secs(1);

/// How much is sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Load {
    /// Requests per second, over at most this many connections.
    Rate { per_second: u32, in_flight_max: u32 },
    /// As fast as answers come.
    Connections(u32),
}

/// What was measured of one kind of request.
pub(super) struct Measured {
    pub(super) latency_micros: Histogram<u64>,
    pub(super) errors: BTreeMap<String, u64>,
}

/// What was measured.
pub(super) struct Outcome {
    pub(super) by_operation: BTreeMap<&'static str, Measured>,
    pub(super) elapsed: Duration,
    /// Due, but never sent: the server, or this machine, did not keep up.
    pub(super) unsent: u64,
}

/// When requests are due. One for all workers.
struct Schedule {
    started: Instant,
    duration: Duration,
    load: Load,
    due: Semaphore,
    taken: AtomicU64,
}

impl Schedule {
    /// The instant the next request is due, once it is; none when there are no more.
    async fn next(&self) -> Option<Instant> {
        let Load::Rate { per_second, .. } = self.load else {
            return Some(Instant::now()).filter(|now| *now < self.end());
        };
        self.due.acquire().await.ok()?.forget();
        let number = self.taken.fetch_add(1, Ordering::Relaxed);
        Some(self.started + instant_of(number, per_second)).filter(|due| *due < self.end())
    }

    fn end(&self) -> Instant {
        self.started + self.duration
    }

    /// Releases requests as they fall due. On a thread of its own: its sleeps are exact to a tenth
    /// of a millisecond, those of the runtime to one.
    fn pace(&self, per_second: u32, workers: usize) {
        let mut released = 0;
        while Instant::now() < self.end() {
            let next = self.started + instant_of(released, per_second);
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
            self.due.add_permits(1);
            released += 1;
        }
        // Every worker finds that there is nothing left.
        self.due.add_permits(workers);
    }
}

fn instant_of(number: u64, per_second: u32) -> Duration {
    Duration::from_nanos(number * 1_000_000_000 / u64::from(per_second))
}

/// Runs the plan for the warm-up and `duration`, and measures the latter.
pub(super) async fn drive(
    target: &Target,
    plan: &Arc<Plan>,
    load: Load,
    duration: Duration,
) -> Result<Outcome, Failure> {
    let workers = match load {
        Load::Rate { in_flight_max, .. } => in_flight_max,
        Load::Connections(connections) => connections,
    };
    let schedule = Arc::new(Schedule {
        started: Instant::now(),
        duration: WARM_UP + duration,
        load,
        due: Semaphore::new(0),
        taken: AtomicU64::new(0),
    });
    if let Load::Rate { per_second, .. } = load {
        let schedule = schedule.clone();
        std::thread::spawn(move || schedule.pace(per_second, workers as usize));
    }
    let mut running = JoinSet::new();
    for number in 0..workers {
        let worker = Worker {
            connection: Connection::to(target.place.address),
            plan: plan.clone(),
            schedule: schedule.clone(),
            rng: StdRng::seed_from_u64(u64::from(number)),
            measured: BTreeMap::new(),
            unsent: 0,
        };
        running.spawn(worker.run());
    }
    let mut outcome = Outcome { by_operation: BTreeMap::new(), elapsed: duration, unsent: 0 };
    while let Some(worker) = running.join_next().await {
        let worker = worker.map_err(|error| Failure::new(format!("a worker stopped: {error}")))??;
        outcome.unsent += worker.unsent;
        for (operation, measured) in worker.measured {
            match outcome.by_operation.entry(operation) {
                Entry::Occupied(mut all) => all.get_mut().add(&measured)?,
                Entry::Vacant(all) => drop(all.insert(measured)),
            }
        }
    }
    Ok(outcome)
}

struct Worker {
    connection: Connection,
    plan: Arc<Plan>,
    schedule: Arc<Schedule>,
    rng: StdRng,
    measured: BTreeMap<&'static str, Measured>,
    unsent: u64,
}

impl Worker {
    async fn run(mut self) -> Result<Self, Failure> {
        let measure_from = self.schedule.started + WARM_UP;
        let give_up_at = self.schedule.end() + DRAIN;
        while let Some(due) = self.schedule.next().await {
            if Instant::now() > give_up_at {
                self.unsent += 1;
                continue;
            }
            let plan = self.plan.clone();
            let request = plan.pick(self.rng.random());
            let answer = timeout(REQUEST_TIMEOUT, self.connection.send(&request.bytes)).await;
            let error = match answer {
                Err(_) => Some("timed out".to_owned()),
                Ok(Err(error)) => Some(error.to_string()),
                Ok(Ok(answer)) => plan.fault_in(answer.status, answer.body),
            };
            if due < measure_from {
                continue;
            }
            let latency = due.elapsed();
            match self.measured.entry(request.operation) {
                Entry::Occupied(mut measured) => measured.get_mut().record(latency, error),
                Entry::Vacant(measured) => measured.insert(Measured::none()?).record(latency, error),
            }
        }
        Ok(self)
    }
}

impl Measured {
    pub(super) fn none() -> Result<Self, Failure> {
        let latency_micros = Histogram::new_with_bounds(1, LATENCY_MICROS_MAX, 3)
            .map_err(|error| Failure::new(format!("making a histogram: {error}")))?;
        Ok(Self { latency_micros, errors: BTreeMap::new() })
    }

    fn record(&mut self, latency: Duration, error: Option<String>) {
        if let Some(error) = error {
            *self.errors.entry(error).or_default() += 1;
            return;
        }
        let micros = u64::try_from(latency.as_micros()).unwrap_or(LATENCY_MICROS_MAX);
        self.latency_micros.saturating_record(micros.max(1));
    }

    /// Adds what another worker measured.
    pub(super) fn add(&mut self, other: &Self) -> Result<(), Failure> {
        self.latency_micros.add(&other.latency_micros).map_err(|error| Failure::new(format!("adding up: {error}")))?;
        for (error, count) in &other.errors {
            *self.errors.entry(error.clone()).or_default() += count;
        }
        Ok(())
    }
}
