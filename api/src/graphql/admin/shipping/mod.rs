//! Shipping: zones, the ways to ship there, and what each costs.
pub mod input;
pub mod mutation;
pub mod object;
pub mod query;
pub mod refusal;

pub use mutation::ShippingMutation;
pub use query::ShippingQuery;
