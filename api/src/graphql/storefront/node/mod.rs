//! Global ids: `gid://shopify/Product/<uuid>`, as the dialect's clients expect them.
pub mod id;
