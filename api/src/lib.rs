//! How the shop is reached: GraphQL over HTTP, and the `oxcart` command.
//!
//! Nothing here knows SQL: what the shop does is in `service`.
//!
//! Entry points: [`cli::run`] is the command, [`server::start`] a running server.

pub mod cli;
pub mod config;
pub mod graphql;
pub mod http;
mod payment;
pub mod server;
