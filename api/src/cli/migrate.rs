//! `oxcart migrate`: the schema, without sea-orm-cli installed.
use clap::{Args, Subcommand};
use migration::{Migrator, MigratorTrait};

use crate::config::DataOptions;

use super::{Failure, open, say};

pub(super) const EXAMPLES: &str = "\
Examples:
  oxcart migrate status     what is applied and what is not
  oxcart migrate up         apply everything
  oxcart migrate up -n 1    apply the next one
  oxcart migrate down       take the last one back
  oxcart migrate fresh      drop every table, then apply everything: ALL DATA IS LOST";

#[derive(Args, Debug)]
pub(super) struct Migrate {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Apply migrations
    Up {
        /// How many [default: all]
        #[arg(short = 'n', long, env = "OXCART_MIGRATE_STEPS", value_name = "N")]
        num: Option<u32>,
        #[command(flatten)]
        data: DataOptions,
    },
    /// Take migrations back, the last one first
    Down {
        /// How many
        #[arg(short = 'n', long, env = "OXCART_MIGRATE_STEPS", value_name = "N", default_value_t = 1)]
        num: u32,
        #[command(flatten)]
        data: DataOptions,
    },
    /// Tell what is applied
    Status(DataOptions),
    /// Drop every table, then apply everything: all data is lost
    Fresh(DataOptions),
    /// Take everything back, then apply everything: all data is lost
    Refresh(DataOptions),
}

impl Action {
    fn data(&self) -> &DataOptions {
        match self {
            Self::Up { data, .. }
            | Self::Down { data, .. }
            | Self::Status(data)
            | Self::Fresh(data)
            | Self::Refresh(data) => data,
        }
    }
}

pub(super) async fn run(migrate: Migrate) -> Result<(), Failure> {
    let data = migrate.action.data();
    let database = open::database(data).await?;
    let writer = database.writer();
    let done = match migrate.action {
        Action::Up { num, .. } => Migrator::up(writer, num).await,
        Action::Down { num, .. } => Migrator::down(writer, Some(num)).await,
        Action::Fresh(_) => Migrator::fresh(writer).await,
        Action::Refresh(_) => Migrator::refresh(writer).await,
        Action::Status(_) => Ok(()),
    };
    done.map_err(|error| Failure::new(format!("migrating failed: {error}")))?;
    let all = Migrator::get_migration_with_status_read_only(writer)
        .await
        .map_err(|error| Failure::new(format!("cannot read which migrations are applied: {error}")))?;
    say(&open::redacted(&data.url()));
    for migration in all {
        say(&format!("  {:<8} {}", migration.status().to_string().to_lowercase(), migration.name()));
    }
    Ok(())
}
