//! A shop's catalogue, from the CSV file that Shopify exports.
//!
//! Entry point: [`run`]. Products are found again by handle: what a file says a second time changes
//! nothing, and a run that was ended in the middle is finished by running it again.
//! Invariant: memory is bounded whatever the file's size, a batch is one transaction, and a row that
//! cannot be taken costs no other row anything. Every such row is reported with line, handle and reason.
//! Deliberately absent: fetching pictures (their addresses are kept).

mod assemble;
mod category;
mod cell;
mod finding;
mod ground;
mod group;
mod header;
mod lexer;
mod source;
mod write;

use std::{
    io,
    path::{Path, PathBuf},
};

use entity::money::Currency;
use tokio::sync::mpsc;

pub(crate) use self::source::Source;
use self::{
    assemble::{Assembled, Plan},
    finding::{FindingFile, Findings},
    group::{Found, Survey},
    lexer::Note,
};
pub use self::{cell::export_cell, finding::Finding};
use super::save::Tally;
use crate::shop::{Shop, fault::Fault};

/// Products of a batch at most.
const PRODUCTS_PER_BATCH_MAX: usize = 1_000;
/// Variants of a batch at most, but for a product that has more alone.
const VARIANTS_PER_BATCH_MAX: usize = 4_000;
/// Bytes of descriptions in a batch at most, but for one that is longer alone.
const TEXT_BYTES_PER_BATCH_MAX: usize = 4 * 1024 * 1024;
/// Batches read ahead.
const BATCHES_AHEAD: usize = 1;
/// Findings kept in the report; all of them are in the report file.
const FINDINGS_KEPT_MAX: usize = 1_000;

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
    /// The currency of the file's prices; the shop's own when absent. A shop that is not set up yet
    /// gets this one, or EUR.
    pub currency: Option<Currency>,
    /// Code or name of the location the stock is at, made if there is none; the first when absent.
    pub location: Option<String>,
    /// Put everything on sale, whatever the file says.
    pub publish: bool,
    /// A CSV file that all findings are added to.
    pub report: Option<PathBuf>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub rows: u64,
    pub rows_total: u64,
    /// Of the file as it lies on the disk. When rows of products are scattered, it is read several times.
    pub bytes_read: u64,
    pub bytes_total: u64,
    pub products: u64,
}

/// What a run did, or with `dry_run` would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub rows: u64,
    pub products: Tally,
    pub variants: Tally,
    pub media: Tally,
    pub rejected_count: u64,
    pub warning_count: u64,
    /// The first thousand.
    pub rejected: Vec<Finding>,
    /// The first thousand. Those about headers have line 1.
    pub warnings: Vec<Finding>,
}

/// Why nothing, or nothing more, can be imported. What was written before stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("cannot read {path}: {why}", path = path.display())]
    Unreadable { path: PathBuf, why: String },
    #[error("{path} is {what}", path = path.display())]
    NotCsv { path: PathBuf, what: &'static str },
    #[error("{path} is empty", path = path.display())]
    Empty { path: PathBuf },
    #[error("{path} has no column {name:?}{hint}", path = path.display())]
    MissingColumn { path: PathBuf, name: &'static str, hint: String },
    #[error("the shop's prices are in {shop}: prices in {asked} need a price list of their own")]
    OtherCurrency { shop: Currency, asked: Currency },
    #[error("{0} is not a currency that prices can be in")]
    UnknownCurrency(Currency),
    #[error("cannot write the report {path}: {why}", path = path.display())]
    Unwritable { path: PathBuf, why: String },
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl ImportError {
    fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), why: error.to_string() }
    }
}

/// What the reading side hands to the writing side.
struct Batch {
    products: Vec<Assembled>,
    findings: Findings,
    progress: Progress,
}

/// Imports a file, plain or compressed with zstd. `progress` is told after every batch.
///
/// # Errors
/// See [`ImportError`]. Rows that cannot be taken are no error: they are in the report.
pub async fn run(
    shop: &Shop,
    file: &Path,
    options: &ImportOptions,
    mut progress: impl FnMut(Progress),
) -> Result<Report, ImportError> {
    let source = Source::new(file)?;
    let survey = {
        let source = source.clone();
        off_thread(move || Survey::of(&source)).await?
    };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut reporter = Reporter::new(options.report.as_deref(), name.clone())?;
    let ground = ground::prepare(shop, options).await?;
    let (plan, warnings) = ground::plan(shop, &ground, &survey.header, options).await?;
    reporter.take(Findings { rejected: Vec::new(), warnings })?;
    reporter.report.rows = survey.rows;

    let (sender, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let reading = tokio::task::spawn_blocking(move || read(&source, &survey, &plan, &sender));
    let mut writer = write::Writer::new(shop, &name, options.dry_run);
    while let Some(Batch { products, mut findings, progress: reached }) = batches.recv().await {
        writer.write(products, &mut reporter.report, &mut findings).await?;
        reporter.take(findings)?;
        progress(reached);
    }
    reading.await.map_err(|error| Fault::other("reading the file", error))??;
    reporter.finish()
}

/// Runs what blocks where it may.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImportError> + Send + 'static,
) -> Result<T, ImportError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Fault::other("reading the file", error))?
}

/// Reads the file and sends it on, batch by batch, until the other side is gone.
fn read(source: &Source, survey: &Survey, plan: &Plan, sender: &mpsc::Sender<Batch>) -> Result<(), ImportError> {
    let mut batch = Pending::default();
    let mut progress =
        Progress { rows_total: survey.rows, bytes_total: source.bytes_total * survey.passes, ..Progress::default() };
    survey.groups(source, |found| {
        match found {
            Found::Group(group) => {
                progress.rows += group.rows.len() as u64;
                if let Some(assembled) = assemble::product(plan, &group, &mut batch.findings) {
                    progress.products += 1;
                    batch.add(assembled);
                }
            }
            Found::Rejected { line, handle, reason } => {
                progress.rows += 1;
                batch.findings.reject(line, &handle, reason);
            }
            Found::Noted { line, handle, note } => batch.findings.warn(line, &handle, said(note)),
        }
        if !batch.is_full() {
            return true;
        }
        progress.bytes_read = source.bytes_read();
        let Pending { products, findings, .. } = std::mem::take(&mut batch);
        sender.blocking_send(Batch { products, findings, progress }).is_ok()
    })?;
    progress.bytes_read = progress.bytes_total;
    // The other side may be gone after an error of its own, which it reports itself.
    let _ = sender.blocking_send(Batch { products: batch.products, findings: batch.findings, progress });
    Ok(())
}

fn said(note: Note) -> &'static str {
    match note {
        Note::Windows1252 => "it is not in UTF-8: it was read as Windows-1252",
        Note::StrayQuotes => "its quotes do not match: they were taken as text, or dropped",
    }
}

/// A batch that is being filled.
#[derive(Default)]
struct Pending {
    products: Vec<Assembled>,
    findings: Findings,
    variants: usize,
    text_bytes: usize,
}

impl Pending {
    fn add(&mut self, assembled: Assembled) {
        self.variants += assembled.record.variants.len();
        self.text_bytes += assembled.record.body_html.len();
        self.products.push(assembled);
    }

    fn is_full(&self) -> bool {
        self.products.len() >= PRODUCTS_PER_BATCH_MAX
            || self.variants >= VARIANTS_PER_BATCH_MAX
            || self.text_bytes >= TEXT_BYTES_PER_BATCH_MAX
            || self.findings.rejected.len() + self.findings.warnings.len() >= FINDINGS_KEPT_MAX
    }
}

/// Keeps the report and writes its file.
struct Reporter {
    report: Report,
    name: String,
    file: Option<(PathBuf, FindingFile)>,
}

impl Reporter {
    fn new(path: Option<&Path>, name: String) -> Result<Self, ImportError> {
        let open = |path: &Path| match FindingFile::open(path) {
            Ok(file) => Ok((path.to_owned(), file)),
            Err(error) => Err(unwritable(path, &error)),
        };
        Ok(Self { report: Report::default(), name, file: path.map(open).transpose()? })
    }

    fn take(&mut self, findings: Findings) -> Result<(), ImportError> {
        if let Some((path, file)) = &mut self.file {
            file.write(&self.name, &findings).map_err(|error| unwritable(path, &error))?;
        }
        let keep = |kept: &mut Vec<Finding>, count: &mut u64, found: Vec<Finding>| {
            *count += found.len() as u64;
            kept.extend(found.into_iter().take(FINDINGS_KEPT_MAX - kept.len()));
        };
        keep(&mut self.report.rejected, &mut self.report.rejected_count, findings.rejected);
        keep(&mut self.report.warnings, &mut self.report.warning_count, findings.warnings);
        Ok(())
    }

    fn finish(self) -> Result<Report, ImportError> {
        if let Some((path, file)) = self.file {
            file.finish().map_err(|error| unwritable(&path, &error))?;
        }
        Ok(self.report)
    }
}

fn unwritable(path: &Path, error: &io::Error) -> ImportError {
    ImportError::Unwritable { path: path.to_owned(), why: error.to_string() }
}
