//! Money that buyers have here: gift cards and store credit.
pub mod mutation;
pub mod object;
pub mod query;
pub mod refusal;

pub use mutation::GiftCardMutation;
pub use query::GiftCardQuery;
