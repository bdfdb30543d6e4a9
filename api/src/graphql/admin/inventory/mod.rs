//! Stock: how much there is of what, where, and how it came to that.
pub mod input;
pub mod level;
pub mod mutation;
pub mod query;
pub mod refusal;
pub mod transfer;
pub mod transfer_mutation;

pub use mutation::InventoryMutation;
pub use query::InventoryQuery;
pub use transfer_mutation::InventoryTransferMutation;
