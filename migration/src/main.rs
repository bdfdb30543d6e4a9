//! `cargo run -p migration -- up`, and what `sea-orm-cli migrate -d migration` runs.
use sea_orm_migration::prelude::*;

#[tokio::main]
async fn main() {
    cli::run_cli(migration::Migrator).await;
}
