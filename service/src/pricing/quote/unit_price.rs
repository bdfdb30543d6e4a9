//! Step 1: what a unit costs.
use std::collections::HashMap;

use entity::ids::{PriceListId, VariantId};

use super::basket::{Line, PriceCandidate};
use crate::shop::fault::Fault;

/// Units of each variant in all lines: what quantity tiers go by.
pub(super) fn quantities(lines: &[Line]) -> HashMap<VariantId, i64> {
    let mut quantities = HashMap::with_capacity(lines.len());
    for line in lines {
        *quantities.entry(line.variant).or_default() += i64::from(line.quantity);
    }
    quantities
}

/// The price of a line's unit: see [`price_of`].
///
/// # Errors
/// A [`Fault`] when nothing prices the line.
pub(super) fn choose(line: &Line, in_cart: i64) -> Result<PriceCandidate, Fault> {
    price_of(&line.prices, in_cart).ok_or_else(|| Fault::broken(format!("nothing prices the cart line {}", line.id)))
}

/// The price of a unit when `in_cart` units of the variant are in the cart; none when nothing prices it.
///
/// The most specific source that has a price for that quantity; in each list of it the highest tier
/// that is reached; of several lists (of several groups) the lowest price.
pub fn price_of(prices: &[PriceCandidate], in_cart: i64) -> Option<PriceCandidate> {
    let reached = |candidate: &&PriceCandidate| i64::from(candidate.min_quantity) <= in_cart;
    let source = prices.iter().filter(reached).map(|candidate| candidate.source).min()?;
    let mut tiers: HashMap<PriceListId, PriceCandidate> = HashMap::new();
    for candidate in prices.iter().filter(reached).filter(|candidate| candidate.source == source) {
        let tier = tiers.entry(candidate.list).or_insert(*candidate);
        if candidate.min_quantity > tier.min_quantity {
            *tier = *candidate;
        }
    }
    let mut chosen = tiers.into_values().min_by_key(|candidate| (candidate.amount, candidate.list))?;
    // A compare-at price that is not above the price would announce a sale that is none.
    chosen.compare_at = chosen.compare_at.filter(|compare_at| *compare_at > chosen.amount);
    Some(chosen)
}
