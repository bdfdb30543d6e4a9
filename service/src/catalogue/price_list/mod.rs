//! Price lists: what variants cost, in one currency, from some quantity on.
//!
//! A market buys from one list. What that list does not price itself, it takes from its parent, times an exact factor;
//! a parent has no parent. A group of customers may have a list of its own in a market.
//! Invariants: a price is in its list's currency; what sums prices up (spans, rule-based collections, search) changes
//! with them. Deliberately absent: prices with dates (a promotion does that better).

pub mod assign;
pub mod create;
pub mod fixed_prices;
mod parent;
pub mod read;
pub mod update;

pub use parent::{ParentError, TakenFrom};
