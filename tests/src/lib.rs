//! What the tests share: shops to test, each with a database of its own, and a client to talk to them.
//!
//! A scenario is an `async fn(&TestShop)`; [`on_both_databases!`] makes two tests of it, `name::sqlite`
//! and `name::postgres`. The PostgreSQL half needs `TEST_DATABASE_URL` (a database it may create
//! schemas in) and says on stderr when it was left out.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot be set up stops where it failed, and says why"
)]

pub mod client;
pub mod database;
pub mod factory;
mod shop;

pub use database::Backend;
pub use shop::{TestShop, run};

/// Makes two tests of each scenario, one on each database.
#[macro_export]
macro_rules! on_both_databases {
    ($($scenario:ident),+ $(,)?) => {$(
        mod $scenario {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::run($crate::Backend::Sqlite, super::$scenario).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::run($crate::Backend::Postgres, super::$scenario).await;
            }
        }
    )+};
}
