//! What clients rely on: the schema, the dialect, what operations cost and what is refused.

#![cfg(test)]

mod dialect;
mod documents;
mod examples;
mod limits;
mod migrations;
mod query_count;
mod schema;
