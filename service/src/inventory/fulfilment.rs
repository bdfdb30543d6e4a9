//! What becomes of units that were committed to an order: sent, given back, or sent back by the buyer.
use std::collections::BTreeMap;

use entity::{
    ids::{LocationId, VariantId},
    stock_movement::{Counter, Kind},
};

use super::{
    CHANGES_MAX, Place, UNITS_MAX,
    shelf::{self, Note, Shelf},
};
use crate::shop::{
    Unit,
    fault::{Fault, HasFault},
};

/// Units of variants at locations, and whose word moves them.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// A level named twice is meant twice.
    pub units: Vec<(VariantId, LocationId, i64)>,
    /// The order or the return, as the ledger shall name it.
    pub reference: String,
    pub actor: String,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ParcelError {
    #[error("of variant {variant}, {available} of {wanted} units are committed at this location")]
    NotCommitted { variant: VariantId, location: LocationId, wanted: i64, available: i64 },
    /// Sold on backorder, and not there yet.
    #[error("of variant {variant}, {available} of {wanted} units are on hand at this location")]
    NotOnHand { variant: VariantId, location: LocationId, wanted: i64, available: i64 },
    #[error("variant {variant} was never stocked at this location")]
    UnknownLevel { variant: VariantId, location: LocationId },
    #[error("a quantity must be between 1 and {UNITS_MAX}")]
    BadQuantity,
    #[error("at most {CHANGES_MAX} lines at once")]
    TooMany,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for ParcelError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::NotCommitted { .. }
            | Self::NotOnHand { .. }
            | Self::UnknownLevel { .. }
            | Self::BadQuantity
            | Self::TooMany => None,
        }
    }
}

/// Committed units leave the house.
pub async fn fulfil(unit: &Unit, parcel: &Parcel) -> Result<(), ParcelError> {
    shift(unit, parcel, Kind::Sale, &[(Counter::Committed, -1), (Counter::OnHand, -1)]).await
}

/// Committed units of a cancelled order can be sold again.
pub async fn uncommit(unit: &Unit, parcel: &Parcel) -> Result<(), ParcelError> {
    shift(unit, parcel, Kind::Release, &[(Counter::Committed, -1)]).await
}

/// Committed units are gone: lost, broken, kept for something else. What was sold before it was there is only sold no
/// longer.
pub async fn write_off(unit: &Unit, parcel: &Parcel) -> Result<(), ParcelError> {
    let sums = summed(parcel)?;
    let facts = shelf::facts(unit, sums.keys().map(|(variant, _)| *variant)).await?;
    let mut shelf = Shelf::take(unit, &facts, sums.keys().copied()).await?;
    let note =
        Note { kind: Kind::Adjustment, actor: &parcel.actor, reference: Some(&parcel.reference), reason: Some(LOST) };
    for (place, wanted) in sums {
        let (variant, location) = place;
        let level = shelf.level(place).ok_or(ParcelError::UnknownLevel { variant, location })?;
        let (available, there) = (level.committed, level.on_hand);
        if available < wanted {
            return Err(ParcelError::NotCommitted { variant, location, wanted, available });
        }
        shelf.shift(unit, place, Counter::Committed, -wanted, note)?;
        shelf.shift(unit, place, Counter::OnHand, -wanted.min(there), note)?;
    }
    Ok(shelf.write(unit).await?)
}

/// Units that came back are put on the shelf, also where the variant never was before.
pub async fn restock(unit: &Unit, parcel: &Parcel) -> Result<(), ParcelError> {
    let sums = summed(parcel)?;
    let locations = shelf::known_locations(unit, sums.keys().map(|(_, location)| *location)).await?;
    if let Some((variant, location)) = sums.keys().copied().find(|(_, location)| !locations.contains(location)) {
        return Err(ParcelError::UnknownLevel { variant, location });
    }
    let facts = shelf::facts(unit, sums.keys().map(|(variant, _)| *variant)).await?;
    let mut shelf = Shelf::open(unit, &facts, sums.keys().copied()).await?;
    let note = Note { kind: Kind::Return, actor: &parcel.actor, reference: Some(&parcel.reference), reason: None };
    for (place, more) in sums {
        shelf.shift(unit, place, Counter::OnHand, more, note)?;
    }
    Ok(shelf.write(unit).await?)
}

/// Why goods are written off, in the ledger.
const LOST: &str = "written_off";

async fn shift(unit: &Unit, parcel: &Parcel, kind: Kind, counters: &[(Counter, i64)]) -> Result<(), ParcelError> {
    let sums = summed(parcel)?;
    let facts = shelf::facts(unit, sums.keys().map(|(variant, _)| *variant)).await?;
    let mut shelf = Shelf::take(unit, &facts, sums.keys().copied()).await?;
    let note = Note { kind, actor: &parcel.actor, reference: Some(&parcel.reference), reason: None };
    for (place, wanted) in sums {
        let (variant, location) = place;
        let level = shelf.level(place).ok_or(ParcelError::UnknownLevel { variant, location })?;
        for (counter, sign) in counters {
            let available = shelf::count(level, *counter);
            if *sign < 0 && available < wanted {
                return Err(match counter {
                    Counter::OnHand => ParcelError::NotOnHand { variant, location, wanted, available },
                    _ => ParcelError::NotCommitted { variant, location, wanted, available },
                });
            }
        }
        for (counter, sign) in counters {
            shelf.shift(unit, place, *counter, sign * wanted, note)?;
        }
    }
    Ok(shelf.write(unit).await?)
}

fn summed(parcel: &Parcel) -> Result<BTreeMap<Place, i64>, ParcelError> {
    if parcel.units.len() > CHANGES_MAX {
        return Err(ParcelError::TooMany);
    }
    let mut sums: BTreeMap<Place, i64> = BTreeMap::new();
    for (variant, location, quantity) in &parcel.units {
        let sum = sums.entry((*variant, *location)).or_default();
        let more = sum.checked_add(*quantity).filter(|sum| *quantity > 0 && *sum <= UNITS_MAX);
        *sum = more.ok_or(ParcelError::BadQuantity)?;
    }
    Ok(sums)
}
