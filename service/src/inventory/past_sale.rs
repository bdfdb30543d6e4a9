//! What left the shelf before this shop kept count: the sales of a shop that was moved here.
use std::collections::{BTreeMap, BTreeSet};

use entity::stock_movement::{Counter, Kind};

use super::{
    Place,
    fulfilment::{Parcel, ParcelError},
    shelf::{self, Note, Shelf},
};
use crate::shop::{Unit, fault::Fault};

/// Takes many parcels off the shelves, in their order, and says of each whether it could. What is not counted is
/// always there. The levels are taken and written once for all.
///
/// # Errors
/// A [`Fault`] when the database fails. A parcel that is refused takes nothing, and keeps no other from being taken.
pub async fn take(unit: &Unit, parcels: &[Parcel]) -> Result<Vec<Result<(), ParcelError>>, Fault> {
    let places: BTreeSet<Place> = parcels
        .iter()
        .flat_map(|parcel| parcel.units.iter().map(|(variant, location, _)| (*variant, *location)))
        .collect();
    let facts = shelf::facts(unit, places.iter().map(|(variant, _)| *variant)).await?;
    let mut shelf = Shelf::take(unit, &facts, places).await?;
    let mut outcomes = Vec::with_capacity(parcels.len());
    for parcel in parcels {
        outcomes.push(take_one(unit, &mut shelf, parcel, |variant| {
            facts.get(variant).is_some_and(|facts| facts.is_tracked)
        })?);
    }
    shelf.write(unit).await?;
    Ok(outcomes)
}

fn take_one(
    unit: &Unit,
    shelf: &mut Shelf<'_>,
    parcel: &Parcel,
    is_counted: impl Fn(&entity::ids::VariantId) -> bool,
) -> Result<Result<(), ParcelError>, Fault> {
    let mut sums: BTreeMap<Place, i64> = BTreeMap::new();
    for (variant, location, quantity) in parcel.units.iter().filter(|(variant, ..)| is_counted(variant)) {
        *sums.entry((*variant, *location)).or_default() += quantity;
    }
    for (place, wanted) in &sums {
        let (variant, location) = *place;
        let Some(level) = shelf.level(*place) else { return Ok(Err(ParcelError::UnknownLevel { variant, location })) };
        // What is promised to others is not this buyer's.
        let available = shelf::unpromised(level);
        if available < *wanted {
            return Ok(Err(ParcelError::NotOnHand { variant, location, wanted: *wanted, available }));
        }
    }
    let note =
        Note { kind: Kind::Sale, actor: &parcel.actor, reference: Some(&parcel.reference), reason: Some("imported") };
    for (place, quantity) in sums {
        shelf.shift(unit, place, Counter::OnHand, -quantity, note)?;
    }
    Ok(Ok(()))
}
