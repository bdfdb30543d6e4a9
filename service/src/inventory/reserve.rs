//! Units are held for a buyer who begins to pay.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::{
    ids::{LocationId, ReservationId, VariantId},
    reservation,
    stock_movement::{Counter, Kind},
};
use uuid::Uuid;

pub use super::hold::{HOLD_TIME, Held};
use super::{
    Place, Shortage, VARIANTS_PER_HOLDER_MAX, hold,
    place::{self, Ask, Part},
    shelf::{self, Facts, Note, Shelf},
    summed,
};
use crate::shop::{
    Unit,
    fault::{Fault, HasFault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Reserve {
    /// The cart or order that pays.
    pub holder: Uuid,
    /// Units of each variant. A variant named twice is wanted twice.
    pub demand: Vec<(VariantId, i64)>,
    /// Where it may come from, those asked first before others: the market's.
    pub locations: Vec<LocationId>,
    /// When the hold ends unless it is renewed; usually [`HOLD_TIME`] from now.
    pub until: DateTime<Utc>,
}

/// Why it is refused. Then nothing was written, and what the holder held before is still held.
#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    #[error("some of it is not in stock")]
    Short(Vec<Shortage>),
    #[error("variant {0} is not sold any more")]
    UnknownVariant(VariantId),
    #[error("a quantity must be between 1 and {max}", max = super::UNITS_MAX)]
    BadQuantity,
    #[error("at most {VARIANTS_PER_HOLDER_MAX} variants can be held at once")]
    TooMany,
    #[error("a hold must end later than it begins")]
    AlreadyOver,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for ReserveError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Short(_) | Self::UnknownVariant(_) | Self::BadQuantity | Self::TooMany | Self::AlreadyOver => None,
        }
    }
}

/// Who reserves, in the ledger.
const ACTOR: &str = "checkout";
/// Who takes back what has expired, in the ledger.
pub(super) const EXPIRY: &str = "expiry";

/// Makes the holder hold exactly this, in place of what they held before: all of it or nothing.
///
/// Asking again with the same demand only moves the end. Variants whose stock is not counted hold nothing, and are
/// not in the answer. Call it late in a unit: the levels it takes are what other buyers wait for.
pub async fn reserve(unit: &Unit, request: &Reserve) -> Result<Vec<Held>, ReserveError> {
    if request.until <= unit.now {
        return Err(ReserveError::AlreadyOver);
    }
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
    let asks = asks(&wanted, &facts);
    let places: BTreeSet<Place> = asks
        .iter()
        .flat_map(|ask| request.locations.iter().map(|location| (ask.variant, *location)))
        .chain(before.iter().map(hold::place_of))
        .collect();
    let mut shelf = Shelf::take(unit, &facts, places).await?;
    let (own, expired) = given_back(unit, request.holder, &mut shelf).await?;

    let back = units(own.iter().chain(&expired));
    // What they hold is theirs also where more is kept back, or less is sold, than when they got it. Where waiting is
    // allowed it is theirs anyway, and what waits is told anew.
    let theirs = units(own.iter().filter(|row| row.expires_at > unit.now));
    let free = |variant, location| {
        let place = (variant, location);
        let of = |units: &HashMap<Place, i64>| units.get(&place).copied().unwrap_or_default();
        let kept = if shelf.may_oversell(variant) { 0 } else { of(&theirs) };
        (shelf.free(place) + of(&back)).max(kept)
    };
    let parts = place::choose(&asks, &request.locations, free).map_err(ReserveError::Short)?;
    shelf.make(unit, parts.iter().map(|part| (part.variant, part.location))).await?;
    expire(unit, &mut shelf, &expired).await?;
    exchange(unit, &mut shelf, request, &own, &parts).await?;
    shelf.write(unit).await?;
    let held = parts.iter().filter_map(|part| Some(Held::of(*part, facts.get(&part.variant)?, unit.now)));
    Ok(held.collect())
}

/// Units at each place.
fn units<'a>(rows: impl Iterator<Item = &'a reservation::Model>) -> HashMap<Place, i64> {
    let mut units = HashMap::new();
    for row in rows {
        *units.entry(hold::place_of(row)).or_default() += row.quantity;
    }
    units
}

/// What counts: variants whose stock is not counted are always there.
pub(super) fn asks(wanted: &BTreeMap<VariantId, i64>, facts: &HashMap<VariantId, Facts>) -> Vec<Ask> {
    let tracked = wanted.iter().filter_map(|(variant, quantity)| {
        let facts = facts.get(variant).filter(|facts| facts.is_tracked)?;
        let may_wait = facts.inventory_policy == entity::variant::InventoryPolicy::Continue;
        Some(Ask { variant: *variant, quantity: *quantity, may_wait })
    });
    tracked.collect()
}

/// What the holder holds already, and what others no longer hold.
pub(super) async fn given_back(
    unit: &Unit,
    holder: Uuid,
    shelf: &mut Shelf<'_>,
) -> Result<(Vec<reservation::Model>, Vec<reservation::Model>), Fault> {
    if !shelf.has_reserved() {
        return Ok((Vec::new(), Vec::new()));
    }
    let own = hold::of_holder_locked(unit, holder).await?;
    if own.iter().any(|row| shelf.level(hold::place_of(row)).is_none()) {
        // A twin of this request was first. Its levels are taken late, out of order, which is why it is the exception.
        shelf.take_more(unit, own.iter().map(hold::place_of)).await?;
    }
    let mut expired = hold::expired_on(unit, shelf).await?;
    expired.retain(|row| row.holder_id != holder);
    Ok((own, expired))
}

/// Takes back what nobody holds any more.
pub(super) async fn expire(unit: &Unit, shelf: &mut Shelf<'_>, expired: &[reservation::Model]) -> Result<(), Fault> {
    let ids: Vec<ReservationId> = expired.iter().map(|row| row.id).collect();
    hold::remove(unit, &ids).await?;
    for row in expired {
        let reference = row.holder_id.to_string();
        let note = Note { kind: Kind::Release, actor: EXPIRY, reference: Some(&reference), reason: None };
        shelf.shift(unit, hold::place_of(row), Counter::Reserved, -row.quantity, note)?;
    }
    Ok(())
}

/// Puts the new parts in the place of the old ones.
async fn exchange(
    unit: &Unit,
    shelf: &mut Shelf<'_>,
    request: &Reserve,
    own: &[reservation::Model],
    parts: &[Part],
) -> Result<(), Fault> {
    let mut change: BTreeMap<Place, i64> = parts.iter().map(|p| ((p.variant, p.location), p.quantity)).collect();
    let gone: Vec<_> = own.iter().filter(|row| !change.contains_key(&hold::place_of(row))).map(|row| row.id).collect();
    for row in own {
        *change.entry(hold::place_of(row)).or_default() -= row.quantity;
    }
    let reference = request.holder.to_string();
    for (place, delta) in change {
        let kind = if delta > 0 { Kind::Reserve } else { Kind::Release };
        let note = Note { kind, actor: ACTOR, reference: Some(&reference), reason: None };
        shelf.shift(unit, place, Counter::Reserved, delta, note)?;
    }
    hold::remove(unit, &gone).await?;
    hold::put(unit, request.holder, parts, request.until).await
}
