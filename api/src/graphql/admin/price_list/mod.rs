//! Price lists and what is in them.
pub mod input;
pub mod mutation;
pub mod object;
pub mod query;
pub mod refusal;

pub use mutation::PriceListMutation;
pub use object::PriceList;
pub use query::PriceListQuery;
