//! The shop itself, and the key that asks.
pub mod object;
pub mod query;

pub use object::{ApiKey, Shop};
pub use query::ShopQuery;
