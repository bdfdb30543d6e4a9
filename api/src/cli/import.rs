//! `oxcart import`: a catalogue from elsewhere.
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::config::DataOptions;

use super::{Failure, open};

#[derive(Args, Debug)]
pub(super) struct Import {
    #[command(subcommand)]
    source: Source,
}

#[derive(Debug, Subcommand)]
enum Source {
    /// Products from Shopify product CSV files
    ShopifyCsv(ShopifyCsv),
}

#[derive(Args, Debug)]
struct ShopifyCsv {
    /// The files, in order
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    data: DataOptions,
}

pub(super) async fn run(import: Import) -> Result<(), Failure> {
    let Source::ShopifyCsv(import) = import.source;
    let _shop = open::shop(&import.data, open::Schema::Migrate).await?;
    Err(Failure::new(format!(
        "cannot import {} file(s) yet: the importer is not part of this build",
        import.files.len()
    )))
}
