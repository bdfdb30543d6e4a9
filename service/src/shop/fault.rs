//! The failures nobody planned for. A caller sees "internal error"; the log sees the source.
use std::sync::Arc;

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Breakage: the database, the disk, the search index or our own logic did what it never should.
#[derive(Clone, Debug, thiserror::Error)]
#[error("internal fault")]
pub struct Fault(#[source] Arc<Source>);

#[derive(Debug, thiserror::Error)]
enum Source {
    #[error(transparent)]
    Database(DbErr),
    #[error("{what}")]
    Other { what: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("{0}")]
    Broken(String),
    #[error("the shop was never set up")]
    NotSetUp,
}

/// What a database refused to accept, where a use case may want to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    Unique,
    ForeignKey,
    Check,
}

impl Fault {
    /// Something outside the database failed: `what` says at which step, for the log.
    pub fn other(what: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(Arc::new(Source::Other { what, source: source.into() }))
    }

    /// Our own data or logic is not as it must be.
    pub fn broken(what: impl Into<String>) -> Self {
        Self(Arc::new(Source::Broken(what.into())))
    }

    /// There is a database and no shop in it: nothing was seeded or imported yet.
    pub fn not_set_up() -> Self {
        Self(Arc::new(Source::NotSetUp))
    }

    /// True when an operator has to set the shop up first.
    pub fn is_not_set_up(&self) -> bool {
        matches!(self.0.as_ref(), Source::NotSetUp)
    }

    /// True when the database asks for the transaction to be run again:
    /// PostgreSQL 40001 and 40P01, SQLite BUSY (5) with its extended codes.
    pub fn is_retryable(&self) -> bool {
        match self.code().as_deref() {
            Some("40001" | "40P01") => true,
            Some(code) => code.parse::<u32>().is_ok_and(|code| code & 0xff == 5),
            None => false,
        }
    }

    /// True when the database cannot be reached, ends, or is starting: in a moment the same may work.
    /// PostgreSQL: SQLSTATE class 08 and 57P01 to 57P03. SQLite's disk errors are none of these.
    pub fn is_unreachable(&self) -> bool {
        match self.0.as_ref() {
            Source::Database(DbErr::ConnectionAcquire(_)) => true,
            Source::Database(
                DbErr::Conn(RuntimeErr::SqlxError(source))
                | DbErr::Exec(RuntimeErr::SqlxError(source))
                | DbErr::Query(RuntimeErr::SqlxError(source)),
            ) => match source.as_ref() {
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
                sqlx::Error::Database(error) => error
                    .code()
                    .is_some_and(|code| code.starts_with("08") || matches!(&*code, "57P01" | "57P02" | "57P03")),
                _ => false,
            },
            _ => false,
        }
    }

    /// The constraint that was violated, if that is what went wrong.
    /// PostgreSQL: SQLSTATE class 23. SQLite: extended result codes of CONSTRAINT (19).
    pub fn violation(&self) -> Option<Violation> {
        match self.code().as_deref()? {
            "23505" | "2067" | "1555" => Some(Violation::Unique),
            "23503" | "787" => Some(Violation::ForeignKey),
            "23514" | "275" => Some(Violation::Check),
            _ => None,
        }
    }

    fn code(&self) -> Option<String> {
        let Source::Database(
            DbErr::Conn(RuntimeErr::SqlxError(source))
            | DbErr::Exec(RuntimeErr::SqlxError(source))
            | DbErr::Query(RuntimeErr::SqlxError(source)),
        ) = self.0.as_ref()
        else {
            return None;
        };
        match source.as_ref() {
            sqlx::Error::Database(error) => error.code().map(std::borrow::Cow::into_owned),
            _ => None,
        }
    }
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        Self(Arc::new(Source::Database(error)))
    }
}

/// Lets [`Shop::write`](super::Shop::write) look for a [`Fault`] inside any use case's error.
pub trait HasFault: From<Fault> {
    fn fault(&self) -> Option<&Fault>;
}

impl HasFault for Fault {
    fn fault(&self) -> Option<&Fault> {
        Some(self)
    }
}
