//! Products and variants, for those who look for the ids that a change needs.
pub mod object;
pub mod query;

pub use object::{Product, ProductVariant};
pub use query::ProductQuery;
