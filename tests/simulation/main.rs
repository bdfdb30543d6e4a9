//! Many shoppers, staff, a provider with bad manners, and a shop that fails between any two statements: whatever
//! happens, the books agree in the end.
//!
//! One seed is one small shop and a few dozen turns. Clock, ids, chance, and who acts next all come from the seed; on
//! SQLite one request acts at a time, so a seed does the same thing each time, statement by statement.
//!
//! `OXCART_SIMULATION_SEEDS=20000` runs more of them, `OXCART_SIMULATION_FROM=5000` others, and
//! `OXCART_SIMULATION_SEED=123` one, with all that happened in it.

#![cfg(test)]

mod answers;
mod books;
mod chance;
mod end;
mod errand;
mod faults;
mod house;
mod news;
mod oracle;
mod provider;
mod run;
mod server;
mod shopper;
mod staff;
mod stage;
mod told;
mod trace;
mod world;

use tests::Backend;

use crate::run::{Sample, every_seed, once};

/// Runs on SQLite, unless `OXCART_SIMULATION_SEEDS` says how many.
const SEEDS: u64 = 2_000;
/// On PostgreSQL a shop takes a second to make.
const SEEDS_POSTGRES: u64 = 30;
const SEEDS_REPLAYED: u64 = 15;

#[test]
fn every_seed_sqlite() {
    every_seed(&Sample { backend: Backend::Sqlite, seeds: SEEDS });
}

#[test]
fn a_sample_postgres() {
    every_seed(&Sample { backend: Backend::Postgres, seeds: SEEDS_POSTGRES });
}

/// The same turns, the same statements, the same answers, the same end.
#[test]
fn a_seed_replays_exactly() {
    for seed in (0..SEEDS_REPLAYED).map(|seed| 1_000_000 + 7 * seed) {
        let (first, second) = (once(Backend::Sqlite, seed), once(Backend::Sqlite, seed));
        pretty_assertions::assert_eq!(first.trace, second.trace, "seed {seed}");
        assert_eq!((first.statements, first.digest), (second.statements, second.digest), "seed {seed}");
    }
}
