//! How goods get to buyers: zones of the world, ways to ship there, and what each costs.
//!
//! Entry points: [`zone`] and [`method`] for changes, [`list`] for the back office. What a cart pays is
//! `pricing`'s to say. Invariant: a region is in one zone at most, and what a method costs is measured one way
//! for each currency, by spans that do not overlap.

pub mod list;
pub mod method;
pub mod rate;
pub mod zone;
