//! Goods that are ordered are taken at once: what is held for the buyer, and what is free.
use std::collections::{BTreeSet, HashMap};

use entity::{
    ids::{LocationId, VariantId},
    reservation,
    stock_movement::{Counter, Kind},
};
use uuid::Uuid;

use super::{
    Place, VARIANTS_PER_HOLDER_MAX,
    hold::{self, Held},
    place::{self, Part},
    reserve::{self, ReserveError},
    shelf::{self, Note, Shelf},
    summed,
};
use crate::shop::{Unit, fault::Fault};

/// What is ordered.
#[derive(Clone, Debug)]
pub struct Sell {
    /// For whom some of it may be held: the cart.
    pub holder: Uuid,
    /// Units of each variant. A variant named twice is ordered twice.
    pub demand: Vec<(VariantId, i64)>,
    /// Where it may come from, those asked first before others: the market's.
    pub locations: Vec<LocationId>,
    /// The order, as the ledger shall name it.
    pub reference: String,
    pub actor: String,
}

/// Commits what is ordered, all of it or nothing, and lets go of whatever else was held for its buyer.
///
/// It says from where it will be sent; variants whose stock is not counted are not in the answer. Call it late in a
/// unit: the levels it takes are what other buyers wait for.
///
/// # Errors
/// See [`ReserveError`]: nothing was written.
pub async fn sell(unit: &Unit, request: &Sell) -> Result<Vec<Held>, ReserveError> {
    if request.demand.len() > VARIANTS_PER_HOLDER_MAX {
        return Err(ReserveError::TooMany);
    }
    let wanted = summed(&request.demand).ok_or(ReserveError::BadQuantity)?;
    let before = hold::of_holder(unit, request.holder).await?;
    let variants = wanted.keys().copied().chain(before.iter().map(|row| row.variant_id));
    let facts = shelf::facts(unit, variants).await?;
    if let Some(unknown) = wanted.keys().find(|variant| !facts.contains_key(variant)) {
        return Err(ReserveError::UnknownVariant(*unknown));
    }
    let asks = reserve::asks(&wanted, &facts);
    let places: BTreeSet<Place> = asks
        .iter()
        .flat_map(|ask| request.locations.iter().map(|location| (ask.variant, *location)))
        .chain(before.iter().map(hold::place_of))
        .collect();
    let mut shelf = Shelf::take(unit, &facts, places).await?;
    let (own, expired) = reserve::given_back(unit, request.holder, &mut shelf).await?;

    let mut back: HashMap<Place, i64> = HashMap::new();
    for row in own.iter().chain(&expired) {
        *back.entry(hold::place_of(row)).or_default() += row.quantity;
    }
    let free = |variant, location| {
        let place = (variant, location);
        shelf.free(place) + back.get(&place).copied().unwrap_or_default()
    };
    let parts = place::choose(&asks, &request.locations, free).map_err(ReserveError::Short)?;
    shelf.make(unit, parts.iter().map(|part| (part.variant, part.location))).await?;
    reserve::expire(unit, &mut shelf, &expired).await?;
    commit(unit, &mut shelf, request, &own, &parts).await?;
    shelf.write(unit).await?;
    let held = parts.iter().filter_map(|part| Some(Held::of(*part, facts.get(&part.variant)?, unit.now)));
    Ok(held.collect())
}

/// What was held is held no more, and the parts are the order's.
async fn commit(
    unit: &Unit,
    shelf: &mut Shelf<'_>,
    request: &Sell,
    own: &[reservation::Model],
    parts: &[Part],
) -> Result<(), Fault> {
    let note = Note { kind: Kind::Commit, actor: &request.actor, reference: Some(&request.reference), reason: None };
    for row in own {
        shelf.shift(unit, hold::place_of(row), Counter::Reserved, -row.quantity, note)?;
    }
    for part in parts {
        shelf.shift(unit, (part.variant, part.location), Counter::Committed, part.quantity, note)?;
    }
    hold::remove(unit, &own.iter().map(|row| row.id).collect::<Vec<_>>()).await
}
