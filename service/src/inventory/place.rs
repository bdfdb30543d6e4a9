//! From which locations an order is sent: as few as possible, those asked first before others.
//!
//! One location that has everything is always found, the first by priority if there are several. Otherwise
//! locations are added one at a time, each time the one that has most of what is still missing (ties: the one asked
//! first). That is the greedy cover of a submodular function, so it takes at most 1 + ln(n) times as many locations as
//! the best choice could, where n is the most units that any one location has of the demand (Wolsey 1982); the best
//! choice itself would take exponential time to find.
use std::collections::BTreeMap;

use entity::ids::{LocationId, VariantId};

use super::Shortage;

/// What is wanted of a variant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    pub(super) variant: VariantId,
    pub(super) quantity: i64,
    /// Sold also when the shelf is empty, and sent later.
    pub(super) may_wait: bool,
}

/// Units of a variant from one location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) variant: VariantId,
    pub(super) location: LocationId,
    pub(super) quantity: i64,
    /// Of these, units that are not there yet.
    pub(super) backordered: i64,
}

/// Chooses, or says of which variants there is too little anywhere. `free` may be below zero: that is none.
pub(super) fn choose(
    asks: &[Ask],
    locations: &[LocationId],
    free: impl Fn(VariantId, LocationId) -> i64,
) -> Result<Vec<Part>, Vec<Shortage>> {
    let has = |variant, location| free(variant, location).max(0);
    let mut missing = BTreeMap::new();
    let mut short = Vec::new();
    for ask in asks {
        let total = locations.iter().fold(0_i64, |sum, location| sum.saturating_add(has(ask.variant, *location)));
        if total < ask.quantity && (!ask.may_wait || locations.is_empty()) {
            short.push(Shortage { variant: ask.variant, wanted: ask.quantity, available: total });
        }
        missing.insert(ask.variant, ask.quantity.min(total));
    }
    if !short.is_empty() {
        return Err(short);
    }
    let mut parts: BTreeMap<(VariantId, LocationId), Part> = BTreeMap::new();
    let mut used = Vec::new();
    while let Some(location) = next(&missing, locations.iter().filter(|location| !used.contains(*location)), &has) {
        used.push(location);
        for (variant, missing) in &mut missing {
            let quantity = has(*variant, location).min(*missing);
            *missing -= quantity;
            if quantity > 0 {
                let part = Part { variant: *variant, location, quantity, backordered: 0 };
                parts.insert((*variant, location), part);
            }
        }
    }
    // What nobody has waits where the rest comes from.
    let waits_at = locations.iter().find(|location| used.contains(location)).or(locations.first());
    for ask in asks {
        let found: i64 = parts.values().filter(|part| part.variant == ask.variant).map(|part| part.quantity).sum();
        let waiting = ask.quantity - found;
        if let Some(location) = waits_at.filter(|_| waiting > 0) {
            let none = Part { variant: ask.variant, location: *location, quantity: 0, backordered: 0 };
            let part = parts.entry((ask.variant, *location)).or_insert(none);
            part.quantity += waiting;
            part.backordered += waiting;
        }
    }
    Ok(parts.into_values().collect())
}

/// The unused location that has most of what is missing; none when nothing is missing.
fn next<'a>(
    missing: &BTreeMap<VariantId, i64>,
    unused: impl Iterator<Item = &'a LocationId>,
    has: &impl Fn(VariantId, LocationId) -> i64,
) -> Option<LocationId> {
    let mut best = None;
    for location in unused {
        let units = missing
            .iter()
            .fold(0_i64, |sum, (variant, missing)| sum.saturating_add(has(*variant, *location).min(*missing)));
        if units > best.map_or(0, |(most, _)| most) {
            best = Some((units, *location));
        }
    }
    best.map(|(_, location)| location)
}

#[cfg(test)]
mod tests;
