//! Orders, from their number to their end.
pub mod connection;
pub mod draft_mutation;
pub mod fulfilment;
pub mod fulfilment_mutation;
pub mod input;
pub mod line;
pub mod mutation;
pub mod object;
pub mod payment;
pub mod query;
pub mod refusal;
pub mod return_mutation;
pub mod returned;
pub mod settle;
pub mod status;

pub use draft_mutation::DraftOrderMutation;
pub use fulfilment_mutation::FulfillmentMutation;
pub use mutation::OrderMutation;
pub use object::Order;
pub use query::OrderQuery;
pub use return_mutation::ReturnMutation;
