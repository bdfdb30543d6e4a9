//! What can be asked for.
use clap::{Args, ValueEnum};

use super::super::DURATION_S_MAX;
use crate::config::DataOptions;

const RATE_MAX: i64 = 2_000;
const SHOPPERS_MAX: i64 = 1_000;
const ORDERS_MAX: i64 = 50_000;
const KILLS_MAX: i64 = 100;

pub(in crate::cli::loadtest) const EXAMPLES: &str = "\
Examples:
  oxcart loadtest checkout                              20 shoppers a second, for ten seconds
  oxcart loadtest checkout --orders 2000 --floor        the most orders a second, and the bare SQL of them beside it
  oxcart loadtest checkout --orders 2000 --items spread,hot
  oxcart loadtest flash-sale --shoppers 200 --units 100
  oxcart loadtest coupon-race --shoppers 100 --uses 10
  oxcart loadtest mixed --duration 60 --kills 20        the server is killed twenty times meanwhile
  DATABASE_URL=postgres://… oxcart loadtest mixed       in a database made beside that one

Nothing of yours is touched: a shop is made for the test, and taken away at the end. After Ctrl-C it is still there:
what is called oxcart_loadtest_… is yours to remove.
The exit status is 0 only if everything that was acknowledged is there, and nothing else.";

/// Where the test's shop is.
#[derive(Args, Debug)]
pub(super) struct Where {
    /// Leave the test's shop there, and say where it is
    #[arg(long)]
    pub(super) keep: bool,

    #[command(flatten)]
    pub(super) data: DataOptions,
}

#[derive(Args, Debug)]
pub(in crate::cli::loadtest) struct Checkout {
    /// Open loop: shoppers per second, each timed from when they were due
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=RATE_MAX))]
    pub(super) rate: u32,

    /// How long shoppers come
    #[arg(long = "duration", value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=DURATION_S_MAX))]
    pub(super) duration_s: u64,

    /// Closed loop: carts are filled first, then so many of them are paid as fast as it goes
    #[arg(long, value_name = "N", conflicts_with_all = ["rate", "duration_s"], value_parser = clap::value_parser!(u32).range(1..=ORDERS_MAX))]
    pub(super) orders: Option<u32>,

    /// Closed loop: shoppers at once
    #[arg(long, value_name = "N", default_value_t = 16, requires = "orders", value_parser = clap::value_parser!(u32).range(1..=SHOPPERS_MAX))]
    pub(super) connections: u32,

    /// What they buy; several are run one after the other
    #[arg(long, value_enum, value_name = "ITEMS", value_delimiter = ',', default_value = "spread")]
    pub(super) items: Vec<Items>,

    /// Also run the bare SQL of the same orders, without a server, and compare
    #[arg(long, requires = "orders")]
    pub(super) floor: bool,

    #[command(flatten)]
    pub(super) shop: Where,
}

/// What shoppers buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Items {
    /// Each something else, as far as the shop has it
    Spread,
    /// All the same thing
    Hot,
}

#[derive(Args, Debug)]
pub(in crate::cli::loadtest) struct FlashSale {
    /// How many want it
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=SHOPPERS_MAX))]
    pub(super) shoppers: u32,

    /// How many there are
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=SHOPPERS_MAX))]
    pub(super) units: u32,

    #[command(flatten)]
    pub(super) shop: Where,
}

#[derive(Args, Debug)]
pub(in crate::cli::loadtest) struct CouponRace {
    /// How many have the code; every fifth of them pays in one request with others, under aliases
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=SHOPPERS_MAX))]
    pub(super) shoppers: u32,

    /// How often it may be used
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=SHOPPERS_MAX))]
    pub(super) uses: u32,

    #[command(flatten)]
    pub(super) shop: Where,
}

#[derive(Args, Debug)]
pub(in crate::cli::loadtest) struct Mixed {
    /// Open loop: people per second, each timed from when they were due
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=RATE_MAX))]
    pub(super) rate: u32,

    /// How long people come
    #[arg(long = "duration", value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=DURATION_S_MAX))]
    pub(super) duration_s: u64,

    /// How often the server is killed meanwhile, and started again
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=KILLS_MAX))]
    pub(super) kills: u32,

    /// What the day is drawn from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,

    #[command(flatten)]
    pub(super) shop: Where,
}
