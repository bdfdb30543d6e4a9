//! The two databases a shop can live in, opened the way each wants to be.
use std::{
    fmt,
    future::{Future, ready},
    sync::Arc,
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, TransactionTrait,
    sqlx::{
        Connection as _,
        postgres::{PgConnectOptions, PgSslMode},
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};

use super::{fault::Fault, meter::Meter};

/// SQLite waits this long for another process's write before it gives up.
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pages of the file that each SQLite connection keeps, in KiB (negative: SQLite's own notation).
const SQLITE_CACHE_KIB: &str = "-8192";

/// The advisory lock of whoever changes the schema: any number, as long as it is always this one.
const STARTING: i64 = 0x6f78_6361_7274;

/// How to open a database.
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Connections for reading; on PostgreSQL the same number again for writing.
    pub connections_max: u32,
    /// How long a request waits for a free connection.
    pub acquire_timeout: Duration,
    /// PostgreSQL ends a statement that runs longer.
    pub statement_timeout: Duration,
    /// Hears every statement. For tests.
    pub listener: Option<Listener>,
}

/// Told of each statement's SQL when it is done: a test counts them, and ends its shop between two of them.
#[derive(Clone)]
pub struct Listener(Arc<dyn Fn(&str) + Send + Sync>);

impl Listener {
    /// Runs where the statement was asked for: it must not wait.
    pub fn new(listen: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listen))
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener(…)")
    }
}

impl DatabaseOptions {
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connections_max: 8,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(30),
            listener: None,
        }
    }

    fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// Where a shop writes and where it reads. Reads may go to a replica; on SQLite writing has one
/// connection, because there is one writer anyway and waiting in our own queue is cheaper than in its.
#[derive(Clone, Debug)]
pub struct Database {
    pub(crate) write: DatabaseConnection,
    pub(crate) read: DatabaseConnection,
    totals: Meter,
}

impl Database {
    /// Opens the database, creating the file if it is SQLite and there is none.
    pub async fn open(options: &DatabaseOptions) -> Result<Self, Fault> {
        let totals = Meter::default();
        let (writers, readers) = if options.is_sqlite() {
            (1, options.connections_max)
        } else {
            (options.connections_max, options.connections_max)
        };
        let write = connect(options, writers, &totals).await?;
        let read = connect(options, readers, &totals).await?;
        Ok(Self { write, read, totals })
    }

    pub fn backend(&self) -> DatabaseBackend {
        self.write.get_database_backend()
    }

    /// Where to read what must include the latest commit, without standing in line behind writers.
    /// A replica may lag, so on PostgreSQL that is where writing goes; SQLite has none.
    pub(crate) fn current(&self) -> &DatabaseConnection {
        if self.backend() == DatabaseBackend::Sqlite { &self.read } else { &self.write }
    }

    /// Every statement since the database was opened.
    pub fn totals(&self) -> &Meter {
        &self.totals
    }

    /// For the migrator, which needs a connection of its own kind.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Connections in use and open, for reading and writing together.
    pub fn pool(&self) -> PoolUse {
        let is_sqlite = self.backend() == DatabaseBackend::Sqlite;
        let sizes = |connection: &DatabaseConnection| {
            if is_sqlite {
                let pool = connection.get_sqlite_connection_pool();
                (pool.size(), pool.num_idle())
            } else {
                let pool = connection.get_postgres_connection_pool();
                (pool.size(), pool.num_idle())
            }
        };
        let ((write, write_idle), (read, read_idle)) = (sizes(&self.write), sizes(&self.read));
        PoolUse { open: write + read, idle: u32::try_from(write_idle + read_idle).unwrap_or(u32::MAX) }
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), Fault> {
        Ok(self.read.ping().await?)
    }

    /// Runs `work` while no other process runs anything in here: servers that start together do not migrate
    /// together. The lock is a transaction of the reading pool that does nothing else, so `work` may write.
    /// SQLite has one writer, and whoever opens the file waits for it.
    #[expect(clippy::disallowed_methods, reason = "holds a lock and writes nothing: there is no unit to run again")]
    pub async fn alone<T>(&self, work: impl Future<Output = T>) -> Result<T, Fault> {
        if self.backend() == DatabaseBackend::Sqlite {
            return Ok(work.await);
        }
        let lock = self.read.begin().await?;
        lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({STARTING})")).await?;
        let done = work.await;
        lock.commit().await?;
        Ok(done)
    }

    pub async fn close(self) -> Result<(), Fault> {
        self.read.close().await?;
        Ok(self.write.close().await?)
    }
}

/// How many connections are open, and how many of them wait for work.
#[derive(Clone, Copy, Debug)]
pub struct PoolUse {
    pub open: u32,
    pub idle: u32,
}

/// Opens a pool.
///
/// SQLite ends a transaction by itself when the disk is full, when reading or writing fails, or when it is interrupted. The
/// driver then still counts it as begun: it would begin the next one as a savepoint inside it, which nothing ever
/// commits, and whatever is written from then on would be lost with the process. Such a connection is not used again.
async fn connect(options: &DatabaseOptions, connections_max: u32, totals: &Meter) -> Result<DatabaseConnection, Fault> {
    let mut connect = ConnectOptions::new(&options.url);
    connect
        .max_connections(connections_max)
        .min_connections(1)
        .connect_timeout(options.acquire_timeout)
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire_if_idle_for(Duration::from_secs(10))
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    if options.is_sqlite() {
        // A connection that is reopened loses its cache: keep them.
        connect
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>)
            .map_sqlx_sqlite_opts(sqlite)
            .map_sqlx_sqlite_before_acquire(|connection, _| Box::pin(ready(Ok(!connection.is_in_transaction()))));
    } else {
        connect
            .statement_timeout(options.statement_timeout)
            .set_application_name("oxcart")
            .map_sqlx_postgres_opts(postgres);
    }
    let mut connection = sea_orm::Database::connect(connect).await?;
    let (totals, listener) = (totals.clone(), options.listener.clone());
    connection.set_metric_callback(move |info| {
        totals.record(info.elapsed);
        if let Some(Listener(listen)) = &listener {
            listen(&info.statement.sql);
        }
    });
    Ok(connection)
}

/// A server on this machine is spoken to in the clear, unless its address or `PGSSLMODE` asks for TLS: nobody is
/// in between. The driver does not set `TCP_NODELAY`, so that over the loopback interface each message of
/// more than one TLS record (16 KiB) would wait 40 ms to be acknowledged; imports took half as long again.
fn postgres(options: PgConnectOptions) -> PgConnectOptions {
    let is_here = matches!(options.get_host(), "localhost" | "127.0.0.1" | "::1" | "[::1]");
    match options.get_ssl_mode() {
        PgSslMode::Prefer if is_here => options.ssl_mode(PgSslMode::Disable),
        _ => options,
    }
}

fn sqlite(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(SQLITE_BUSY_TIMEOUT)
        .pragma("cache_size", SQLITE_CACHE_KIB)
        .pragma("temp_store", "memory")
        .statement_cache_capacity(64)
}
