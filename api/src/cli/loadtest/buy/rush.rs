//! The kinds of rush.
use std::{
    fmt::Write as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Map, json};
use tokio::time::sleep;

use super::{
    super::target::{Place, Target},
    arrive::{closed_loop, open_loop},
    floor,
    ground::Ground,
    keeper::{Keeper, Wares},
    mix::{self, Day},
    options::{Checkout, CouponRace, FlashSale, Items, Mixed, Where},
    proof::{Scarce, prove},
    shopper::{ATTEMPT, End, Filled, Shopper, Visit, Wish, end_of},
    told::Told,
};
use crate::cli::{Failure, say};

/// Carts that are filled at once, before a rush.
const FILLED_AT_ONCE: usize = 16;
/// Orders placed by one request.
const ALIASES: usize = 20;
const CODE: &str = "RUSH";

/// Runs `rush` in a shop of its own, and takes that away again however it ended.
async fn somewhere(given: &Where, rush: impl AsyncFnOnce(&mut Ground) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut ground = Ground::make(&given.data, given.keep).await?;
    let outcome = rush(&mut ground).await;
    let removed = ground.remove().await;
    outcome.and(removed)
}

/// Ordering, as a whole visit at a fixed rate, or only its last step as fast as it goes.
pub(in crate::cli::loadtest) async fn checkout(options: Checkout) -> Result<(), Failure> {
    for items in &options.items {
        let items = *items;
        somewhere(&options.shop, async |ground: &mut Ground| match options.orders {
            None => visits(ground, &options, items).await,
            Some(orders) => payments(ground, &options, items, orders).await,
        })
        .await?;
    }
    Ok(())
}

async fn visits(ground: &mut Ground, options: &Checkout, items: Items) -> Result<(), Failure> {
    let target = Target::child(&ground.data, None).await?;
    let mut keeper = Keeper::new(&target.place, &ground.key);
    let wares = keeper.stock(None).await?;
    let count = u64::from(options.rate) * options.duration_s;
    let started = Instant::now();
    let visit = |number, due| buy(target.place.clone(), wish(&wares, items, number), number, due);
    let visits = open_loop(count, Duration::from_secs(1) / options.rate, visit).await?;
    let told = Told::of(visits);
    say(&told.table(&format!("checkout, {items:?}, {} shoppers a second", options.rate), started.elapsed()));
    prove(&mut keeper, &told, &Scarce::Nothing).await
}

async fn payments(ground: &mut Ground, options: &Checkout, items: Items, orders: u32) -> Result<(), Failure> {
    let at_once = options.connections as usize;
    let mut target = Target::child(&ground.data, None).await?;
    let mut keeper = Keeper::new(&target.place, &ground.key);
    let wares = keeper.stock(None).await?;
    let wishes = (0..u64::from(orders)).map(|number| wish(&wares, items, number)).collect();
    let carts = fill(&target.place, wishes).await?;
    let mut floor = None;
    if options.floor {
        drop(target);
        floor = Some(floor::measure(ground, &carts, at_once).await?);
        target = Target::child(&ground.data, None).await?;
        keeper = Keeper::new(&target.place, &ground.key);
    }
    let started = Instant::now();
    let visits = closed_loop(carts, at_once, |cart, due| pay(target.place.clone(), cart, due)).await?;
    let took = started.elapsed();
    let told = Told::of(visits);
    say(&told.table(&format!("checkout, {items:?}, {at_once} at once"), took));
    if let Some(floor) = floor {
        let bare = floor.orders as u128 * 10_000 / floor.took.as_millis().max(1);
        let percent = told.tenths_a_second(took) * 100 / bare.max(1);
        let (placing, paying) = floor.statements;
        say(&format!(
            "  bare SQL of the same: {}.{} orders a second ({placing} + {paying} statements each); the shop does {percent} % of that",
            bare / 10,
            bare % 10
        ));
    }
    prove(&mut keeper, &told, &Scarce::Nothing).await
}

/// Everybody has the last units in their cart, and pays at the same moment.
pub(in crate::cli::loadtest) async fn flash_sale(options: FlashSale) -> Result<(), Failure> {
    somewhere(&options.shop, async |ground: &mut Ground| {
        let target = Target::child(&ground.data, None).await?;
        let mut keeper = Keeper::new(&target.place, &ground.key);
        let wares = keeper.stock(Some(options.units)).await?;
        let wishes = (0..options.shoppers).map(|_| want(&wares.hot, None)).collect();
        let carts = fill(&target.place, wishes).await?;
        let started = Instant::now();
        let told = Told::of(at_once(&target.place, carts).await?);
        say(&told.table(&format!("flash sale of {} units", options.units), started.elapsed()));
        prove(&mut keeper, &told, &Scarce::Units { variant: &wares.hot, units: options.units }).await
    })
    .await
}

/// Everybody has a code in their cart that is good for a few, and pays at the same moment.
pub(in crate::cli::loadtest) async fn coupon_race(options: CouponRace) -> Result<(), Failure> {
    somewhere(&options.shop, async |ground: &mut Ground| {
        let target = Target::child(&ground.data, None).await?;
        let mut keeper = Keeper::new(&target.place, &ground.key);
        let wares = keeper.stock(None).await?;
        let discount = keeper.make_code(CODE, Some(options.uses)).await?;
        let code = Some(CODE.to_owned());
        let wishes =
            (0..u64::from(options.shoppers)).map(|number| want(spread(&wares, number), code.clone())).collect();
        let mut carts = fill(&target.place, wishes).await?;
        let together = carts.split_off(carts.len() - carts.len() / 5);
        let started = Instant::now();
        let (single, aliased) = tokio::join!(at_once(&target.place, carts), under_aliases(&target.place, together));
        let mut visits = single?;
        visits.extend(aliased?);
        let told = Told::of(visits);
        say(&told.table(&format!("coupon race for {} uses", options.uses), started.elapsed()));
        prove(&mut keeper, &told, &Scarce::Uses { discount: &discount, uses: options.uses }).await
    })
    .await
}

/// A day in a shop, whose server may be killed.
pub(in crate::cli::loadtest) async fn mixed(options: Mixed) -> Result<(), Failure> {
    somewhere(&options.shop, async |ground: &mut Ground| {
        let mut target = Target::child(&ground.data, None).await?;
        let mut keeper = Keeper::new(&target.place, &ground.key);
        let wares = keeper.stock(None).await?;
        keeper.make_code(CODE, None).await?;
        let (place, code) = (target.place.clone(), CODE.to_owned());
        let day = Arc::new(Day { place, wares, code, told: Mutex::default(), seed: options.seed });
        let count = u64::from(options.rate) * options.duration_s;
        let is_closed = AtomicBool::new(false);
        let people = async {
            let visit = |number, due| day.clone().visit(number, due);
            let visits = open_loop(count, Duration::from_secs(1) / options.rate, visit).await;
            is_closed.store(true, Ordering::Relaxed);
            visits
        };
        let started = Instant::now();
        let (visits, staff, killed) = tokio::join!(
            people,
            mix::staff(&day, &ground.key, || is_closed.load(Ordering::Relaxed)),
            kill(&mut target, ground, &options)
        );
        killed?;
        let told = Told::of(visits?);
        say(&told
            .table(&format!("mixed, {} people a second, {} kills", options.rate, options.kills), started.elapsed()));
        let staff: Vec<_> = staff.iter().map(|(what, times)| format!("{times} × {what}")).collect();
        say(&format!("  staff meanwhile: {}", staff.join(", ")));
        prove(&mut keeper, &told, &Scarce::Nothing).await
    })
    .await
}

/// Ends the server now and then without a word, and starts it again.
async fn kill(target: &mut Target, ground: &Ground, options: &Mixed) -> Result<(), Failure> {
    let every = Duration::from_secs(options.duration_s) / (options.kills + 1);
    for _ in 0..options.kills {
        sleep(every).await;
        target.kill_and_start(&ground.data).await?;
    }
    Ok(())
}

async fn buy(place: Place, wish: Wish, number: u64, due: Instant) -> Visit {
    Shopper::arrive(&place, number).buy(&wish, due).await
}

async fn pay(place: Place, cart: Filled, due: Instant) -> Visit {
    Shopper::arrive(&place, 0).pay_and_leave(&cart, due).await
}

/// Filled carts, for a rush that is only about paying.
async fn fill(place: &Place, wishes: Vec<Wish>) -> Result<Vec<Filled>, Failure> {
    let numbered = wishes.into_iter().enumerate().collect();
    let filled =
        closed_loop(numbered, FILLED_AT_ONCE, |(number, wish): (usize, Wish), _| fill_one(place.clone(), number, wish));
    filled.await?.into_iter().collect::<Result<_, _>>().map_err(|end| Failure::new(format!("filling a cart: {end:?}")))
}

async fn fill_one(place: Place, number: usize, wish: Wish) -> Result<Filled, End> {
    Shopper::arrive(&place, number as u64).fill(&wish).await
}

/// Everybody pays at the same moment.
async fn at_once(place: &Place, carts: Vec<Filled>) -> Result<Vec<Visit>, Failure> {
    let count = carts.len() as u64;
    let carts = Mutex::new(carts);
    let visit = |_, due| {
        let cart = carts.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        let place = place.clone();
        async move {
            match cart {
                Some(cart) => pay(place, cart, due).await,
                None => Shopper::arrive(&place, 0).leave(End::Left, due, None),
            }
        }
    };
    open_loop(count, Duration::ZERO, visit).await
}

/// Many carts are paid in one request each twenty.
async fn under_aliases(place: &Place, carts: Vec<Filled>) -> Result<Vec<Visit>, Failure> {
    let mut visits = Vec::with_capacity(carts.len());
    for carts in carts.chunks(ALIASES) {
        let due = Instant::now();
        let mut shopper = Shopper::arrive(place, 0);
        let mut variables = Map::new();
        let (mut declared, mut fields) = (String::new(), String::new());
        for (at, cart) in carts.iter().enumerate() {
            // Writing to a string does not fail.
            let _ = write!(declared, "$i{at}: CartCompleteInput! ");
            let _ = write!(fields, "a{at}: cartComplete(input: $i{at}) {{ {ATTEMPT} }} ");
            variables.insert(format!("i{at}"), cart.input());
        }
        let document = format!("mutation ({declared}) {{ {fields} }}");
        let answer = shopper.api.ask(&document, &json!(variables)).await;
        for at in 0..carts.len() {
            let end = match &answer {
                Ok(data) => end_of(&data[format!("a{at}")]).unwrap_or_else(|| End::Unknown("under way".to_owned())),
                Err(why) => End::Unknown(why.clone()),
            };
            visits.push(Shopper::arrive(place, 0).leave(end, due, None));
        }
    }
    Ok(visits)
}

fn wish(wares: &Wares, items: Items, number: u64) -> Wish {
    match items {
        Items::Spread => want(spread(wares, number), None),
        Items::Hot => want(&wares.hot, None),
    }
}

fn spread(wares: &Wares, number: u64) -> &str {
    let at = usize::try_from(number).unwrap_or_default() % wares.spread.len().max(1);
    wares.spread.get(at).unwrap_or(&wares.hot)
}

fn want(variant: &str, code: Option<String>) -> Wish {
    Wish { lines: vec![(variant.to_owned(), 1)], code, source: mix::PAYS }
}
