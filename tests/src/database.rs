//! A database for one test: a SQLite file, or a schema in the PostgreSQL of `TEST_DATABASE_URL`.
use std::{
    env,
    fmt::Write as _,
    io::Write as _,
    path::Path,
    sync::{
        Once,
        atomic::{AtomicU32, Ordering},
    },
};

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use url::Url;

/// Where the PostgreSQL half of the tests runs.
pub const POSTGRES_VARIABLE: &str = "TEST_DATABASE_URL";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A database of a test's own. [`TestDatabase::remove`] takes it away again.
pub struct TestDatabase {
    pub backend: Backend,
    /// What a shop opens.
    pub url: String,
    /// Files of this test go here: the SQLite database, media, the search index.
    pub directory: TempDir,
    schema: Option<String>,
}

impl TestDatabase {
    /// Migrated and without a row; none when there is no PostgreSQL to test on.
    pub async fn migrated(backend: Backend) -> Option<Self> {
        let database = Self::empty(backend).await?;
        match backend {
            Backend::Sqlite => {
                let template = SQLITE_TEMPLATE.get_or_init(migrated_file).await;
                std::fs::write(database.sqlite_file(), template).expect("copying the migrated file");
            }
            Backend::Postgres => database.migrate().await,
        }
        Some(database)
    }

    /// Without a table; none when there is no PostgreSQL to test on.
    pub async fn empty(backend: Backend) -> Option<Self> {
        let directory = TempDir::with_prefix("oxcart-test-").expect("a temporary directory");
        match backend {
            Backend::Sqlite => {
                let url = sqlite_url(&directory.path().join("oxcart.db"));
                Some(Self { backend, url, directory, schema: None })
            }
            Backend::Postgres => {
                let server = postgres()?;
                let schema = schema_name();
                execute(&server, &format!("CREATE SCHEMA {schema}")).await;
                Some(Self { backend, url: within(&server, &schema), directory, schema: Some(schema) })
            }
        }
    }

    /// A SQLite file with what is in another one: see [`TestDatabase::contents`].
    ///
    /// In memory where the machine has a folder there, because a simulation waits for the disk at each commit.
    pub fn copied(contents: &[u8]) -> Self {
        let in_memory = Path::new("/dev/shm");
        let directory = if in_memory.is_dir() {
            TempDir::with_prefix_in("oxcart-test-", in_memory)
        } else {
            TempDir::with_prefix("oxcart-test-")
        };
        let directory = directory.expect("a temporary directory");
        let url = sqlite_url(&directory.path().join("oxcart.db"));
        let database = Self { backend: Backend::Sqlite, url, directory, schema: None };
        std::fs::write(database.sqlite_file(), contents).expect("copying a database");
        database
    }

    /// The bytes of a SQLite file that nobody has open.
    pub fn contents(&self) -> Vec<u8> {
        std::fs::read(self.sqlite_file()).expect("reading a database")
    }

    /// Does not wait for PostgreSQL's disk at each commit: for tests in which no machine loses power.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        if self.backend == Backend::Postgres {
            self.url.push_str("%20-c%20synchronous_commit%3Doff");
        }
        self
    }

    /// The schema a PostgreSQL database of a test is in.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// A connection beside the shop's own, to look or to meddle.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&self.url).await
    }

    pub async fn migrate(&self) {
        let connection = self.connect().await;
        Migrator::up(&connection, None).await.expect("migrating up");
        connection.close().await.expect("closing after the migration");
    }

    pub async fn remove(self) {
        if let Some(schema) = &self.schema {
            let server = postgres().expect("PostgreSQL was there when the schema was made");
            execute(&server, &format!("DROP SCHEMA {schema} CASCADE")).await;
        }
    }

    fn sqlite_file(&self) -> std::path::PathBuf {
        self.directory.path().join("oxcart.db")
    }
}

static SQLITE_TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// The bytes of a migrated SQLite file: copying them is faster than migrating for every test.
async fn migrated_file() -> Vec<u8> {
    let directory = TempDir::with_prefix("oxcart-template-").expect("a temporary directory");
    let file = directory.path().join("template.db");
    let connection = connect(&sqlite_url(&file)).await;
    Migrator::up(&connection, None).await.expect("migrating the template");
    connection.close().await.expect("closing the template");
    std::fs::read(file).expect("reading the template")
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// The server to test on. Says once, past the test runner's capture, if there is none.
fn postgres() -> Option<String> {
    static SAID: Once = Once::new();
    let url = env::var(POSTGRES_VARIABLE).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        SAID.call_once(|| {
            let notice = "\n*** SKIPPED: the PostgreSQL half of these tests. Set TEST_DATABASE_URL to run it. ***\n";
            // Nothing to do about a closed stderr.
            let _ = writeln!(std::io::stderr(), "{notice}");
        });
    }
    url
}

/// Unique among the tests that share a server, also of other processes.
fn schema_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("test_{}_{number}_{:08x}", std::process::id(), rand::random::<u32>())
}

/// The server's address, narrowed to one schema.
fn within(server: &str, schema: &str) -> String {
    let mut url = Url::parse(server).expect("TEST_DATABASE_URL is an address");
    let mut query = url.query().map(|query| format!("{query}&")).unwrap_or_default();
    // Written out because `+` for a space, as a form encodes it, is not understood.
    let _ = write!(query, "options=-c%20search_path%3D{schema}");
    url.set_query(Some(&query));
    url.into()
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("connecting to the test's database")
}

async fn execute(url: &str, sql: &str) {
    let connection = connect(url).await;
    connection.execute_unprepared(sql).await.expect("preparing the test's database");
    connection.close().await.expect("closing the connection");
}
