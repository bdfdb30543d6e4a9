//! Collections.
pub mod object;
pub mod query;

pub use object::{Collection, CollectionConnection};
pub use query::CollectionQuery;
