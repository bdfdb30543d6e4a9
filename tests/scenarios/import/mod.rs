//! A catalogue comes in from a Shopify product file.
mod corpus;
mod database;
mod orders;
mod own_values;
mod quirks;
mod resume;
mod shapes;

use std::path::{Path, PathBuf};

use service::catalogue::import::{self, ImportError, ImportOptions, Report};
use tests::TestShop;

/// Imports what a file holds, as its own file in the test's folder.
async fn import(shop: &TestShop, text: impl AsRef<[u8]>) -> Report {
    import_with(shop, text, &ImportOptions::default()).await.unwrap()
}

async fn import_with(shop: &TestShop, text: impl AsRef<[u8]>, options: &ImportOptions) -> Result<Report, ImportError> {
    let path = file(shop, text);
    import::run(&shop.shop, &path, options, |_| {}).await
}

fn file(shop: &TestShop, text: impl AsRef<[u8]>) -> PathBuf {
    let path: &Path = shop.database.directory.path();
    let path = path.join("products.csv");
    std::fs::write(&path, text).unwrap();
    path
}

/// Lines and reasons of the rows that were left out.
fn rejected(report: &Report) -> Vec<(u64, &str)> {
    report.rejected.iter().map(|finding| (finding.line, finding.reason.as_str())).collect()
}

/// Lines and reasons of the rows that were taken otherwise than written.
fn warned(report: &Report) -> Vec<(u64, &str)> {
    report.warnings.iter().map(|finding| (finding.line, finding.reason.as_str())).collect()
}
