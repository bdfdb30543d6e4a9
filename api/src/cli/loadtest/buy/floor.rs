//! The bare SQL of placing orders: what the database alone takes for them.
//!
//! The same carts are ordered in a copy of the shop, while every statement is written down with its values. Then those
//! statements are run in another copy, placing and paying in one unit each, by as many tasks as there are shoppers at
//! once, and that is timed.
use std::time::{Duration, Instant};

use async_graphql::ID;
use entity::money::Currency;
use service::{
    checkout::place::{PlaceOrder, Wish, place},
    payment::{gateway::Gateways, settle::settle},
    shop::{
        Shop,
        fault::Fault,
        replay::{self, Recorded},
    },
};

use super::{
    arrive::closed_loop,
    ground::{Ground, close},
    shopper::Filled,
};
use crate::{
    cli::{Failure, open},
    config::{DataOptions, PaymentOptions},
    graphql::{admin::money, scalar::Decimal, storefront::cart::key},
};

/// What the database took.
pub(super) struct Floor {
    pub(super) orders: usize,
    pub(super) took: Duration,
    /// Of one order: of placing it, and of paying it.
    pub(super) statements: (usize, usize),
}

/// Nobody may be in the shop.
pub(super) async fn measure(ground: &mut Ground, carts: &[Filled], at_once: usize) -> Result<Floor, Failure> {
    let (written, bare) = (ground.copy("written").await?, ground.copy("bare").await?);
    let (units, statements) = write_down(&written, carts).await?;
    let shop = open::shop(&bare, open::Schema::Require).await?;
    let orders = units.len() / 2;
    let pairs: Vec<_> = pairs(units);
    let started = Instant::now();
    let work = |(place, settle): (Recorded, Recorded), _| run(shop.clone(), place, settle);
    let done = closed_loop(pairs, at_once, work).await?;
    let took = started.elapsed();
    done.into_iter()
        .collect::<Result<Vec<()>, _>>()
        .map_err(|fault| Failure::while_doing("running bare SQL", &fault))?;
    close(shop).await?;
    Ok(Floor { orders, took, statements })
}

fn pairs(units: Vec<Recorded>) -> Vec<(Recorded, Recorded)> {
    let mut units = units.into_iter();
    std::iter::from_fn(|| Some((units.next()?, units.next()?))).collect()
}

async fn run(shop: Shop, place: Recorded, settle: Recorded) -> Result<(), Fault> {
    replay::replay(&shop, &place).await?;
    replay::replay(&shop, &settle).await
}

/// Orders the carts one after the other. Two units an order: placing, paying.
async fn write_down(data: &DataOptions, carts: &[Filled]) -> Result<(Vec<Recorded>, (usize, usize)), Failure> {
    let mut database = open::database(data).await?;
    let recorder = database.record();
    let shop = Shop::new(database);
    let options = PaymentOptions::default();
    let gateways: Gateways = crate::payment::gateways(&options, "http://localhost")?;
    let mut units = Vec::with_capacity(carts.len() * 2);
    for cart in carts {
        // Whatever was asked before is not this order's.
        drop(recorder.take());
        let placed = place(&shop, &request(cart)?).await;
        let placed = placed.map_err(|error| Failure::new(format!("ordering a cart in a copy of the shop: {error}")))?;
        units.push(recorder.take());
        let settled = settle(&shop, &gateways, placed.order).await;
        settled.map_err(|fault| Failure::while_doing("paying in a copy of the shop", &fault))?;
        units.push(recorder.take());
    }
    close(shop).await?;
    let count = |at: usize| units.get(units.len().saturating_sub(at)).map_or(0, Recorded::statements);
    let statements = (count(2), count(1));
    Ok((units, statements))
}

fn request(cart: &Filled) -> Result<PlaceOrder, Failure> {
    let input = cart.input();
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let broken = |what: &str| Failure::new(format!("the shop's answer has no {what}"));
    let key = key::decode(&ID(cart.id.clone())).ok_or_else(|| broken("cart"))?;
    let currency: Currency = word(&input["amount"]["currencyCode"]).parse().map_err(|_| broken("currency"))?;
    let amount = word(&input["amount"]["amount"]).parse().map_err(|_| broken("amount"))?;
    let agreed = money::minor(&Decimal(amount), currency).map_err(|_| broken("amount"))?;
    Ok(PlaceOrder {
        target: key.into(),
        payment: Some(Wish { gateway: entity::payment::Gateway::Test, source: Some(word(&input["source"])) }),
        agreed: Some(agreed),
        attempt_token: None,
        once: None,
        is_captured_at_once: true,
    })
}
