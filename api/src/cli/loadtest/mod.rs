//! `oxcart loadtest`: what a shop does under load, measured from outside.
//!
//! [`browse`] asks an existing shop for its pages and writes nothing. [`buy`] has shoppers order in a shop that
//! is made for it and taken away afterwards, and ends with the proof that nothing was sold that was not there.
//!
//! Bounds: at most [`DURATION_S_MAX`] of a kind, and servers of this machine only, unless the caller says that the other
//! one is theirs. A PostgreSQL is used wherever it is named.

mod browse;
mod buy;
mod drive;
mod http;
mod plan;
mod report;
mod target;

use clap::{Args, Subcommand};

use super::Failure;

const DURATION_S_MAX: u64 = 120;
const RATE_MAX: i64 = 200_000;

#[derive(Args, Debug)]
pub(super) struct Loadtest {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Browse as visitors do: listings, product pages, searches
    #[command(after_help = browse::EXAMPLES)]
    Browse(Box<browse::Browse>),
    /// Order as buyers do, one cart each
    #[command(after_help = buy::EXAMPLES)]
    Checkout(Box<buy::Checkout>),
    /// Everybody wants the last units at the same moment
    FlashSale(Box<buy::FlashSale>),
    /// Everybody has the same code, and it is good for a few
    CouponRace(Box<buy::CouponRace>),
    /// A day in a shop: browsing, buying, declined cards, double clicks, parcels, cancellations; and crashes
    Mixed(Box<buy::Mixed>),
}

/// Runs the load and prints what was measured.
pub(super) async fn run(loadtest: Loadtest) -> Result<(), Failure> {
    match loadtest.what {
        What::Browse(browse) => browse::run(*browse).await,
        What::Checkout(checkout) => buy::checkout(*checkout).await,
        What::FlashSale(sale) => buy::flash_sale(*sale).await,
        What::CouponRace(race) => buy::coupon_race(*race).await,
        What::Mixed(mixed) => buy::mixed(*mixed).await,
    }
}
