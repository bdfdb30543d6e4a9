//! `oxcart import`: what a shop had elsewhere. Its catalogue here, its orders in `import_orders`.
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::{Args, Subcommand};
use entity::money::Currency;
use service::{
    catalogue::{
        import::{self, ImportError, ImportOptions, Progress, Report},
        save::Tally,
    },
    search::SearchIndex,
    shop::Shop,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::config::DataOptions;

use super::{
    Failure, import_orders, open,
    progress::{Display, grouped},
    say,
    terminal::complain,
};

/// Findings shown when there is no report file to look into.
const FINDINGS_SHOWN_MAX: usize = 20;

#[derive(Args, Debug)]
pub(super) struct Import {
    #[command(subcommand)]
    source: Source,
}

#[derive(Debug, Subcommand)]
enum Source {
    /// Products from Shopify product CSV files
    #[command(after_help = EXAMPLES)]
    ShopifyCsv(ShopifyCsv),
    /// Orders that another shop took
    #[command(after_help = import_orders::EXAMPLES)]
    Orders(import_orders::Orders),
}

const EXAMPLES: &str = "\
Products are found again by their handles: importing a file a second time changes nothing, and a run that was \
interrupted is finished by running it again. Rows that cannot be taken are reported and cost no other row anything.

Examples:
  oxcart import shopify-csv products.csv --dry-run      say what would be done
  oxcart import shopify-csv products.csv                prices are in the shop's currency
  oxcart import shopify-csv *.csv --report report.csv   every rejected row, with line, handle and reason
  oxcart import shopify-csv products.csv.zst --currency JPY --location Tokyo";

#[derive(Args, Debug)]
struct ShopifyCsv {
    /// The files, in order: CSV, or CSV compressed with zstd
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Say what would be done, and do nothing
    #[arg(long, env = "OXCART_IMPORT_DRY_RUN")]
    dry_run: bool,

    /// The currency of the prices, which is the shop's; a shop that is not set up yet gets it
    /// [default: the shop's, or EUR]
    #[arg(long, env = "OXCART_IMPORT_CURRENCY", value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,

    /// Where the stock is, by code or name; made if there is no such location
    /// [default: the first location]
    #[arg(long, env = "OXCART_IMPORT_LOCATION", value_name = "NAME")]
    location: Option<String>,

    /// Put every product on sale, whatever the file says
    #[arg(long, env = "OXCART_IMPORT_PUBLISH")]
    publish: bool,

    /// Write every rejected row and every warning to this CSV file
    #[arg(long, env = "OXCART_IMPORT_REPORT", value_name = "FILE")]
    report: Option<PathBuf>,

    #[command(flatten)]
    data: DataOptions,
}

pub(super) fn currency(text: &str) -> Result<Currency, String> {
    text.to_ascii_uppercase().parse().map_err(|error: entity::money::NotACurrency| error.to_string())
}

pub(super) async fn run(import: Import) -> Result<(), Failure> {
    let import = match import.source {
        Source::ShopifyCsv(import) => import,
        Source::Orders(import) => return import_orders::run(import).await,
    };
    if let Some(path) = &import.report {
        remove_old(path)?;
    }
    let shop = open::shop(&import.data, open::Schema::Migrate).await?;
    let options = ImportOptions {
        dry_run: import.dry_run,
        currency: import.currency,
        location: import.location,
        publish: import.publish,
        report: import.report,
    };
    let mut indexing = Indexing::new(&shop, import.data.search_dir(), options.dry_run);
    let started = Instant::now();
    for file in &import.files {
        let (report, took) = one(&shop, file, &options, &mut indexing).await?;
        tell(file, &options, &report, took);
    }
    indexing.finish().await?;
    say(&format!("done in {} ms, search index included", started.elapsed().as_millis()));
    Ok(())
}

/// The search index, fed while products come in.
pub(super) struct Indexing<'a> {
    shop: &'a Shop,
    folder: PathBuf,
    is_off: bool,
    running: Option<(JoinHandle<()>, CancellationToken)>,
}

impl<'a> Indexing<'a> {
    pub(super) fn new(shop: &'a Shop, folder: PathBuf, is_off: bool) -> Self {
        Self { shop, folder, is_off, running: None }
    }

    /// Begins, once there is something in the shop.
    pub(super) fn start(&mut self) {
        if self.is_off || self.running.is_some() {
            return;
        }
        let (shop, folder, shutdown) = (self.shop.clone(), self.folder.clone(), CancellationToken::new());
        let until = shutdown.clone();
        let task = tokio::spawn(async move {
            let opened = tokio::task::spawn_blocking(move || SearchIndex::open(Some(&folder))).await;
            // What is wrong with it is said at the end, when it is opened again.
            if let Ok(Ok(index)) = opened {
                index.follow(&shop, until).await;
            }
        });
        self.running = Some((task, shutdown));
    }

    /// Waits until everything can be found. A server that is running has the index, and sees to it.
    pub(super) async fn finish(self) -> Result<(), Failure> {
        let Some((task, shutdown)) = self.running else { return Ok(()) };
        shutdown.cancel();
        let wrong = |fault| Failure::while_doing("bringing the search index up to date", &fault);
        task.await.map_err(|error| Failure::new(format!("the search index stopped: {error}")))?;
        let index = SearchIndex::open(Some(&self.folder)).map_err(wrong)?;
        index.catch_up(self.shop).await.map_err(wrong)
    }
}

async fn one(
    shop: &Shop,
    file: &Path,
    options: &ImportOptions,
    indexing: &mut Indexing<'_>,
) -> Result<(Report, Duration), Failure> {
    let mut display = Display::start(format!("importing {}", file.display()), "rows");
    let progress = |progress: Progress| {
        indexing.start();
        display.reach(progress.rows, progress.rows_total);
    };
    let report = import::run(shop, file, options, progress).await;
    let took = display.finish();
    match report {
        Ok(report) => Ok((report, took)),
        Err(ImportError::Fault(fault)) => Err(Failure::while_doing(&format!("importing {}", file.display()), &fault)),
        Err(refusal) => Err(Failure::new(refusal.to_string())),
    }
}

/// Each file's findings are added to the report, which begins anew with each command.
fn remove_old(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::new(format!("cannot write the report {}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

fn tell(file: &Path, options: &ImportOptions, report: &Report, took: Duration) {
    let would = if options.dry_run { " (dry run: nothing was written)" } else { "" };
    let per_second = u128::from(report.rows) * 1_000 / took.as_millis().max(1);
    let rows = grouped(report.rows);
    let pace = grouped(u64::try_from(per_second).unwrap_or(u64::MAX));
    say(&format!("{}: {rows} rows in {} ms, {pace} rows a second{would}", file.display(), took.as_millis()));
    for (what, tally) in [("products", report.products), ("variants", report.variants), ("images", report.media)] {
        say(&format!("  {what}: {}", counted(tally)));
    }
    let changed = [report.products, report.variants, report.media].iter().any(|tally| touched(*tally) > 0);
    if !changed {
        say("  nothing changed");
    }
    say(&format!("  rejected rows: {}, warnings: {}", grouped(report.rejected_count), grouped(report.warning_count)));
    if let Some(path) = &options.report {
        say(&format!("  see {}", path.display()));
        return;
    }
    let findings = report.rejected.iter().map(|finding| ("rejected", finding));
    let findings = findings.chain(report.warnings.iter().map(|finding| ("warning", finding)));
    for (outcome, finding) in findings.take(FINDINGS_SHOWN_MAX) {
        complain(&format!("  line {}, {}: {outcome}: {}", finding.line, finding.handle, finding.reason));
    }
    if report.rejected_count + report.warning_count > FINDINGS_SHOWN_MAX as u64 {
        complain("  … and more: write them all to a file with --report");
    }
}

fn touched(tally: Tally) -> usize {
    tally.created + tally.updated + tally.removed
}

fn counted(tally: Tally) -> String {
    let count = |number: usize| grouped(number as u64);
    format!(
        "{} created, {} updated, {} unchanged, {} removed",
        count(tally.created),
        count(tally.updated),
        count(tally.unchanged),
        count(tally.removed)
    )
}
