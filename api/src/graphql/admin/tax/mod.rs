//! Taxes: categories of goods, and rates by region.
pub mod mutation;
pub mod object;
pub mod query;
pub mod refusal;

pub use mutation::TaxMutation;
pub use query::TaxQuery;
