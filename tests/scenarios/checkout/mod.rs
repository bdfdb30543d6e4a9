//! From a cart to an order, when many want the same thing at once.

mod once;
mod place;
mod race;

use std::env;

use entity::{ids::OrderId, order_line, sales_order};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use service::shop::{
    Shop,
    clock::IdSource,
    database::{Database, DatabaseOptions},
};
use tests::{Backend, TestShop, run};

/// `OXCART_TEST_RUNS=20` for the whole proof.
const RUNS: u32 = 1;
const RUNS_VARIABLE: &str = "OXCART_TEST_RUNS";

async fn every_run(backend: Backend, scenario: impl AsyncFn(&TestShop)) {
    let runs = env::var(RUNS_VARIABLE).ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    for _ in 0..runs {
        run(backend, &scenario).await;
    }
}

/// A server of its own on the test's database, with more connections than a test usually has.
async fn node(shop: &TestShop, seed: u64) -> Shop {
    let options = DatabaseOptions {
        connections_max: 6,
        acquire_timeout: std::time::Duration::from_mins(1),
        ..DatabaseOptions::new(&shop.database.url)
    };
    let database = Database::open(&options).await.unwrap();
    Shop::with(database, shop.clock.clone(), IdSource::seeded(seed))
}

async fn orders(shop: &TestShop) -> Vec<sales_order::Model> {
    let db = shop.database.connect().await;
    let orders = sales_order::Entity::find().all(&db).await.unwrap();
    db.close().await.unwrap();
    orders
}

async fn lines_of(shop: &TestShop, order: OrderId) -> Vec<order_line::Model> {
    let db = shop.database.connect().await;
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order)).all(&db).await.unwrap();
    db.close().await.unwrap();
    lines
}
