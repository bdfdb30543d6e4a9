//! What clients rely on: the schema, the dialect, what operations cost and what is refused.

#![cfg(test)]

mod authorization;
mod back_office_statements;
mod cart;
mod cart_keys;
mod cart_statements;
mod completion;
mod dialect;
mod documents;
mod examples;
mod limits;
mod migrations;
mod query_count;
mod schema;
mod worked_examples;
