//! The `oxcart` command: everything an operator does, each subcommand in a file of its own.
//!
//! Invariant: a failure is one line on stderr that says what to do, and a non-zero exit. No
//! backtrace, no SQL, no password.

mod admin;
mod doctor;
mod import;
mod import_orders;
mod loadtest;
mod log;
mod migrate;
pub mod open;
mod progress;
mod schema;
mod search;
pub(crate) mod seed;
mod serve;
mod terminal;

use std::{ffi::OsString, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::config::{LogOptions, ServeOptions};

pub use self::{open::Failure, terminal::say};

/// Threads for work that blocks: files, pictures, the search index.
const BLOCKING_THREADS_MAX: usize = 16;

/// A self-hosted, headless commerce server.
#[derive(Debug, Parser)]
#[command(name = "oxcart", version, about, long_about = LONG_ABOUT, after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    log: LogOptions,
}

const LONG_ABOUT: &str = "\
A self-hosted, headless commerce server: one program with a storefront and an admin GraphQL API, on a SQLite file out of the box \
and on PostgreSQL in production.

Without a command it serves: it creates its data folder and database, brings the schema up to date, fills an empty \
database with a demo shop, and prints where it can be reached.";

const EXAMPLES: &str = "\
Examples:
  oxcart                                         serve on http://127.0.0.1:8000 from ./data
  oxcart serve --bind 0.0.0.0:80                 serve to everyone
  DATABASE_URL=postgres://oxcart@db/shop oxcart  serve from PostgreSQL
  oxcart import shopify-csv products.csv         bring a catalogue in
  oxcart admin create-key --name me --scope all  a key to the admin API
  oxcart migrate status                          see which migrations are applied
  oxcart doctor                                  check that the data is sound

Every flag is also an environment variable: see `oxcart serve --help`.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the shop (what happens without a command, too)
    #[command(after_help = serve::EXAMPLES)]
    Serve(Box<ServeOptions>),
    /// Change the database's schema, or see how far it is
    #[command(after_help = migrate::EXAMPLES)]
    Migrate(migrate::Migrate),
    /// Bring a catalogue in from elsewhere
    Import(import::Import),
    /// Fill an empty shop
    Seed(seed::Seed),
    /// Look after the keys to the admin API
    #[command(after_help = admin::EXAMPLES)]
    Admin(admin::Admin),
    /// Print a GraphQL schema
    #[command(after_help = schema::EXAMPLES)]
    Schema(schema::Schema),
    /// Check that the data is sound, changing nothing
    #[command(after_help = doctor::EXAMPLES)]
    Doctor(doctor::Doctor),
    /// Look after the search index
    #[command(after_help = search::EXAMPLES)]
    Search(search::Search),
    /// Measure how a running shop answers
    Loadtest(loadtest::Loadtest),
}

/// Runs the command that `arguments` spell, to its end.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::parse_from(with_command(arguments.into_iter().collect()));
    if let Err(failure) = log::start(&cli.log) {
        return fail(&failure);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS_MAX)
        .thread_name("oxcart")
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(&Failure::new(format!("cannot start threads: {error}"))),
    };
    let command = cli.command.unwrap_or_else(|| Command::Serve(Box::default()));
    match runtime.block_on(dispatch(command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(&failure),
    }
}

async fn dispatch(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(options) => serve::run(*options).await,
        Command::Migrate(migrate) => migrate::run(migrate).await,
        Command::Import(import) => import::run(import).await,
        Command::Seed(seed) => seed::run(seed).await,
        Command::Admin(admin) => admin::run(admin).await,
        Command::Schema(schema) => {
            schema::run(&schema);
            Ok(())
        }
        Command::Doctor(doctor) => doctor::run(doctor).await,
        Command::Search(search) => search::run(search).await,
        Command::Loadtest(loadtest) => loadtest::run(loadtest).await,
    }
}

/// `oxcart` and `oxcart --bind …` mean `oxcart serve …`.
fn with_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let asks_about_oxcart = |argument: &OsString| {
        ["-h", "--help", "-V", "--version"].iter().any(|flag| argument.as_os_str() == std::ffi::OsStr::new(flag))
    };
    let is_flag = |argument: &OsString| argument.to_string_lossy().starts_with('-');
    let is_command = |argument: &OsString| argument.to_str().is_some_and(Command::has_subcommand);
    let serves = match arguments.get(1) {
        None => true,
        Some(first) => {
            is_flag(first)
                && !arguments.iter().skip(1).any(|argument| asks_about_oxcart(argument) || is_command(argument))
        }
    };
    if serves {
        let at = arguments.len().min(1);
        arguments.insert(at, OsString::from("serve"));
    }
    arguments
}

fn fail(failure: &Failure) -> ExitCode {
    terminal::complain(&format!("oxcart: {failure}"));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn spelled(words: &[&str]) -> Vec<String> {
        let words = with_command(words.iter().map(OsString::from).collect());
        words.into_iter().map(|word| word.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serving_is_what_happens_without_a_command() {
        assert_eq!(spelled(&["oxcart"]), ["oxcart", "serve"]);
        assert_eq!(spelled(&["oxcart", "--bind", "x:1"]), ["oxcart", "serve", "--bind", "x:1"]);
        assert_eq!(spelled(&["oxcart", "--help"]), ["oxcart", "--help"]);
        assert_eq!(
            spelled(&["oxcart", "--log-level", "warn", "migrate"]),
            ["oxcart", "--log-level", "warn", "migrate"]
        );
        assert_eq!(spelled(&["oxcart", "migrate", "up"]), ["oxcart", "migrate", "up"]);
    }

    #[test]
    fn every_setting_has_an_environment_variable() {
        let command = Cli::command();
        let serve = command.find_subcommand("serve").expect("there is a serve command");
        for argument in serve.get_arguments().filter(|argument| argument.get_id() != "help") {
            let name = argument.get_env().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            assert!(name == "DATABASE_URL" || name.starts_with("OXCART_"), "{} has {name:?}", argument.get_id());
        }
    }

    #[test]
    fn defaults_are_the_same_in_code_and_on_the_command_line() {
        let cli = Cli::try_parse_from(["oxcart", "serve"]).expect("serve needs nothing");
        let Some(Command::Serve(parsed)) = cli.command else { panic!("not serve") };
        assert_eq!(format!("{:?}", *parsed), format!("{:?}", ServeOptions::default()));
    }
}
