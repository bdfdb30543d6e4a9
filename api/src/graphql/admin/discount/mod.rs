//! Discounts: automatic ones, those by code, and batches of codes.
pub mod input;
pub mod mutation;
pub mod object;
pub mod query;
pub mod refusal;
pub mod terms;
pub mod value;

pub use mutation::DiscountMutation;
pub use query::DiscountQuery;
