//! Orders, from their number to their end.
mod connection;
mod draft_mutation;
mod fulfilment;
mod fulfilment_mutation;
mod input;
mod line;
mod mutation;
mod object;
mod payment;
mod query;
mod refusal;
mod return_mutation;
mod returned;
mod settle;
mod status;

pub use draft_mutation::DraftOrderMutation;
pub use fulfilment_mutation::FulfillmentMutation;
pub use mutation::OrderMutation;
pub use object::Order;
pub use query::OrderQuery;
pub use return_mutation::ReturnMutation;
