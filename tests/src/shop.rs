//! A shop to test: real in every part, small, and on a clock that stands still.
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use api::{
    config::{DataOptions, HttpOptions, ServeOptions},
    server::{self, RunningServer},
};
use chrono::{DateTime, TimeZone, Utc};
use futures::FutureExt;
use service::{
    access::{
        Actor, Scopes,
        api_key::{self, CreateKey},
    },
    demo,
    shop::{
        Shop,
        clock::{FixedClock, IdSource},
        database::{Database, DatabaseOptions},
    },
};

use tokio::sync::OnceCell;

use crate::{Backend, client::Client, database::TestDatabase};

/// Connections of one test's shop: many tests share a server.
const CONNECTIONS_MAX: u32 = 4;
/// A scenario that takes longer hangs, on whatever machine.
const SCENARIO_TIME_MAX: Duration = Duration::from_mins(10);
const REMOVAL_TIME_MAX: Duration = Duration::from_secs(30);

/// A shop with a migrated, empty database of its own.
pub struct TestShop {
    pub shop: Shop,
    pub clock: Arc<FixedClock>,
    pub database: TestDatabase,
    server: OnceCell<RunningServer>,
}

impl TestShop {
    /// None when there is no PostgreSQL to test on.
    pub async fn new(backend: Backend) -> Option<Self> {
        Some(Self::on(TestDatabase::migrated(backend).await?).await)
    }

    /// A shop on a database that is migrated and has no row.
    pub async fn on(database: TestDatabase) -> Self {
        let clock = Arc::new(FixedClock::at(opening_day()));
        let shop = Shop::with(open(&database).await, clock.clone(), IdSource::seeded(1));
        Self { shop, clock, database, server: OnceCell::new() }
    }

    /// Fills the shop with the demo shop, pictures and all.
    pub async fn seed_demo(&self) {
        let media = self.database.directory.path().join("media");
        demo::seed(&self.shop, &media, &mut |_| {}).await.expect("seeding the demo shop");
    }

    /// The shop's server, on a free port. Started the first time: put into the shop what it shall find.
    pub async fn server(&self) -> &RunningServer {
        self.server.get_or_init(|| self.serve(ServeOptions::default())).await
    }

    /// A server beside, or instead of, the usual one: for what the options do.
    pub async fn serve(&self, options: ServeOptions) -> RunningServer {
        let options = ServeOptions {
            http: HttpOptions { bind: "127.0.0.1:0".to_owned(), workers: Some(2), ..options.http },
            data: DataOptions {
                data_dir: self.database.directory.path().to_owned(),
                database_url: Some(self.database.url.clone()),
                ..options.data
            },
            ..options
        };
        server::serve(self.shop.clone(), options).await.expect("starting the server")
    }

    /// Talks to the shop's server, once all that was written can be found by search.
    pub async fn client(&self) -> Client {
        let server = self.server().await;
        server.search().catch_up(&self.shop).await.expect("bringing the search index up to date");
        Client::new(&server.url())
    }

    /// A key to the admin API: `all`, or scopes by their words.
    pub async fn admin_key(&self, scopes: &[&str]) -> String {
        let request = CreateKey {
            name: format!("Test: {}", scopes.join(", ")).chars().take(100).collect(),
            scopes: Scopes::of_words(scopes.iter().copied()).expect("scopes that there are"),
            expires_after: None,
            actor: Actor::named("test"),
        };
        api_key::create(&self.shop, &request).await.expect("making a key").reveal()
    }

    /// Talks to the shop's admin API with a key of its own: `admin_client(&["write_inventory"])`, or `&["all"]`.
    pub async fn admin_client(&self, scopes: &[&str]) -> Client {
        let key = self.admin_key(scopes).await;
        Client::admin(&self.server().await.url(), Some(key))
    }

    /// Closes the shop and takes its database away.
    pub async fn remove(mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        self.shop.database().clone().close().await.expect("closing the shop's connections");
        self.database.remove().await;
    }
}

/// When every test begins.
fn opening_day() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).single().expect("a valid date")
}

async fn open(database: &TestDatabase) -> Database {
    let options = DatabaseOptions {
        connections_max: CONNECTIONS_MAX,
        // Debug builds on a busy machine.
        acquire_timeout: Duration::from_secs(30),
        ..DatabaseOptions::new(&database.url)
    };
    Database::open(&options).await.expect("opening the test's database")
}

/// Runs a scenario in a shop of its own, and clears up also after one that failed.
pub async fn run(backend: Backend, scenario: impl AsyncFn(&TestShop)) {
    let Some(shop) = TestShop::new(backend).await else { return };
    let outcome = tokio::time::timeout(SCENARIO_TIME_MAX, AssertUnwindSafe(scenario(&shop)).catch_unwind()).await;
    let removed = tokio::time::timeout(REMOVAL_TIME_MAX, shop.remove()).await;
    if let Err(panic) = outcome.expect("the scenario ends in time") {
        std::panic::resume_unwind(panic);
    }
    removed.expect("the shop closes in time");
}
