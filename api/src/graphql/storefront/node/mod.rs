//! Global ids: `gid://shopify/Product/<uuid>`, as the dialect's clients expect them.
pub mod id;
pub mod object;
pub mod query;

pub use object::Node;
pub use query::NodeQuery;
