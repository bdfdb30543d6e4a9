//! What clients rely on: the schema, the dialect, what operations cost and what is refused.

#![cfg(test)]

mod dialect;
mod migrations;
mod schema;
