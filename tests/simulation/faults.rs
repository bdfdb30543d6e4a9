//! Ends and errors between any two statements.
//!
//! The shop's database tells of each statement that is done. There a process can end (the statement after it is never
//! sent), or the next statement is made to fail: SQLite is interrupted or its commit refused, PostgreSQL loses the
//! connection. The errors are the databases' own.
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use sea_orm::{ConnectionTrait, Statement};
use service::shop::{Shop, database::Listener};
use tests::Backend;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The process ends, with all that it was at.
    Crash,
    /// The client hangs up: its request is dropped where it is.
    HangUp,
    /// The next statement fails, or the connection is lost.
    Error,
    /// The next commit fails.
    CommitRefused,
}

/// How a request ends that is dropped between two statements.
pub(crate) struct Ended(pub(crate) Trouble);

/// Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Faults(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    next_fails: AtomicBool,
    commit_fails: AtomicBool,
    has_struck: AtomicBool,
    /// It is the shop that acts, not who watches it.
    is_on: AtomicBool,
}

#[derive(Default)]
struct State {
    armed: Option<(Trouble, u32)>,
    statements: u64,
    digest: DefaultHasher,
    /// Of PostgreSQL's connection for writing.
    process: Option<i32>,
}

impl Faults {
    pub(crate) fn listener(&self) -> Listener {
        let faults = self.clone();
        Listener::new(move |sql| faults.heard(sql))
    }

    /// Statements count from here until [`Faults::pause`]: those of the shop, not those of who watches it.
    pub(crate) fn resume(&self) {
        self.0.is_on.store(true, SeqCst);
    }

    pub(crate) fn pause(&self) {
        self.0.is_on.store(false, SeqCst);
    }

    pub(crate) fn is_armed(&self) -> bool {
        let is_due = self.0.next_fails.load(SeqCst) || self.0.commit_fails.load(SeqCst);
        is_due || self.0.state.lock().unwrap().armed.is_some()
    }

    /// Something will go wrong after so many statements from now.
    pub(crate) async fn arm(&self, shop: &Shop, backend: Backend, trouble: Trouble, statements: u32) {
        let mut process = None;
        if matches!(trouble, Trouble::Error | Trouble::CommitRefused) {
            match backend {
                Backend::Sqlite => self.hook_into(shop).await,
                Backend::Postgres => process = Some(process_of(shop).await),
            }
        }
        let mut state = self.0.state.lock().unwrap();
        (state.armed, state.process) = (Some((trouble, statements)), process);
    }

    /// Nothing goes wrong any more.
    pub(crate) fn disarm(&self) {
        self.0.state.lock().unwrap().armed = None;
        self.0.next_fails.store(false, SeqCst);
        self.0.commit_fails.store(false, SeqCst);
    }

    /// Whether a statement was made to fail since this was asked last.
    pub(crate) fn take_struck(&self) -> bool {
        self.0.has_struck.swap(false, SeqCst)
    }

    /// Whether a connection is to be lost now: see [`Faults::take_lost`].
    pub(crate) fn has_lost(&self) -> bool {
        let fails = self.0.next_fails.load(SeqCst) || self.0.commit_fails.load(SeqCst);
        fails && self.0.state.lock().unwrap().process.is_some()
    }

    /// The connection that is to be lost now, on PostgreSQL.
    pub(crate) fn take_lost(&self) -> Option<i32> {
        let process = self.0.state.lock().unwrap().process?;
        let is_lost = self.0.next_fails.swap(false, SeqCst) | self.0.commit_fails.swap(false, SeqCst);
        is_lost.then(|| self.0.has_struck.store(true, SeqCst)).map(|()| process)
    }

    /// Statements so far, and a digest of their words.
    pub(crate) fn statements(&self) -> (u64, u64) {
        let state = self.0.state.lock().unwrap();
        (state.statements, state.digest.finish())
    }

    fn heard(&self, sql: &str) {
        if !self.0.is_on.load(SeqCst) {
            return;
        }
        let mut state = self.0.state.lock().unwrap();
        state.statements += 1;
        sql.hash(&mut state.digest);
        let Some((trouble, left)) = state.armed else { return };
        if left > 1 {
            state.armed = Some((trouble, left - 1));
            return;
        }
        state.armed = None;
        drop(state);
        match trouble {
            Trouble::Error => self.0.next_fails.store(true, SeqCst),
            Trouble::CommitRefused => self.0.commit_fails.store(true, SeqCst),
            // Not a panic of anybody's: the request is taken down from here, and nobody is told.
            Trouble::Crash | Trouble::HangUp => std::panic::resume_unwind(Box::new(Ended(trouble))),
        }
    }

    async fn hook_into(&self, shop: &Shop) {
        let pool = shop.database().writer().get_sqlite_connection_pool();
        let mut connection = pool.acquire().await.expect("the connection for writing");
        let mut handle = connection.lock_handle().await.expect("a connection's handle");
        let (one, other) = (self.0.clone(), self.0.clone());
        handle.set_progress_handler(1, move || !one.strikes(&one.next_fails));
        handle.set_commit_hook(move || !other.strikes(&other.commit_fails));
    }
}

impl Shared {
    /// Whether something was to fail, once.
    fn strikes(&self, fails: &AtomicBool) -> bool {
        let strikes = self.is_on.load(SeqCst) && fails.swap(false, SeqCst);
        self.has_struck.fetch_or(strikes, SeqCst);
        strikes
    }
}

async fn process_of(shop: &Shop) -> i32 {
    let writer = shop.database().writer();
    let statement = Statement::from_string(writer.get_database_backend(), "SELECT pg_backend_pid() AS process");
    let row = writer.query_one_raw(statement).await.expect("asking for the process").expect("a process");
    row.try_get("", "process").expect("a number")
}
