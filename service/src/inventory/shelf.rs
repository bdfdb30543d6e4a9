//! The levels that one unit of work changes: taken together, changed in memory, written once.
//!
//! Levels are locked in the order of their keys, so that units which want the same ones queue instead of
//! deadlocking. Writing is one guarded statement for all of them; the guard, not the lock, is what keeps a counter from
//! going below zero or a promise from being broken.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{
    ids::{LocationId, ProductId, VariantId},
    location, stock_level,
    stock_movement::{self, Counter, Kind},
    variant::{self, InventoryPolicy},
};
use sea_orm::{ColumnTrait, DatabaseBackend, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Place,
    level_change::{self, Change},
};
use crate::{
    event::{self, Event},
    shop::{
        Unit,
        bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
        fault::Fault,
    },
};

/// What the catalogue says about a variant's stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "variant::Entity")]
pub(super) struct Facts {
    pub(super) id: VariantId,
    pub(super) product_id: ProductId,
    pub(super) is_tracked: bool,
    pub(super) inventory_policy: InventoryPolicy,
    pub(super) available_from: Option<chrono::DateTime<chrono::Utc>>,
}

/// Why, on whose word and by whom stock moves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note<'a> {
    pub(super) kind: Kind,
    pub(super) actor: &'a str,
    pub(super) reference: Option<&'a str>,
    pub(super) reason: Option<&'a str>,
}

/// A level and how it will be.
struct Level {
    was: stock_level::Model,
    is: stock_level::Model,
}

/// Levels locked until the transaction ends.
pub(super) struct Shelf<'a> {
    facts: &'a HashMap<VariantId, Facts>,
    levels: BTreeMap<Place, Level>,
    movements: Vec<stock_movement::Model>,
}

/// The facts of variants that are not deleted.
pub(super) async fn facts(
    unit: &Unit,
    variants: impl IntoIterator<Item = VariantId>,
) -> Result<HashMap<VariantId, Facts>, Fault> {
    let variants: BTreeSet<_> = variants.into_iter().collect();
    if variants.is_empty() {
        return Ok(HashMap::new());
    }
    let select = variant::Entity::find()
        .filter(variant::Column::Id.is_in(variants))
        .filter(variant::Column::DeletedAt.is_null());
    let facts: Vec<Facts> = select.into_partial_model().all(&unit.tx).await?;
    Ok(facts.into_iter().map(|facts| (facts.id, facts)).collect())
}

impl<'a> Shelf<'a> {
    /// Takes the levels there are of these places.
    pub(super) async fn take(
        unit: &Unit,
        facts: &'a HashMap<VariantId, Facts>,
        places: impl IntoIterator<Item = Place>,
    ) -> Result<Self, Fault> {
        let mut shelf = Self { facts, levels: BTreeMap::new(), movements: Vec::new() };
        shelf.add(unit, places.into_iter().collect()).await?;
        Ok(shelf)
    }

    /// Takes the levels of these places, making those that are missing.
    pub(super) async fn open(
        unit: &Unit,
        facts: &'a HashMap<VariantId, Facts>,
        places: impl IntoIterator<Item = Place>,
    ) -> Result<Self, Fault> {
        let places: BTreeSet<Place> = places.into_iter().collect();
        let mut shelf = Self::take(unit, facts, places.iter().copied()).await?;
        shelf.make(unit, places).await?;
        Ok(shelf)
    }

    /// Makes the levels that are missing, and takes them.
    pub(super) async fn make(&mut self, unit: &Unit, places: impl IntoIterator<Item = Place>) -> Result<(), Fault> {
        let missing: BTreeSet<Place> = places.into_iter().filter(|place| !self.levels.contains_key(place)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let empty: Vec<_> = missing.iter().map(|place| empty(unit, *place)).collect();
        bulk::insert::<stock_level::Entity>(unit, &empty, OnConflict::Keep).await?;
        self.add(unit, missing).await
    }

    /// Takes levels that were not known when the others were taken.
    pub(super) async fn take_more(
        &mut self,
        unit: &Unit,
        places: impl IntoIterator<Item = Place>,
    ) -> Result<(), Fault> {
        let more: BTreeSet<Place> = places.into_iter().filter(|place| !self.levels.contains_key(place)).collect();
        if more.is_empty() { Ok(()) } else { self.add(unit, more).await }
    }

    async fn add(&mut self, unit: &Unit, places: BTreeSet<Place>) -> Result<(), Fault> {
        let variants: BTreeSet<_> = places.iter().map(|(variant, _)| *variant).collect();
        let locations: BTreeSet<_> = places.iter().map(|(_, location)| *location).collect();
        let variants: Vec<_> = variants.into_iter().collect();
        for variants in variants.chunks(KEYS_PER_LIST_MAX) {
            let mut select = stock_level::Entity::find()
                .filter(stock_level::Column::VariantId.is_in(variants.iter().copied()))
                .filter(stock_level::Column::LocationId.is_in(locations.iter().copied()))
                .order_by_asc(stock_level::Column::VariantId)
                .order_by_asc(stock_level::Column::LocationId);
            // SQLite has one writer, and that is us.
            if unit.backend() == DatabaseBackend::Postgres {
                select = select.lock_exclusive();
            }
            for level in select.all(&unit.tx).await? {
                let place = (level.variant_id, level.location_id);
                self.levels.entry(place).or_insert_with(|| Level { was: level.clone(), is: level });
            }
        }
        Ok(())
    }

    /// The level as it will be; none that was not taken.
    pub(super) fn level(&self, place: Place) -> Option<&stock_level::Model> {
        self.levels.get(&place).map(|level| &level.is)
    }

    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.levels.keys().copied()
    }

    /// Whether anybody holds anything of what was taken.
    pub(super) fn has_reserved(&self) -> bool {
        self.levels.values().any(|level| level.is.reserved > 0)
    }

    /// Units that can be promised once more; below zero where more is promised than there is, or less is left than
    /// should be kept.
    pub(super) fn free(&self, place: Place) -> i64 {
        self.level(place).map_or(0, free)
    }

    pub(super) fn may_oversell(&self, variant: VariantId) -> bool {
        self.facts.get(&variant).is_some_and(|facts| facts.inventory_policy == InventoryPolicy::Continue)
    }

    /// Adds to a counter, and to the ledger. The caller has seen that it does not go below zero.
    pub(super) fn shift(
        &mut self,
        unit: &Unit,
        place: Place,
        counter: Counter,
        delta: i64,
        note: Note<'_>,
    ) -> Result<(), Fault> {
        if delta == 0 {
            return Ok(());
        }
        let level = self.levels.get_mut(&place).ok_or_else(|| Fault::broken("a level moves that was not taken"))?;
        let count = counter_mut(&mut level.is, counter);
        let before = *count;
        let after = before.checked_add(delta).filter(|after| *after >= 0);
        *count = after.ok_or_else(|| Fault::broken(format!("{counter:?} of {} would be below zero", place.0)))?;
        let after = *count;
        self.movements.push(stock_movement::Model {
            id: unit.new_id(),
            variant_id: place.0,
            location_id: place.1,
            kind: note.kind,
            counter,
            delta,
            quantity_before: before,
            quantity_after: after,
            reference: note.reference.map(str::to_owned),
            reason: note.reason.map(str::to_owned),
            actor: note.actor.to_owned(),
            created_at: unit.now,
        });
        Ok(())
    }

    /// Writes what changed: levels in the order of their keys, the ledger, and what others must hear of.
    ///
    /// # Errors
    /// A [`Fault`] when a guard does not hold: then somebody changed a level without taking it.
    pub(super) async fn write(self, unit: &Unit) -> Result<(), Fault> {
        let mut events = BTreeSet::new();
        let mut changes = Vec::new();
        for (place, level) in self.levels.iter().filter(|(_, level)| level.is != level.was) {
            changes.push(Change { was: &level.was, is: &level.is, may_oversell: self.may_oversell(place.0) });
            if let Some(facts) = self.facts.get(&place.0) {
                events.extend(news(facts.product_id, level));
            }
        }
        level_change::write(unit, &changes).await?;
        bulk::insert::<stock_movement::Entity>(unit, &self.movements, OnConflict::Fail).await?;
        event::record(unit, events).await
    }
}

fn empty(unit: &Unit, (variant_id, location_id): Place) -> stock_level::Model {
    stock_level::Model {
        variant_id,
        location_id,
        on_hand: 0,
        reserved: 0,
        committed: 0,
        safety: 0,
        incoming: 0,
        low_stock_at: None,
        updated_at: unit.now,
    }
}

pub(super) fn free(level: &stock_level::Model) -> i64 {
    level.on_hand - level.reserved - level.committed - level.safety
}

/// Units on hand that nobody was promised.
pub(super) fn unpromised(level: &stock_level::Model) -> i64 {
    level.on_hand - level.reserved - level.committed
}

pub(super) fn count(level: &stock_level::Model, counter: Counter) -> i64 {
    match counter {
        Counter::OnHand => level.on_hand,
        Counter::Reserved => level.reserved,
        Counter::Committed => level.committed,
        Counter::Safety => level.safety,
        Counter::Incoming => level.incoming,
    }
}

fn counter_mut(level: &mut stock_level::Model, counter: Counter) -> &mut i64 {
    match counter {
        Counter::OnHand => &mut level.on_hand,
        Counter::Reserved => &mut level.reserved,
        Counter::Committed => &mut level.committed,
        Counter::Safety => &mut level.safety,
        Counter::Incoming => &mut level.incoming,
    }
}

/// What others must hear of: something can be bought again or no more, staff changed what there is, little is left.
fn news(product: ProductId, Level { was, is }: &Level) -> impl Iterator<Item = Event> {
    let (before, after) = (free(was), free(is));
    let variant = is.variant_id;
    let turned = (before > 0) != (after > 0);
    let counted = before != after && (was.on_hand != is.on_hand || was.safety != is.safety);
    let changed = (turned || counted).then_some(Event::StockChanged { product, variant });
    let low = is.low_stock_at.filter(|low| before > *low && after <= *low);
    let low = low.map(|_| Event::StockLow { product, variant, location: is.location_id, available: after });
    changed.into_iter().chain(low)
}

/// Whether a location may be asked for: it exists.
pub(super) async fn known_locations(
    unit: &Unit,
    locations: impl IntoIterator<Item = LocationId>,
) -> Result<BTreeSet<LocationId>, Fault> {
    let wanted: BTreeSet<_> = locations.into_iter().collect();
    let known = location::Entity::find()
        .select_only()
        .column(location::Column::Id)
        .filter(location::Column::Id.is_in(wanted))
        .into_tuple::<LocationId>()
        .all(&unit.tx)
        .await?;
    Ok(known.into_iter().collect())
}
