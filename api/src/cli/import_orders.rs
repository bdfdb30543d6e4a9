//! `oxcart import orders`: the history of another shop.
use std::path::{Path, PathBuf};

use clap::Args;
use entity::money::Currency;
use service::{
    history::{self, HistoryError, HistoryOptions, Progress, Report},
    pricing::currency,
};

use super::{
    Failure,
    import::{Indexing, currency as read_currency},
    open,
    progress::{Display, grouped},
    say,
    terminal::complain,
};
use crate::config::DataOptions;

/// Rejected orders that are shown.
const REJECTED_SHOWN_MAX: usize = 20;

pub(super) const EXAMPLES: &str = "\
A line of the file is a line of an order: order_id, timestamp, customer_id, sku, quantity, unit_price. Lines of an order \
follow each other. Orders come in as delivered and paid, at their own time; their goods leave the shelf. They are known by \
order_id: importing a file a second time changes nothing, and a run that was interrupted is finished by running it again.

Examples:
  oxcart import shopify-csv products.csv     first the goods, found again by their SKU
  oxcart import orders orders.csv            then what was sold of them
  oxcart import orders orders.csv.zst --location Warehouse";

#[derive(Args, Debug)]
pub(super) struct Orders {
    /// The files, in order: CSV, or CSV compressed with zstd
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The currency of the prices, which is the shop's
    #[arg(long, env = "OXCART_IMPORT_CURRENCY", value_name = "CODE", value_parser = read_currency)]
    currency: Option<Currency>,

    /// Where the goods were sent from, by code or name
    /// [default: the first location]
    #[arg(long, env = "OXCART_IMPORT_LOCATION", value_name = "NAME")]
    location: Option<String>,

    #[command(flatten)]
    data: DataOptions,
}

pub(super) async fn run(import: Orders) -> Result<(), Failure> {
    let shop = open::shop(&import.data, open::Schema::Migrate).await?;
    let options = HistoryOptions { currency: import.currency, location: import.location };
    let money = shop.settings().await.ok().and_then(|settings| {
        let market = settings.primary_market()?;
        Some(market.price_list.currency)
    });
    let mut rejected = 0;
    // What is sold out is no longer found as available.
    let mut indexing = Indexing::new(&shop, import.data.search_dir(), false);
    for file in &import.files {
        let mut display = Display::start(format!("importing {}", file.display()), "bytes");
        let report = history::run(&shop, file, &options, |progress: Progress| {
            indexing.start();
            display.reach(progress.bytes_read, progress.bytes_total);
        });
        let report = report.await;
        let took = display.finish();
        let report = report.map_err(|error| match error {
            HistoryError::Fault(fault) => Failure::while_doing(&format!("importing {}", file.display()), &fault),
            refusal => Failure::new(refusal.to_string()),
        })?;
        rejected += report.rejected_count;
        tell(file, &report, money, took.as_millis());
    }
    indexing.finish().await?;
    if rejected > 0 {
        return Err(Failure::new(format!("{} orders could not be taken", grouped(rejected))));
    }
    Ok(())
}

fn tell(file: &Path, report: &Report, money: Option<Currency>, millis: u128) {
    say(&format!("{}: {} rows in {millis} ms", file.display(), grouped(report.rows)));
    let revenue = money.map_or_else(
        || report.revenue.0.to_string(),
        |money| {
            format!(
                "{} {money}",
                currency::to_decimal(entity::money::Money { amount: report.revenue, currency: money })
            )
        },
    );
    let units = grouped(u64::try_from(report.units).unwrap_or_default());
    say(&format!(
        "  orders: {} taken with {} lines and {units} units, for {revenue}; {} were here already; {} rejected",
        grouped(report.orders),
        grouped(report.lines),
        grouped(report.known),
        grouped(report.rejected_count)
    ));
    if report.orders == 0 {
        say("  nothing changed");
    }
    for rejected in report.rejected.iter().take(REJECTED_SHOWN_MAX) {
        complain(&format!("  line {}, order {}: rejected: {}", rejected.line, rejected.order, rejected.reason));
    }
}
