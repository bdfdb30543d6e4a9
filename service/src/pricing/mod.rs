//! What things cost. Pure: no database, no clock.
//!
//! Entry point for a cart: [`quote::quote`]. The rules it is given are [`promotion`], [`tax`] and [`shipping`].
//! Invariant: money is whole minor units, and only [`rounding`] rounds.

pub mod amount;
pub mod currency;
pub mod destination;
pub mod promotion;
pub mod prorate;
pub mod quote;
pub mod rounding;
pub mod shipping;
pub mod tax;
pub mod unit_price;
