//! What things cost. Pure: no database, no clock.
//!
//! Invariant: money is whole minor units, and only [`rounding`] rounds.

pub mod amount;
pub mod currency;
pub mod rounding;
pub mod unit_price;
