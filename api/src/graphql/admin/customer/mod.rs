//! Customers and the groups they belong to.
pub mod mutation;
pub mod object;
pub mod query;
pub mod refusal;

pub use mutation::CustomerMutation;
pub use query::CustomerQuery;
