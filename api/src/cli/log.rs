//! Where log lines go: stderr, for people or for machines.
use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogOptions};

use super::Failure;

/// Libraries that say more than an operator wants at `info`.
const QUIET: &str =
    "actix_server=warn,sea_orm_migration=warn,sqlx=warn,tantivy=warn,hyper=warn,fontdb=error,usvg=error";

/// Starts logging, for the life of the process.
pub(super) fn start(options: &LogOptions) -> Result<(), Failure> {
    let level = &options.log_level;
    let filter = EnvFilter::try_new(format!("{QUIET},{level}")).map_err(|_| {
        Failure::new(format!("{level:?} is no log level: use error, warn, info, debug, trace, or module=level"))
    })?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    let started = match options.log_format {
        LogFormat::Text => lines.compact().try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
    };
    // A panic is a line of the log like any other; its backtrace is for those who ask for one.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a thread panicked")));
    }
    started.map_err(|_| Failure::new("logging was started twice"))
}
