//! Five hundred shoppers and the last hundred units, while time runs, holds end and others sweep.
use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, Duration, Utc};
use entity::{
    ids::{LocationId, VariantId},
    variant::InventoryPolicy,
};
use pretty_assertions::assert_eq;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use service::{
    inventory::{
        availability, release,
        renew::{self, Renew, RenewError},
        reserve::ReserveError,
        sweep,
    },
    shop::{
        Shop, Unit,
        clock::{Clock, FixedClock, IdSource},
        database::{Database, DatabaseOptions},
        fault::Fault,
    },
};
use tests::{
    Backend, TestShop,
    factory::stock::{Goods, goods, levels, stock_complaints as complaints},
    run,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{holder, reserve, reserve_for};

const SHOPPERS: u128 = 500;
const UNITS: i64 = 100;
/// How often every unit is to be held by somebody new, on average. Shoppers keep coming back until then.
const TURNS: i64 = 3;
/// Holds that end before they are renewed, at least.
const LOST_MIN: i64 = 10;
/// What passes with everything that a shopper does, and while all of them wait. Time runs with the race and not with the
/// machine: on a slow one it takes longer, and is the same race.
const STEP: Duration = Duration::milliseconds(20);
const IDLE_STEP: Duration = Duration::milliseconds(500);
const PAUSE: std::time::Duration = std::time::Duration::from_millis(3);
const HOLD: Duration = Duration::seconds(30);
/// `OXCART_TEST_RUNS=20` for the whole proof.
const RUNS: u32 = 2;
const RUNS_VARIABLE: &str = "OXCART_TEST_RUNS";

fn runs() -> u32 {
    env::var(RUNS_VARIABLE).ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS)
}

async fn every_run(backend: Backend, scenario: impl AsyncFn(&TestShop, u64)) {
    for number in 0..runs() {
        run(backend, async |shop: &TestShop| scenario(shop, u64::from(number)).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_units_sqlite() {
    every_run(Backend::Sqlite, the_last_units).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_units_postgres() {
    every_run(Backend::Postgres, the_last_units).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn carts_in_opposite_orders_sqlite() {
    every_run(Backend::Sqlite, carts_in_opposite_orders).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn carts_in_opposite_orders_postgres() {
    every_run(Backend::Postgres, carts_in_opposite_orders).await;
}

/// A second server on the same database and the same clock.
async fn node(shop: &TestShop, seed: u64) -> Shop {
    let options = DatabaseOptions {
        connections_max: 6,
        // Five hundred ask at once, and the machine may have other things to do.
        acquire_timeout: std::time::Duration::from_mins(10),
        ..DatabaseOptions::new(&shop.database.url)
    };
    let database = Database::open(&options).await.unwrap();
    Shop::with(database, shop.clock.clone(), IdSource::seeded(seed))
}

/// When a shopper held how much, as they know it: from the moment they were told until the end they were told.
struct Stay {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    units: i64,
}

/// What the crowd has done so far, and its clock.
struct Race {
    clock: Arc<FixedClock>,
    /// Shoppers who are waiting for an answer.
    asking: AtomicI64,
    /// Units that were got, again and again.
    got: AtomicI64,
    /// Visits that ended with nothing, because others had it.
    refused: AtomicI64,
    /// Holds that ended under the shopper who wanted to keep them.
    lost: AtomicI64,
}

impl Race {
    fn on(clock: &Arc<FixedClock>) -> Self {
        let [asking, got, refused, lost] = [0; 4].map(AtomicI64::new);
        Self { clock: clock.clone(), asking, got, refused, lost }
    }

    /// A shopper does something.
    async fn act<T>(&self, act: impl Future<Output = T>) -> T {
        self.asking.fetch_add(1, Ordering::Relaxed);
        let done = act.await;
        self.asking.fetch_sub(1, Ordering::Relaxed);
        self.clock.advance(STEP);
        done
    }

    /// A shopper does nothing for so many seconds of the race.
    async fn pause(&self, seconds: i64) {
        let until = self.clock.now() + Duration::seconds(seconds);
        while self.clock.now() < until {
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Lets time run while nobody does anything.
    async fn keep_time(self: Arc<Self>, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if self.asking.load(Ordering::Relaxed) == 0 {
                self.clock.advance(IDLE_STEP);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Until everything changed hands, others were often in the way, and some ran out of time.
    fn is_on(&self) -> bool {
        let [got, refused, lost] = self.figures();
        got < TURNS * UNITS || refused < UNITS || lost < LOST_MIN
    }

    fn figures(&self) -> [i64; 3] {
        [&self.got, &self.refused, &self.lost].map(|count| count.load(Ordering::Relaxed))
    }
}

async fn the_last_units(shop: &TestShop, number: u64) {
    let goods = Arc::new(goods(shop, 1, InventoryPolicy::Deny, &[70, 30]).await);
    let nodes = [node(shop, 100 + number).await, node(shop, 200 + number).await];
    everyone_at_once(&nodes, &goods).await;
    assert_eq!(held(shop).await, (UNITS, UNITS), "whoever came first");

    let done = CancellationToken::new();
    let watching = watch(shop, &done).await;
    let mut helpers = JoinSet::new();
    for node in &nodes {
        let (node, done) = (node.clone(), done.clone());
        helpers.spawn(async move {
            while !done.is_cancelled() {
                sweep::sweep(&node, 2).await.unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        });
    }
    let race = Arc::new(Race::on(&shop.clock));
    helpers.spawn(race.clone().keep_time(done.clone()));
    let mut shoppers = JoinSet::new();
    for shopper in 0..SHOPPERS {
        let (node, goods) = (nodes[usize::from(shopper % 2 == 1)].clone(), goods.clone());
        let random = StdRng::seed_from_u64(number << 32 | u64::try_from(shopper).unwrap());
        shoppers.spawn(visit(node, goods, holder(shopper), random, race.clone()));
    }
    let stays: Vec<_> = shoppers.join_all().await.into_iter().flatten().collect();
    done.cancel();
    helpers.join_all().await;
    watching.await.unwrap();
    tell(number, &race, stays.len());
    assert_never_more(&stays);

    // Nobody sweeps: all of it can be had again as soon as the last hold has ended.
    shop.clock.advance(HOLD * 2);
    let (variant, locations) = (goods.variants[0], &goods.locations);
    assert_eq!(available(&shop.shop, variant, locations).await, UNITS);
    let all = reserve(&shop.shop, holder(SHOPPERS), &[(variant, UNITS)], locations).await.unwrap();
    assert_eq!(all.iter().map(|held| held.quantity).sum::<i64>(), UNITS);
    assert_eq!(held(shop).await, (UNITS, UNITS));
    shop.shop.write(&holder(SHOPPERS), give_back).await.unwrap();
    assert_eq!(held(shop).await, (0, 0));
    assert_eq!(complaints(shop).await, [""; 0]);
    for node in nodes {
        node.database().clone().close().await.unwrap();
    }
}

/// All of them want one: a hundred get it, four hundred are told that there is none.
async fn everyone_at_once(nodes: &[Shop; 2], goods: &Arc<Goods>) {
    let mut shoppers = JoinSet::new();
    for shopper in 0..SHOPPERS {
        let (node, goods) = (nodes[usize::from(shopper % 2 == 1)].clone(), goods.clone());
        shoppers.spawn(async move {
            match reserve_for(&node, holder(shopper), &[(goods.variants[0], 1)], &goods.locations, HOLD).await {
                Ok(held) => held.iter().map(|held| held.quantity).sum(),
                Err(ReserveError::Short(short)) => {
                    assert_eq!((short[0].wanted, short[0].available), (1, 0));
                    0
                }
                Err(other) => panic!("neither held nor short: {other:?}"),
            }
        });
    }
    let got: Vec<i64> = shoppers.join_all().await;
    assert_eq!(got.iter().sum::<i64>(), UNITS);
    assert_eq!(got.iter().filter(|got| **got == 0).count(), 400);
}

async fn give_back(unit: &Unit, holder: &Uuid) -> Result<i64, Fault> {
    release::release(unit, *holder, "shopper").await
}

#[expect(clippy::print_stderr, reason = "figures for whoever runs the whole proof")]
fn tell(number: u64, race: &Race, stays: usize) {
    let [got, refused, lost] = race.figures();
    eprintln!("run {number}: {got} units got in {stays} stays, {refused} refused, {lost} lost while renewing");
}

/// A shopper comes a few times: reserves, perhaps renews, perhaps gives back, perhaps just leaves.
async fn visit(shop: Shop, goods: Arc<Goods>, holder: Uuid, mut random: StdRng, race: Arc<Race>) -> Vec<Stay> {
    let mut stays = Vec::new();
    while race.is_on() {
        let units = random.random_range(1..=3);
        let until = shop.now() + HOLD;
        let wanted = [(goods.variants[0], units)];
        match race.act(reserve_for(&shop, holder, &wanted, &goods.locations, HOLD)).await {
            Ok(held) => assert_eq!(held.iter().map(|held| held.quantity).sum::<i64>(), units),
            Err(ReserveError::Short(_)) => {
                race.refused.fetch_add(1, Ordering::Relaxed);
                race.pause(random.random_range(10..60)).await;
                continue;
            }
            Err(ReserveError::AlreadyOver) => continue,
            Err(other) => panic!("neither held nor short: {other:?}"),
        }
        race.got.fetch_add(units, Ordering::Relaxed);
        let mut stay = Stay { from: shop.now(), to: until, units };
        for _ in 0..random.random_range(0..3) {
            race.pause(random.random_range(0..35)).await;
            let until = shop.now() + HOLD;
            match race.act(shop.write(&Renew { holder, until }, renew::renew)).await {
                Ok(()) => stay.to = until,
                Err(RenewError::Expired | RenewError::NothingHeld) => {
                    race.lost.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                Err(RenewError::Fault(fault)) => panic!("{fault:?}"),
            }
        }
        if random.random_bool(0.4) {
            stay.to = stay.to.min(shop.now());
            race.act(shop.write(&holder, give_back)).await.unwrap();
        } else {
            // What is left behind is replaced by the next visit, so it counts no longer than until then.
            race.pause(random.random_range(0..40)).await;
            stay.to = stay.to.min(shop.now());
        }
        stays.push(stay);
    }
    stays
}

/// Walks through all the moments at which somebody begins or ends to hold something.
fn assert_never_more(stays: &[Stay]) {
    let mut changes: Vec<_> = stays
        .iter()
        .filter(|stay| stay.from < stay.to)
        .flat_map(|stay| [(stay.from, stay.units), (stay.to, -stay.units)])
        .collect();
    // What ends at a moment is free at that moment.
    changes.sort_unstable();
    let mut held = 0;
    for (at, units) in changes {
        held += units;
        assert!(held <= UNITS, "{held} of {UNITS} units were held at {at}");
    }
}

#[derive(FromQueryResult)]
struct Moment {
    reserved: i64,
    held: i64,
    on_hand: i64,
}

const MOMENT: &str = "SELECT CAST(SUM(reserved) AS BIGINT) AS reserved, CAST(SUM(on_hand) AS BIGINT) AS on_hand, \
    CAST(COALESCE((SELECT SUM(quantity) FROM reservation), 0) AS BIGINT) AS held FROM stock_level";

async fn moment(db: &impl ConnectionTrait) -> Moment {
    let statement = Statement::from_string(db.get_database_backend(), MOMENT);
    Moment::find_by_statement(statement).one(db).await.unwrap().unwrap()
}

/// What the counters say is reserved, and what the reservations say.
async fn held(shop: &TestShop) -> (i64, i64) {
    let db = shop.database.connect().await;
    let moment = moment(&db).await;
    db.close().await.unwrap();
    (moment.reserved, moment.held)
}

/// Looks all the time, from outside.
async fn watch(shop: &TestShop, done: &CancellationToken) -> tokio::task::JoinHandle<()> {
    let (db, done) = (shop.database.connect().await, done.clone());
    tokio::spawn(async move {
        while !done.is_cancelled() {
            let moment = moment(&db).await;
            assert_eq!(moment.reserved, moment.held, "the counter is the sum of the reservations at every moment");
            assert!(moment.held <= UNITS, "{} of {UNITS} units are held", moment.held);
            assert_eq!(moment.on_hand, UNITS);
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        db.close().await.unwrap();
    })
}

async fn available(shop: &Shop, variant: VariantId, locations: &[LocationId]) -> i64 {
    let wanted = availability::Wanted { variants: &[variant], locations, holder: None, now: shop.now() };
    availability::read(shop, wanted).await.unwrap()[&variant].available
}

/// Carts of several goods from several places, each naming them in an order of its own: they queue, and none of them
/// waits in a circle.
async fn carts_in_opposite_orders(shop: &TestShop, number: u64) {
    const CARTS: u128 = 60;
    let goods = Arc::new(goods(shop, 6, InventoryPolicy::Deny, &[10, 10, 10]).await);
    let nodes = [node(shop, 300 + number).await, node(shop, 400 + number).await];
    let mut carts = JoinSet::new();
    for cart in 0..CARTS {
        let (node, goods) = (nodes[usize::from(cart % 2 == 1)].clone(), goods.clone());
        let mut random = StdRng::seed_from_u64(number << 32 | u64::try_from(cart).unwrap());
        carts.spawn(async move {
            let mut got = 0;
            for _ in 0..4 {
                let mut demand: Vec<_> = goods.variants.iter().map(|v| (*v, random.random_range(1..=4))).collect();
                demand.shuffle(&mut random);
                demand.truncate(4);
                let mut locations = goods.locations.clone();
                locations.shuffle(&mut random);
                match reserve(&node, holder(cart), &demand, &locations).await {
                    Ok(_) => got += 1,
                    Err(ReserveError::Short(_)) => {}
                    Err(other) => panic!("neither held nor short: {other:?}"),
                }
                if random.random_bool(0.5) {
                    node.write(&holder(cart), give_back).await.unwrap();
                }
            }
            got
        });
    }
    let got: u32 = carts.join_all().await.into_iter().sum();
    // A refusal needs a good of which fewer than 4 of 30 are free, held by others at no more than 4 each.
    assert!(got >= 7, "only {got} times was a cart served");
    for level in levels(shop).await {
        assert!(level.reserved <= level.on_hand, "{level:?}");
    }
    assert_eq!(complaints(shop).await, [""; 0]);
    for node in nodes {
        node.database().clone().close().await.unwrap();
    }
}
