//! `oxcart doctor`: is the data sound? Reads only.
use clap::Args;
use service::{
    doctor::{self, Check, Finding},
    search::SearchIndex,
    shop::Shop,
};

use crate::config::DataOptions;

use super::{Failure, open, say};

pub(super) const EXAMPLES: &str = "\
Examples:
  oxcart doctor                             check the shop in ./data
  DATABASE_URL=postgres://… oxcart doctor   check the shop in PostgreSQL

The exit status is 0 only when every check is well, so it can be run from cron.";

/// Events that the search index may be behind before somebody should look.
const LAG_EVENTS_MAX: u64 = 1_000;

/// It reads whole tables, and nobody waits for it at a till.
const STATEMENT_TIMEOUT_MS: u64 = 600_000;

#[derive(Args, Debug)]
pub(super) struct Doctor {
    #[command(flatten)]
    data: DataOptions,
}

pub(super) async fn run(mut doctor: Doctor) -> Result<(), Failure> {
    doctor.data.statement_timeout_ms = doctor.data.statement_timeout_ms.max(STATEMENT_TIMEOUT_MS);
    let shop = open::shop(&doctor.data, open::Schema::Require).await?;
    let address = open::redacted(&doctor.data.url());
    let mut checks = vec![Check { name: "database", finding: Finding::Well(format!("{address}, schema current")) }];
    let looked = doctor::examine(&shop).await.map_err(|fault| Failure::while_doing("looking at the data", &fault))?;
    checks.extend(looked);
    checks.push(search(&shop, &doctor.data).await?);
    let mut wrong = 0_usize;
    for Check { name, finding } in checks {
        let (mark, told) = match finding {
            Finding::Well(told) => ("ok   ", told),
            Finding::Wrong(told) => {
                wrong += 1;
                ("WRONG", told)
            }
        };
        say(&format!("{mark}  {name:<15} {told}"));
    }
    match wrong {
        0 => Ok(()),
        wrong => Err(Failure::new(format!("{wrong} of the checks found something wrong"))),
    }
}

/// The index is a copy: one that is not there is built when the shop is served, one that lags is told.
async fn search(shop: &Shop, data: &DataOptions) -> Result<Check, Failure> {
    let name = "search index";
    let folder = data.search_dir();
    if !folder.join("meta.json").exists() {
        let told = "not built yet: it will be when the shop is served, or by `oxcart search rebuild`".to_owned();
        return Ok(Check { name, finding: Finding::Well(told) });
    }
    let cannot_read = |fault| Failure::while_doing("reading the search index", &fault);
    let status = SearchIndex::open(Some(&folder)).map_err(cannot_read)?.status(shop).await.map_err(cannot_read)?;
    let told = format!("{} documents, {} event(s) behind", status.documents, status.lag_events);
    let is_well = status.is_built && status.lag_events <= LAG_EVENTS_MAX;
    Ok(Check { name, finding: if is_well { Finding::Well(told) } else { Finding::Wrong(told) } })
}
