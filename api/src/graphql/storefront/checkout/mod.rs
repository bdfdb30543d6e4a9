//! From a cart to an order, in the dialect's steps: prepare, submit, look at the attempt. Ours beside them: how it is
//! paid (`cartPaymentSessionCreate`), and all of it at once (`cartComplete`).
pub mod code;
pub mod input;
pub mod key;
pub mod mutation;
pub mod object;
pub mod query;
pub mod refusal;

pub use self::{mutation::CheckoutMutation, query::CheckoutQuery};
