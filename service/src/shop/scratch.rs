//! PostgreSQL databases that are made for a while, beside another one: for load tests. Names are the program's own.
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database};

use super::fault::Fault;

/// PostgreSQL copies a database that nobody is connected to; those who just left may take this long to be gone.
const COPY_ATTEMPTS: u32 = 50;
const COPY_PAUSE: Duration = Duration::from_millis(200);

/// Makes an empty database on the server of `url`.
///
/// # Errors
/// The server refuses, or is not there.
pub async fn create(url: &str, name: &str) -> Result<(), Fault> {
    execute(url, &format!("CREATE DATABASE {}", quoted(name))).await
}

/// Makes a database that holds what another one does. Nobody may be connected to that one.
///
/// # Errors
/// The server refuses, or is not there.
pub async fn copy(url: &str, from: &str, name: &str) -> Result<(), Fault> {
    let sql = format!("CREATE DATABASE {} TEMPLATE {}", quoted(name), quoted(from));
    let mut attempt = 0;
    loop {
        attempt += 1;
        match execute(url, &sql).await {
            Err(_) if attempt < COPY_ATTEMPTS => tokio::time::sleep(COPY_PAUSE).await,
            done => return done,
        }
    }
}

/// Drops such a database, whoever is connected to it.
///
/// # Errors
/// The server refuses, or is not there.
pub async fn remove(url: &str, name: &str) -> Result<(), Fault> {
    execute(url, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name))).await
}

async fn execute(url: &str, sql: &str) -> Result<(), Fault> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    let done = connection.execute_unprepared(sql).await;
    connection.close().await?;
    done?;
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
