//! How much there is of what, and where; and who has been promised it.
//!
//! A level is a variant at a location with five counters: on hand, reserved for buyers who are paying, committed to
//! orders, kept back as safety, and incoming. What can be sold is on hand − reserved − committed − safety.
//!
//! Entry points: [`reserve`], [`renew`], [`release`] and [`sell`] for a buyer's way to an order ([`commit`] takes what
//! is held and nothing else), [`sweep`] for those
//! who never came back, [`fulfilment`] for parcels; [`adjust`] and [`relocate`] for staff, [`transfer`] between
//! locations; [`availability`] and [`history`] to read. [`ledger`] says what is on the shelf when goods are imported.
//!
//! Invariants: each counter is the sum of its movements and never below zero; `reserved` is the sum of the
//! reservations; a variant that may not be oversold never has more reserved and committed than on hand; a
//! reservation that has expired holds nothing, swept or not. Nothing outside this module writes `stock_level`,
//! `stock_movement`, `reservation` or the transfers.
//!
//! Who takes several levels takes them in the order of their keys, and reservations only after their levels:
//! nobody waits in a circle.

pub mod adjust;
pub mod availability;
pub mod commit;
pub mod fulfilment;
pub mod history;
mod hold;
pub mod ledger;
mod level_change;
pub mod levels;
pub mod low_stock;
pub mod past_sale;
mod place;
pub mod release;
pub mod relocate;
pub mod renew;
pub mod reserve;
pub mod sell;
mod shelf;
pub mod sweep;
pub mod transfer;

use std::collections::BTreeMap;

use entity::ids::{LocationId, VariantId};

/// A level's key.
pub type Place = (VariantId, LocationId);

/// Units that one request may speak of, and that one counter may be asked to hold.
pub const UNITS_MAX: i64 = 1_000_000_000;
/// Variants that one buyer can hold units of.
pub const VARIANTS_PER_HOLDER_MAX: usize = 500;
/// Levels that one change by staff may touch, and lines of a transfer.
pub const CHANGES_MAX: usize = 250;

/// A variant of which less can be had than is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    pub variant: VariantId,
    pub wanted: i64,
    /// Units that could be had.
    pub available: i64,
}

/// How much is wanted of each variant, each named once. None when a quantity is not positive or the sum is
/// beyond [`UNITS_MAX`].
fn summed(demand: &[(VariantId, i64)]) -> Option<BTreeMap<VariantId, i64>> {
    let mut sums = BTreeMap::new();
    for (variant, quantity) in demand {
        let sum: &mut i64 = sums.entry(*variant).or_default();
        *sum = sum.checked_add(*quantity).filter(|sum| *quantity > 0 && *sum <= UNITS_MAX)?;
    }
    Some(sums)
}
