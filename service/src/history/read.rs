//! Reading the file: lines that follow each other and name the same order are one order.
use std::{collections::HashSet, io::Read};

use chrono::{DateTime, Utc};
use entity::money::{Currency, Minor};
use tokio::sync::mpsc;

use super::{HistoryError, LINES_PER_BATCH_MAX, LINES_PER_ORDER_MAX, ORDERS_PER_BATCH_MAX, Progress};
use crate::{catalogue::import::Source, pricing::amount, shop::fault::Fault};

/// Characters of an order's or a customer's id, and of a SKU.
const ID_CHARS_MAX: usize = 255;

/// An order of the other shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PastOrder {
    pub(super) id: String,
    /// Of its first row, counted from 1 as an editor does.
    pub(super) line: u64,
    pub(super) placed_at: DateTime<Utc>,
    /// Absent for a guest.
    pub(super) customer: Option<String>,
    pub(super) lines: Vec<PastLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PastLine {
    pub(super) sku: String,
    pub(super) quantity: i32,
    pub(super) unit_price: Minor,
}

/// An order that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Of the row it is about.
    pub line: u64,
    pub order: String,
    pub reason: String,
}

/// What the reading side hands to the writing side.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) orders: Vec<PastOrder>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) progress: Progress,
}

const COLUMNS: [&str; 6] = ["order_id", "timestamp", "customer_id", "sku", "quantity", "unit_price"];

/// A file that is being read.
pub(super) struct Reading<'a> {
    source: &'a Source,
    rows: csv::Reader<Box<dyn Read + Send>>,
    /// Where each of [`COLUMNS`] is.
    places: [usize; 6],
    currency: Currency,
}

impl<'a> Reading<'a> {
    pub(super) fn new(source: &'a Source, currency: Currency) -> Result<Self, HistoryError> {
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(source.open()?);
        let headers = rows.headers().map_err(|error| unreadable(source, error))?.clone();
        let mut places = [0; 6];
        for (place, name) in places.iter_mut().zip(COLUMNS) {
            let is_it = |header: &str| header.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case(name);
            *place = headers.iter().position(is_it).ok_or(HistoryError::MissingColumn(name))?;
        }
        Ok(Self { source, rows, places, currency })
    }

    /// Reads all of it and sends it on, batch by batch, until the other side is gone.
    pub(super) fn send(mut self, sender: &mpsc::Sender<Batch>) -> Result<(), HistoryError> {
        let mut gathering = Gathering::default();
        let mut record = csv::StringRecord::new();
        while self.rows.read_record(&mut record).map_err(|error| unreadable(self.source, error))? {
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |column: usize| record.get(self.places[column]).unwrap_or_default().trim();
            gathering.row(line, cell(0), || read_row(cell, self.currency));
            if gathering.is_full() {
                let batch = gathering.batch(self.source);
                if sender.blocking_send(batch).is_err() {
                    return Ok(());
                }
            }
        }
        gathering.end_order();
        // The other side may be gone after an error of its own, which it reports itself.
        let _ = sender.blocking_send(gathering.batch(self.source));
        Ok(())
    }
}

fn unreadable(source: &Source, error: csv::Error) -> HistoryError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => source.failed(&error).into(),
        other => Fault::other("reading a CSV file", format!("{other:?}")).into(),
    }
}

/// What a row says beside the order's id.
struct Row {
    placed_at: DateTime<Utc>,
    customer: Option<String>,
    line: PastLine,
}

fn read_row<'r>(cell: impl Fn(usize) -> &'r str, currency: Currency) -> Result<Row, String> {
    let [at, customer, sku, quantity, price] = [1, 2, 3, 4, 5].map(cell);
    let placed_at = DateTime::parse_from_rfc3339(at)
        .map_err(|_| format!("{at:?} is no time: write it as 2026-06-01T12:00:00Z"))?
        .with_timezone(&Utc);
    let quantity = quantity.parse::<i32>().ok().filter(|quantity| *quantity > 0);
    let quantity = quantity.ok_or_else(|| "the quantity is not a whole number above zero".to_owned())?;
    let unit_price = amount::parse(price, currency).map_err(|error| format!("the unit price {price:?}: {error}"))?;
    if unit_price.0.checked_mul(i64::from(quantity)).is_none() {
        return Err("the line comes to more than can be counted".to_owned());
    }
    if sku.is_empty() || sku.chars().count() > ID_CHARS_MAX {
        return Err("the SKU is missing or too long".to_owned());
    }
    let customer = Some(customer.to_owned()).filter(|id| !id.is_empty() && id.chars().count() <= ID_CHARS_MAX);
    Ok(Row { placed_at, customer, line: PastLine { sku: sku.to_owned(), quantity, unit_price } })
}

/// Orders that are being put together.
#[derive(Default)]
struct Gathering {
    batch: Batch,
    lines: usize,
    current: Option<Current>,
    /// Those that ended: their lines have to follow each other.
    ended: HashSet<String>,
}

struct Current {
    order: PastOrder,
    wrong: Option<Rejected>,
}

impl Gathering {
    fn row(&mut self, line: u64, order: &str, row: impl FnOnce() -> Result<Row, String>) {
        self.batch.progress.rows += 1;
        if order.is_empty() || order.chars().count() > ID_CHARS_MAX {
            self.reject(line, order, "the order's id is missing or too long");
            return;
        }
        if self.current.as_ref().is_none_or(|current| current.order.id != order) {
            self.end_order();
            if self.ended.contains(order) {
                self.reject(line, order, "other orders stand between this row and its order's: it was left out");
                return;
            }
            let order = PastOrder {
                id: order.to_owned(),
                line,
                placed_at: DateTime::UNIX_EPOCH,
                customer: None,
                lines: Vec::new(),
            };
            self.current = Some(Current { order, wrong: None });
        }
        let Some(current) = &mut self.current else { return };
        match row() {
            Ok(row) if current.order.lines.len() < LINES_PER_ORDER_MAX => {
                current.order.placed_at = row.placed_at;
                current.order.customer = row.customer;
                current.order.lines.push(row.line);
            }
            Ok(_) => current.reject(line, format!("an order has at most {LINES_PER_ORDER_MAX} lines")),
            Err(reason) => current.reject(line, reason),
        }
    }

    fn reject(&mut self, line: u64, order: &str, reason: &str) {
        let order = order.chars().take(ID_CHARS_MAX).collect();
        self.batch.rejected.push(Rejected { line, order, reason: reason.to_owned() });
    }

    /// An order without one of its lines would be another: it is left out whole.
    fn end_order(&mut self) {
        let Some(Current { order, wrong }) = self.current.take() else { return };
        self.ended.insert(order.id.clone());
        if let Some(rejected) = wrong {
            self.batch.rejected.push(rejected);
        } else {
            self.lines += order.lines.len();
            self.batch.orders.push(order);
        }
    }

    fn is_full(&self) -> bool {
        self.batch.orders.len() >= ORDERS_PER_BATCH_MAX
            || self.lines >= LINES_PER_BATCH_MAX
            || self.batch.rejected.len() >= ORDERS_PER_BATCH_MAX
    }

    fn batch(&mut self, source: &Source) -> Batch {
        self.lines = 0;
        let mut batch = std::mem::take(&mut self.batch);
        batch.progress.bytes_read = source.bytes_read();
        batch.progress.bytes_total = source.bytes_total;
        self.batch.progress.rows = batch.progress.rows;
        batch
    }
}

impl Current {
    fn reject(&mut self, line: u64, reason: String) {
        self.wrong.get_or_insert(Rejected { line, order: self.order.id.clone(), reason });
    }
}
