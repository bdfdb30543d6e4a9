//! `oxcart doctor`: is the data sound? Reads only.
use clap::Args;

use crate::config::DataOptions;

use super::{Failure, open, say};

pub(super) const EXAMPLES: &str = "\
Examples:
  oxcart doctor                             check the shop in ./data
  DATABASE_URL=postgres://… oxcart doctor   check the shop in PostgreSQL

The exit status is 0 only when every check is well, so it can be run from cron.";

#[derive(Args, Debug)]
pub(super) struct Doctor {
    #[command(flatten)]
    data: DataOptions,
}

pub(super) async fn run(doctor: Doctor) -> Result<(), Failure> {
    let _shop = open::shop(&doctor.data, open::Schema::Require).await?;
    say("database   reachable, schema current");
    Ok(())
}
