//! Opening a shop for a command, with a clear sentence for everything that can be wrong about it.
use std::{fmt, fs, path::Path, time::Duration};

use migration::{Migrator, MigratorTrait};
use service::shop::{Shop, database::Database, fault::Fault};
use url::Url;

use crate::config::DataOptions;

/// How long PostgreSQL's port may take to answer before we say that it does not.
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// Why a command ended without doing its work: one sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(String);

impl Failure {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// Breakage while doing something: the details go to the log, a person gets what was tried and
    /// the last cause, without the statement that met it.
    pub fn while_doing(what: &str, fault: &Fault) -> Self {
        Self(format!("{what} failed: {}", cause(fault)))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// What to do about a schema that is not current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Bring it up to date.
    Migrate,
    /// Refuse, and say so.
    Require,
    /// Take it as it is.
    Leave,
}

/// Opens the shop that `data` names.
pub async fn shop(data: &DataOptions, schema: Schema) -> Result<Shop, Failure> {
    let database = database(data).await?;
    match schema {
        Schema::Leave => {}
        Schema::Migrate => migrate(&database).await?,
        Schema::Require => match pending(&database).await? {
            0 => {}
            n => {
                return Err(Failure::new(format!(
                    "the database lacks {n} migration(s): run `oxcart migrate up`, or start without --no-migrate"
                )));
            }
        },
    }
    Ok(Shop::new(database))
}

/// Opens the database that `data` names, creating the folder and the file if it is SQLite.
pub async fn database(data: &DataOptions) -> Result<Database, Failure> {
    prepare_folder(&data.data_dir)?;
    let url = data.url();
    if data.is_sqlite() {
        if let Some(folder) = sqlite_path(&url).and_then(|path| Path::new(path).parent()) {
            prepare_folder(folder)?;
        }
    } else {
        probe(&url).await?;
    }
    Database::open(&data.database()).await.map_err(|fault| {
        let cause = cause(&fault);
        Failure::new(if data.is_sqlite() {
            format!("cannot open the SQLite file of {}: {cause}", redacted(&url))
        } else {
            format!("cannot log in at {}: {cause}; check user, password and database name", redacted(&url))
        })
    })
}

/// Applies what is missing.
pub async fn migrate(database: &Database) -> Result<(), Failure> {
    if pending(database).await? == 0 {
        return Ok(());
    }
    let migrated = database.alone(Migrator::up(database.writer(), None)).await;
    migrated
        .map_err(|fault| Failure::while_doing("migrating", &fault))?
        .map_err(|error| Failure::new(format!("migrating failed: {error}")))
}

/// How many migrations are missing. Writes nothing.
pub async fn pending(database: &Database) -> Result<usize, Failure> {
    let pending = Migrator::get_pending_migrations_read_only(database.writer()).await;
    pending
        .map(|pending| pending.len())
        .map_err(|error| Failure::new(format!("cannot read which migrations are applied: {error}")))
}

/// A database's address without its password.
pub fn redacted(url: &str) -> String {
    if url.starts_with("sqlite:") {
        return url.to_owned();
    }
    let Ok(mut url) = Url::parse(url) else { return "the given address".to_owned() };
    // Only addresses without a host refuse to take a password.
    let _ = url.set_password(None);
    url.set_query(None);
    url.to_string()
}

fn prepare_folder(folder: &Path) -> Result<(), Failure> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    let shown = folder.display();
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new(format!("cannot create the data folder {shown}: {error}; choose another with --data-dir"))
    })?;
    let probe = folder.join(format!(".oxcart-{}.tmp", std::process::id()));
    fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)).map_err(|error| {
        Failure::new(format!(
            "cannot write to the data folder {shown}: {error}; make it writable or choose another with --data-dir"
        ))
    })
}

fn sqlite_path(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
    let path = path.split('?').next()?;
    (path != ":memory:").then_some(path)
}

/// Finds out in a moment what the pool would only say after its whole timeout.
async fn probe(url: &str) -> Result<(), Failure> {
    let wrong = || {
        let scheme = url.split(':').next().unwrap_or_default();
        Failure::new(format!(
            "DATABASE_URL starts with {scheme:?}: use postgres://user:password@host/name or sqlite://path"
        ))
    };
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(wrong());
    }
    let parsed = Url::parse(url).map_err(|error| Failure::new(format!("DATABASE_URL is not an address: {error}")))?;
    // A socket folder may be given instead of a host.
    let Some(host) = parsed.host_str().filter(|host| !host.is_empty() && !host.starts_with('%')) else {
        return Ok(());
    };
    let port = parsed.port().unwrap_or(5432);
    let reached = tokio::time::timeout(PROBE_TIMEOUT, tokio::net::TcpStream::connect((host, port))).await;
    let why = match reached {
        Ok(Ok(_)) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer".to_owned(),
    };
    Err(Failure::new(format!(
        "cannot reach PostgreSQL at {host}:{port} ({why}): start it, or check the address in DATABASE_URL"
    )))
}

/// The innermost reason, in one line.
fn cause(fault: &Fault) -> String {
    let mut error: &dyn std::error::Error = fault;
    while let Some(source) = error.source() {
        error = source;
    }
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error returned from database: ").unwrap_or(line);
    // The line in PostgreSQL's own source is nobody's business.
    line.rsplit_once(" at line ").map_or(line, |(said, _)| said).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let shown = redacted("postgres://shop:s3cret@db:5432/oxcart?sslpassword=hush");
        assert_eq!(shown, "postgres://shop@db:5432/oxcart");
    }

    #[tokio::test]
    async fn another_databases_address_is_refused_in_a_sentence() {
        let refusal = probe("mysql://root@localhost/shop").await.unwrap_err();
        assert!(refusal.to_string().contains("\"mysql\""), "{refusal}");
    }

    #[tokio::test]
    async fn a_database_that_is_down_is_told_at_once() {
        let refusal = probe("postgres://a:b@127.0.0.1:1/x").await.unwrap_err().to_string();
        assert!(refusal.contains("cannot reach PostgreSQL at 127.0.0.1:1"), "{refusal}");
        assert!(!refusal.contains('b') || !refusal.contains("a:b"), "{refusal}");
    }
}
