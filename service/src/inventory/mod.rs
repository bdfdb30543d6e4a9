//! How much there is of what, and where.
//!
//! Entry points: [`ledger::open`] and [`ledger::recount`] say what is on the shelf.
//! Invariant: each counter is the sum of its movements, and no counter is ever below zero. Nothing
//! outside this module writes `stock_level` or `stock_movement`.

pub mod ledger;
