//! The orders that another shop took, brought here with their goods and money.
//!
//! Entry point: [`run`] reads a CSV file of order lines (`order_id, timestamp, customer_id, sku, quantity, unit_price`, in
//! any order of columns). Each order becomes one that was paid, sent and delivered when it was placed; its goods leave
//! the shelf, its money enters the ledger, as with any other order.
//! Invariants: an order is taken whole or not at all, and once: it is known by its id in the other shop, so that a run
//! that was ended in the middle is finished by running it again. Memory is bounded, whatever the file's size.
//! Absent: what the file does not have. Discounts, taxes and shipping are in the unit prices.

mod read;
mod rows;
mod write;

use std::path::Path;

use entity::money::{Currency, Minor};
use sea_orm::{ConnectionTrait, DatabaseBackend};
use tokio::sync::mpsc;

pub use self::read::Rejected;
use self::{read::Reading, write::Ground};
use crate::{
    catalogue::import::{ImportError, Source},
    shop::{Shop, fault::Fault},
};

/// Orders of a batch at most. A batch is one transaction.
const ORDERS_PER_BATCH_MAX: usize = 200;
/// Lines of a batch at most, but for an order that has more alone.
const LINES_PER_BATCH_MAX: usize = 4_000;
/// Lines of an order.
pub const LINES_PER_ORDER_MAX: usize = 10_000;
/// Batches read ahead.
const BATCHES_AHEAD: usize = 1;
/// Rejected orders kept in the report.
const REJECTED_KEPT_MAX: usize = 1_000;

const ANALYSE: &str = "ANALYZE sales_order, order_line, order_allocation, order_event, fulfilment, fulfilment_line, \
    payment, payment_event, ledger_entry, stock_level, stock_movement, customer, outbox_event";

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct HistoryOptions {
    /// The currency of the prices; the shop's when absent.
    pub currency: Option<Currency>,
    /// Code or name of the location that the goods left; the first when absent.
    pub location: Option<String>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub rows: u64,
    pub orders: u64,
    pub bytes_read: u64,
    pub bytes_total: u64,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub rows: u64,
    pub orders: u64,
    pub lines: u64,
    pub units: i64,
    /// Of the orders that were taken.
    pub revenue: Minor,
    /// Orders that were here already.
    pub known: u64,
    pub rejected_count: u64,
    /// The first thousand.
    pub rejected: Vec<Rejected>,
}

/// Why nothing, or nothing more, can be imported. What was written before stays.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error(transparent)]
    File(#[from] ImportError),
    #[error("the file has no column {0:?}: it needs order_id, timestamp, customer_id, sku, quantity and unit_price")]
    MissingColumn(&'static str),
    #[error("there is no location called {0:?}")]
    UnknownLocation(String),
    #[error("the shop sells in {shop}: orders in {asked} cannot be its own")]
    OtherCurrency { shop: Currency, asked: Currency },
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Imports a file, plain or compressed with zstd. `progress` is told after every batch.
///
/// # Errors
/// See [`HistoryError`]. Orders that cannot be taken are no error: they are in the report.
pub async fn run(
    shop: &Shop,
    file: &Path,
    options: &HistoryOptions,
    mut progress: impl FnMut(Progress),
) -> Result<Report, HistoryError> {
    let ground = Ground::of(shop, options).await?;
    let source = Source::new(file)?;
    let (sender, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let currency = ground.currency;
    let reading = tokio::task::spawn_blocking(move || Reading::new(&source, currency)?.send(&sender));
    let mut writer = write::Writer::new(shop, ground);
    let mut report = Report::default();
    while let Some(batch) = batches.recv().await {
        let reached = batch.progress;
        writer.write(batch, &mut report).await?;
        progress(Progress { orders: report.orders + report.known, ..reached });
    }
    reading.await.map_err(|error| Fault::other("reading the file", error))??;
    analyse(shop).await?;
    Ok(report)
}

impl Report {
    fn reject(&mut self, rejected: impl IntoIterator<Item = Rejected>) {
        for rejected in rejected {
            self.rejected_count += 1;
            if self.rejected.len() < REJECTED_KEPT_MAX {
                self.rejected.push(rejected);
            }
        }
    }
}

/// So many rows at once make a bad plan of what was a good one.
async fn analyse(shop: &Shop) -> Result<(), Fault> {
    if shop.database().backend() == DatabaseBackend::Postgres {
        shop.database().writer().execute_unprepared(ANALYSE).await?;
    }
    Ok(())
}
