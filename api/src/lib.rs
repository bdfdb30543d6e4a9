//! How the shop is reached: GraphQL over HTTP, and the `oxcart` command.
//!
//! Nothing here knows SQL: what the shop does is in `service`.

pub mod graphql;
