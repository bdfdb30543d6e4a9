//! `oxcart loadtest`: how a running shop answers under load.
use clap::{Args, Subcommand};

use super::Failure;

#[derive(Args, Debug)]
pub(super) struct Loadtest {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Browsing: listings, product pages, search
    Browse,
}

#[expect(clippy::unused_async, reason = "measuring waits for answers")]
pub(super) async fn run(loadtest: Loadtest) -> Result<(), Failure> {
    let What::Browse = loadtest.what;
    Err(Failure::new("the load test is not part of this build"))
}
