//! `oxcart loadtest browse`: what the shop shows under load, measured from outside.
//!
//! It starts a server on the shop's data in a process of its own (or takes one that runs), looks
//! what the shop has, and asks for listings, product pages and searches of it. Nothing is written
//! but a temporary file: a copy of a listing, which the same server hands out in the same run, as
//! the ceiling that a query's throughput is compared to.
use std::{path::PathBuf, sync::Arc, time::Duration};

use clap::{Args, ValueEnum};
use url::Url;

use super::{
    DURATION_S_MAX, RATE_MAX,
    drive::{self, Load, Measured},
    http::Connection,
    plan::{self, Plan, Stock},
    report::{self, Row},
    target::Target,
};
use crate::{
    cli::{Failure, say},
    config::DataOptions,
    http::ceiling,
};

const CONNECTIONS_MAX: i64 = 1_024;

pub(super) const EXAMPLES: &str = "\
Examples:
  oxcart loadtest browse                                       the highest throughput, on 16 connections
  oxcart loadtest browse --rate 200 --duration 30              waiting times at 200 requests a second
  oxcart loadtest browse --scenario listing,deep-page,static   is page 500 slower than page 1?
  oxcart loadtest browse --url http://127.0.0.1:8000           a server that runs already

Figures are comparable within one run on one machine, which the load is generated on too.";

/// How to browse.
#[derive(Args, Debug)]
pub(super) struct Browse {
    /// A server that runs already [default: one is started on the shop's data, on a free port]
    #[arg(long, env = "OXCART_LOADTEST_URL", value_name = "URL")]
    url: Option<Url>,

    /// What is asked for; several are run one after the other
    #[arg(
        long,
        env = "OXCART_LOADTEST_SCENARIO",
        value_enum,
        value_name = "SCENARIO",
        value_delimiter = ',',
        default_value = "listing,product,search,mix,static"
    )]
    scenario: Vec<Scenario>,

    /// Open loop: requests per second, sent when they are due and timed from then
    #[arg(long, env = "OXCART_LOADTEST_RATE", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=RATE_MAX), conflicts_with = "connections")]
    rate: Option<u32>,

    /// Closed loop: each of this many connections asks again when it was answered [default: 16]
    #[arg(long, env = "OXCART_LOADTEST_CONNECTIONS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=CONNECTIONS_MAX))]
    connections: Option<u32>,

    /// Open loop: requests on the way at once, at most
    #[arg(long, env = "OXCART_LOADTEST_IN_FLIGHT_MAX", value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=CONNECTIONS_MAX))]
    in_flight_max: u32,

    /// How long each scenario is measured, after a second to warm up
    #[arg(long = "duration", env = "OXCART_LOADTEST_DURATION_S", value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=DURATION_S_MAX))]
    duration_s: u64,

    /// Also write the figures to this file, as JSON
    #[arg(long, env = "OXCART_LOADTEST_JSON", value_name = "FILE")]
    json: Option<PathBuf>,

    /// Allow an address that is not this machine
    #[arg(long)]
    i_own_this_host: bool,

    #[command(flatten)]
    data: DataOptions,
}

/// What visitors ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Scenario {
    /// 20 products with variants, prices, stock, images and collections, among the first 50 pages
    Listing,
    /// A product page, among the first 1,000 products
    Product,
    /// A search for a word from the shop's titles, with facets
    Search,
    /// Of ten requests: five listings, four product pages, one search
    Mix,
    /// The bytes of a listing, as a file from the same server: the ceiling
    Static,
    /// The listing from page 500 on
    DeepPage,
}

/// Runs the load and prints the table of what was measured.
pub(super) async fn run(browse: Browse) -> Result<(), Failure> {
    let target = match &browse.url {
        Some(url) => Target::running(url, browse.i_own_this_host)?,
        None => Target::child(&browse.data, Some(&listing_file())).await?,
    };
    let rows = measure(&target, &browse).await?;
    if let Some(file) = &browse.json {
        std::fs::write(file, report::json(&rows).to_string())
            .map_err(|error| Failure::new(format!("cannot write {}: {error}", file.display())))?;
    }
    for line in report::table(&rows).lines() {
        say(line);
    }
    Ok(())
}

async fn measure(target: &Target, browse: &Browse) -> Result<Vec<Row>, Failure> {
    let stock = Stock::take(target, browse.scenario.contains(&Scenario::DeepPage)).await?;
    let mut rows = Vec::new();
    for scenario in &browse.scenario {
        if *scenario == Scenario::Static {
            rows.extend(measure_file(target, browse).await?);
        } else {
            let plan = Arc::new(stock.plan(target, *scenario)?);
            rows.extend(measure_plan(target, browse, &plan).await?);
        }
    }
    Ok(rows)
}

async fn measure_plan(target: &Target, browse: &Browse, plan: &Arc<Plan>) -> Result<Vec<Row>, Failure> {
    let load = browse.load();
    let outcome = drive::drive(target, plan, load, Duration::from_secs(browse.duration_s)).await?;
    let memory = target.memory_kib();
    let mut rows = Vec::new();
    let mut whole = Measured::none()?;
    let is_mixed = outcome.by_operation.len() > 1;
    for request in plan.samples() {
        let Some(measured) = outcome.by_operation.get(request.operation) else { continue };
        whole.add(measured)?;
        let statements = plan::statements(target, request).await;
        let name = if is_mixed { format!("mix: {}", request.operation) } else { request.operation.to_owned() };
        rows.push(Row::new(&name, load, &outcome, measured, statements, memory));
    }
    if is_mixed {
        rows.insert(0, Row::new("mix", load, &outcome, &whole, None, memory));
    }
    Ok(rows)
}

/// Puts a listing's bytes where the server looks for them, and fetches them.
async fn measure_file(target: &Target, browse: &Browse) -> Result<Vec<Row>, Failure> {
    if !target.is_child() {
        return Err(Failure::new("`static` needs a server of its own that is given the file: leave --url out"));
    }
    let failed = |error: std::io::Error| Failure::new(format!("copying a listing into a file: {error}"));
    let mut connection = Connection::to(target.place.address);
    let listing = connection.send(&Stock::first_page(target).bytes).await.map_err(failed)?;
    let file = listing_file();
    std::fs::write(&file, listing.body).map_err(failed)?;
    let plan = Arc::new(plan::of_file(target, ceiling::PATH));
    let rows = measure_plan(target, browse, &plan).await;
    std::fs::remove_file(&file).map_err(failed)?;
    rows
}

fn listing_file() -> PathBuf {
    std::env::temp_dir().join(format!("oxcart-loadtest-{}.json", std::process::id()))
}

impl Browse {
    fn load(&self) -> Load {
        match self.rate {
            Some(per_second) => Load::Rate { per_second, in_flight_max: self.in_flight_max },
            None => Load::Connections(self.connections.unwrap_or(16)),
        }
    }
}
