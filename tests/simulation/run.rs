//! Seeds, one after the other on each of two workers; and what is printed of one that fails.
use std::{
    env,
    fmt::Write as _,
    io::Write as _,
    panic::AssertUnwindSafe,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use futures::FutureExt;
use tests::Backend;

use crate::{end, oracle, trace::Trace, world::World};

const WORKERS: usize = 2;
const SEEDS_VARIABLE: &str = "OXCART_SIMULATION_SEEDS";
const SEED_VARIABLE: &str = "OXCART_SIMULATION_SEED";
/// The first one, to look elsewhere.
const FROM_VARIABLE: &str = "OXCART_SIMULATION_FROM";
/// A run that takes longer hangs, on whatever machine.
const RUN_TIME_MAX: Duration = Duration::from_mins(2);
/// Failures that are printed.
const FAILURES_MAX: usize = 3;

/// Which seeds are run.
pub(crate) struct Sample {
    pub(crate) backend: Backend,
    pub(crate) seeds: u64,
}

/// What came of one seed.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) trace: Vec<String>,
    pub(crate) statements: u64,
    pub(crate) digest: u64,
    pub(crate) attempts: usize,
    wrong: Vec<String>,
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is a number, not {text}")))
}

/// Runs a sample, and stops at the first few that fail.
pub(crate) fn every_seed(sample: &Sample) {
    if let Some(seed) = number(SEED_VARIABLE) {
        let run = once(sample.backend, seed);
        say(&run.trace.join("\n"));
        assert!(run.wrong.is_empty(), "{}", failure(sample.backend, seed, &run));
        return;
    }
    let seeds = match sample.backend {
        Backend::Sqlite => number(SEEDS_VARIABLE).unwrap_or(sample.seeds),
        Backend::Postgres => sample.seeds,
    };
    let from = number(FROM_VARIABLE).unwrap_or_default();
    let (next, statements, attempts) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let failures = Mutex::new(Vec::new());
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let runtime = runtime();
                loop {
                    let seed = from + next.fetch_add(1, Relaxed);
                    if seed >= from + seeds || failures.lock().unwrap().len() >= FAILURES_MAX {
                        return;
                    }
                    let run = runtime.block_on(run(sample.backend, seed));
                    statements.fetch_add(run.statements, Relaxed);
                    attempts.fetch_add(run.attempts as u64, Relaxed);
                    if !run.wrong.is_empty() {
                        failures.lock().unwrap().push(failure(sample.backend, seed, &run));
                    }
                }
            });
        }
    });
    let (statements, attempts) = (statements.into_inner(), attempts.into_inner());
    let (seeds, time) = (next.into_inner().saturating_sub(WORKERS as u64), started.elapsed());
    say(&format!(
        "{:?}: {seeds} seeds, {attempts} attempts to order, {statements} statements, {time:.1?}",
        sample.backend
    ));
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Runs one seed on a runtime of its own.
pub(crate) fn once(backend: Backend, seed: u64) -> Run {
    runtime().block_on(run(backend, seed))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

async fn run(backend: Backend, seed: u64) -> Run {
    let trace = Trace::default();
    let lived = AssertUnwindSafe(live(backend, seed, trace.clone())).catch_unwind();
    let mut run = match tokio::time::timeout(RUN_TIME_MAX, lived).await {
        Ok(Ok(run)) => run,
        Ok(Err(panic)) => Run { wrong: vec![format!("a panic: {}", words(&*panic))], ..Run::default() },
        Err(_) => Run { wrong: vec!["it hangs".to_owned()], ..Run::default() },
    };
    run.trace = trace.lines();
    run
}

async fn live(backend: Backend, seed: u64, trace: Trace) -> Run {
    let Some(mut world) = World::open(backend, seed, trace).await else { return Run::default() };
    world.live().await;
    end::settle_down(&mut world).await;
    let (wrong, ended) = oracle::examine(&world).await;
    world.trace.say(ended);
    let (statements, digest) = world.faults.statements();
    let attempts = world.told.attempts.len();
    world.house.remove().await;
    Run { statements, digest, attempts, wrong, trace: Vec::new() }
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("without words")
}

fn failure(backend: Backend, seed: u64, run: &Run) -> String {
    let test = match backend {
        Backend::Sqlite => "every_seed_sqlite",
        Backend::Postgres => "a_sample_postgres",
    };
    let mut told = format!("seed {seed} on {backend:?} fails. What happened:\n");
    for line in &run.trace {
        let _ = writeln!(told, "    {line}");
    }
    let _ = writeln!(told, "What is wrong:");
    for wrong in &run.wrong {
        let _ = writeln!(told, "  - {wrong}");
    }
    let _ = write!(told, "Again: {SEED_VARIABLE}={seed} cargo test -p tests --test simulation {test}");
    told
}

/// Past the test runner's capture.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
