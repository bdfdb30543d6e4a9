//! `oxcart search`: looking after the search index.
use clap::{Args, Subcommand};
use service::search::SearchIndex;

use crate::config::DataOptions;

use super::{
    Failure, open,
    progress::{Display, grouped},
    say,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  oxcart search rebuild                        after a restore, or when doctor says that it lags

The index is kept current while the shop is served: nobody needs this from day to day.";

#[derive(Args, Debug)]
pub(super) struct Search {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Build the search index anew from the database; a server that runs on the same folder must be stopped first
    Rebuild(DataOptions),
}

pub(super) async fn run(search: Search) -> Result<(), Failure> {
    let Action::Rebuild(data) = search.action;
    let shop = open::shop(&data, open::Schema::Require).await?;
    let failed = |fault| Failure::while_doing("rebuilding the search index", &fault);
    let index = SearchIndex::open(Some(&data.search_dir())).map_err(failed)?;
    let mut display = Display::start("indexing", "products");
    let documents = index.rebuild(&shop, |done, total| display.reach(done, total)).await.map_err(failed)?;
    let took = display.finish();
    say(&format!("{} documents indexed in {:.1} s", grouped(documents), took.as_secs_f32()));
    Ok(())
}
