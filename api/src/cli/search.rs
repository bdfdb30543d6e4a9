//! `oxcart search`: looking after the search index.
use clap::{Args, Subcommand};

use crate::config::DataOptions;

use super::{Failure, open};

#[derive(Args, Debug)]
pub(super) struct Search {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Build the search index anew from the database
    Rebuild(DataOptions),
}

pub(super) async fn run(search: Search) -> Result<(), Failure> {
    let Action::Rebuild(data) = search.action;
    let _shop = open::shop(&data, open::Schema::Require).await?;
    Err(Failure::new("there is no search index in this build"))
}
