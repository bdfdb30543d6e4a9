//! The storefront API against the dialect: whatever is in the contract is in ours, or in a list here.
//!
//! The contract's files are kept beside this one: names and types that clients depend on, as they
//! send them. A list shrinks when its entry is covered, because a list that is out of date fails.
#[path = "dialect/types.rs"]
pub(crate) mod types;

use pretty_assertions::assert_eq;

use self::types::{Gaps, Types};

pub(crate) const CORE: &str = include_str!("dialect/core.graphql");
pub(crate) const FULL: &str = include_str!("dialect/full.graphql");
const CHECKOUT: &str = include_str!("dialect/checkout.graphql");

/// What most clients send and we do not answer yet.
const NOT_IN_CORE: [&str; 0] = [];

/// What some clients send and we do not answer yet.
const NOT_IN_FULL: [&str; 0] = [];

/// What those who complete carts send and we do not answer yet.
const NOT_IN_CHECKOUT: [&str; 0] = [];

fn ours() -> Types {
    Types::parse(&api::graphql::storefront_schema().finish().sdl())
}

fn listed(gaps: &[&str]) -> Gaps {
    gaps.iter().map(|gap| (*gap).to_owned()).collect()
}

#[test]
fn most_clients_find_what_they_ask_for() {
    assert_eq!(ours().gaps(&Types::parse(CORE), &["QueryRoot", "Mutation"]), listed(&NOT_IN_CORE));
}

#[test]
fn all_clients_find_what_they_ask_for() {
    assert_eq!(ours().gaps(&Types::parse(FULL), &["QueryRoot", "Mutation"]), listed(&NOT_IN_FULL));
}

#[test]
fn those_who_complete_carts_find_what_they_ask_for() {
    assert_eq!(ours().gaps(&Types::parse(CHECKOUT), &["QueryRoot", "Mutation"]), listed(&NOT_IN_CHECKOUT));
}
