//! `oxcart seed`: something to look at in an empty shop.
use clap::{Args, Subcommand};

use crate::config::DataOptions;

use super::{Failure, open};

#[derive(Args, Debug)]
pub(super) struct Seed {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The demo shop
    Demo(DataOptions),
}

pub(super) async fn run(seed: Seed) -> Result<(), Failure> {
    let What::Demo(data) = seed.what;
    let _shop = open::shop(&data, open::Schema::Migrate).await?;
    Err(Failure::new("the demo shop is not part of this build"))
}
