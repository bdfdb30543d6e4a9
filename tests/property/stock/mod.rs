//! Whatever happens to stock, in whatever order: the counters are what a simple model says, the ledger sums up to
//! them, none is below zero, and nothing is promised that may not be.
#![expect(clippy::similar_names, reason = "levels and labels, held and holder: the words of the trade")]

mod model;
mod world;

use std::collections::BTreeSet;

use entity::variant::InventoryPolicy;
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use tests::{
    Backend, TestShop,
    factory::stock::{goods, stock_complaints as complaints},
    run,
};

use self::{
    model::{Holds, Model, Shelf},
    world::World,
};

const VARIANTS: usize = 2;
const LOCATIONS: usize = 2;
const HOLDERS: u8 = 3;
const STEPS_MAX: usize = 40;
/// Each in a shop of its own.
const CASES: u32 = 10;

#[derive(Clone, Debug)]
enum Op {
    Reserve { holder: u8, demand: Vec<(usize, i64)> },
    Renew { holder: u8 },
    Release { holder: u8 },
    Commit { holder: u8 },
    Sweep,
    Wait { seconds: i64 },
    Fulfil { place: (usize, usize), units: i64 },
    Uncommit { place: (usize, usize), units: i64 },
    Restock { place: (usize, usize), units: i64 },
    Adjust { place: (usize, usize), stock: u8, by: i64 },
    Count { place: (usize, usize), to: i64, seen: bool },
    Move { variant: usize, units: i64, from: (usize, u8), to: (usize, u8) },
    Send { from: usize, units: [i64; VARIANTS] },
    Receive { nth: usize, part: Option<i64> },
    Cancel { nth: usize },
}

fn place() -> impl Strategy<Value = (usize, usize)> {
    (0..VARIANTS, 0..LOCATIONS)
}

fn op() -> impl Strategy<Value = Op> {
    let holder = || 0..HOLDERS;
    prop_oneof![
        6 => (holder(), prop::collection::vec((0..VARIANTS, 1_i64..8), 0..4))
            .prop_map(|(holder, demand)| Op::Reserve { holder, demand }),
        2 => holder().prop_map(|holder| Op::Renew { holder }),
        1 => holder().prop_map(|holder| Op::Release { holder }),
        3 => holder().prop_map(|holder| Op::Commit { holder }),
        1 => Just(Op::Sweep),
        3 => (1_i64..500).prop_map(|seconds| Op::Wait { seconds }),
        2 => (place(), 1_i64..5).prop_map(|(place, units)| Op::Fulfil { place, units }),
        1 => (place(), 1_i64..5).prop_map(|(place, units)| Op::Uncommit { place, units }),
        1 => (place(), 1_i64..5).prop_map(|(place, units)| Op::Restock { place, units }),
        3 => (place(), 0_u8..3, -6_i64..7).prop_map(|(place, stock, by)| Op::Adjust { place, stock, by }),
        1 => (place(), 0_i64..12, any::<bool>()).prop_map(|(place, to, seen)| Op::Count { place, to, seen }),
        2 => (0..VARIANTS, 1_i64..5, (0..LOCATIONS, 0_u8..3), (0..LOCATIONS, 0_u8..3))
            .prop_map(|(variant, units, from, to)| Op::Move { variant, units, from, to }),
        2 => (0..LOCATIONS, prop::array::uniform2(0_i64..5)).prop_map(|(from, units)| Op::Send { from, units }),
        2 => (0_usize..4, prop::option::of(1_i64..4)).prop_map(|(nth, part)| Op::Receive { nth, part }),
        1 => (0_usize..4).prop_map(|nth| Op::Cancel { nth }),
    ]
}

async fn live(shop: &TestShop, policy: InventoryPolicy, ops: &[Op]) {
    let goods = goods(shop, VARIANTS, policy, &[8, 5]).await;
    let places: BTreeSet<_> = (0..VARIANTS).flat_map(|v| (0..LOCATIONS).map(move |l| (v, l))).collect();
    let on_hand = [8, 5];
    let shelves =
        places.into_iter().map(|place| (place, Shelf { on_hand: on_hand[place.1], ..Shelf::default() })).collect();
    let may_oversell = policy == InventoryPolicy::Continue;
    let model = Model { shelves, holds: Holds::new(), transfers: Vec::new(), may_oversell };
    let mut world = World { shop, goods, model };
    for op in ops {
        world.apply(op).await;
        world.agree().await;
    }
    assert_eq!(complaints(shop).await, [""; 0]);
}

fn every_case(backend: Backend, policy: InventoryPolicy) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&prop::collection::vec(op(), 1..STEPS_MAX), |ops| {
        let lived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            runtime.block_on(run(backend, async |shop: &TestShop| live(shop, policy, &ops).await));
        }));
        lived.map_err(|panic| TestCaseError::fail(message(&*panic)))
    });
    if let Err(counterexample) = outcome {
        panic!("{counterexample}");
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

#[test]
fn denied_when_the_shelf_is_empty_sqlite() {
    every_case(Backend::Sqlite, InventoryPolicy::Deny);
}

#[test]
fn denied_when_the_shelf_is_empty_postgres() {
    every_case(Backend::Postgres, InventoryPolicy::Deny);
}

#[test]
fn sold_on_when_the_shelf_is_empty_sqlite() {
    every_case(Backend::Sqlite, InventoryPolicy::Continue);
}

#[test]
fn sold_on_when_the_shelf_is_empty_postgres() {
    every_case(Backend::Postgres, InventoryPolicy::Continue);
}
