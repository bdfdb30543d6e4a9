//! `oxcart serve`: the shop, until it is told to stop.
use tokio::signal;

use crate::{config::ServeOptions, server};

use super::{Failure, open, say};

pub(super) const EXAMPLES: &str = "\
Examples:
  oxcart serve                                        the demo shop on http://127.0.0.1:8000
  oxcart serve --bind 0.0.0.0:80 --log-format json    in production, behind a proxy
  DATABASE_URL=postgres://oxcart:pw@db/shop oxcart    on PostgreSQL
  OXCART_DATA_DIR=/var/lib/oxcart oxcart serve        data elsewhere
  oxcart serve --no-demo --cors-origin https://shop.example";

pub(super) async fn run(options: ServeOptions) -> Result<(), Failure> {
    let database = open::redacted(&options.data.url());
    let patience_s = options.http.shutdown_timeout_s;
    let server = server::start(options).await?;
    let url = server.url();
    say("");
    say(&format!("  Oxcart {}", env!("CARGO_PKG_VERSION")));
    say("");
    say(&format!("  Playground   {url}/"));
    say(&format!("  Storefront   {url}/graphql"));
    say(&format!("  Admin        {url}/admin/graphql"));
    say(&format!("  Health       {url}/health/ready"));
    say(&format!("  Metrics      {url}/metrics"));
    say(&format!("  Database     {database}"));
    say("");
    say("  Stop with Ctrl-C.");
    let signal = told_to_stop().await?;
    say(&format!("  {signal}: finishing what is in flight, for {patience_s} s at most"));
    server.stop().await;
    say("  Stopped.");
    Ok(())
}

async fn told_to_stop() -> Result<&'static str, Failure> {
    let cannot_listen = |error| Failure::new(format!("cannot listen for signals: {error}"));
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate()).map_err(cannot_listen)?;
    let interrupt = signal::ctrl_c();
    tokio::select! {
        _ = terminate.recv() => Ok("SIGTERM"),
        outcome = interrupt => outcome.map(|()| "Interrupted").map_err(cannot_listen),
    }
}
