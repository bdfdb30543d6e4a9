//! The places that hold stock.
pub mod object;
pub mod query;

pub use object::Location;
pub use query::LocationQuery;
