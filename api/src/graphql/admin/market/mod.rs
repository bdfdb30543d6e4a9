//! Where the shop sells.
pub mod object;
pub mod query;

pub use object::Market;
pub use query::MarketQuery;
