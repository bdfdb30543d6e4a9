//! The rows of reservations: read under the lock of their levels, written, taken away.
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{
    ids::{LocationId, ReservationId, VariantId},
    reservation,
};
use sea_orm::{ColumnTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{
    Place,
    place::Part,
    shelf::{Facts, Shelf},
};
use crate::shop::{
    Unit,
    bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
    fault::Fault,
};

/// How long units stay held for a buyer who is paying, unless the hold is renewed.
pub const HOLD_TIME: chrono::Duration = chrono::Duration::minutes(10);

/// Units held at a location, or committed there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub variant: VariantId,
    pub location: LocationId,
    pub quantity: i64,
    /// Of these, units that were not there when they were reserved: they are sent later.
    pub backordered: i64,
    /// Preorder: nothing is sent before.
    pub available_from: Option<DateTime<Utc>>,
}

impl Held {
    pub(super) fn of(part: Part, facts: &Facts, now: DateTime<Utc>) -> Self {
        Self {
            variant: part.variant,
            location: part.location,
            quantity: part.quantity,
            backordered: part.backordered,
            available_from: facts.available_from.filter(|from| *from > now),
        }
    }
}

pub(super) fn place_of(row: &reservation::Model) -> Place {
    (row.variant_id, row.location_id)
}

/// What a holder holds or held, in the order of the levels. Not locked: it says which levels to take.
pub(super) async fn of_holder(unit: &Unit, holder: Uuid) -> Result<Vec<reservation::Model>, Fault> {
    of_holders(unit, &[holder]).await
}

/// The same of several.
pub(super) async fn of_holders(unit: &Unit, holders: &[Uuid]) -> Result<Vec<reservation::Model>, Fault> {
    Ok(select_of(holders).all(&unit.tx).await?)
}

/// The same, kept from being renewed until the transaction ends. The levels were taken before.
pub(super) async fn of_holder_locked(unit: &Unit, holder: Uuid) -> Result<Vec<reservation::Model>, Fault> {
    of_holders_locked(unit, &[holder]).await
}

/// The same of several.
pub(super) async fn of_holders_locked(unit: &Unit, holders: &[Uuid]) -> Result<Vec<reservation::Model>, Fault> {
    Ok(locked(unit, select_of(holders)).all(&unit.tx).await?)
}

fn select_of(holders: &[Uuid]) -> Select<reservation::Entity> {
    reservation::Entity::find()
        .filter(reservation::Column::HolderId.is_in(holders.iter().copied()))
        .order_by_asc(reservation::Column::VariantId)
        .order_by_asc(reservation::Column::LocationId)
}

/// What has expired on levels that were taken, kept from being renewed.
pub(super) async fn expired_on(unit: &Unit, shelf: &Shelf<'_>) -> Result<Vec<reservation::Model>, Fault> {
    // A reservation is counted in its level: where nothing is reserved, nothing can have expired.
    let places: BTreeSet<Place> =
        shelf.places().filter(|place| shelf.level(*place).is_some_and(|level| level.reserved > 0)).collect();
    let variants: BTreeSet<_> = places.iter().map(|(variant, _)| *variant).collect();
    let locations: BTreeSet<_> = places.iter().map(|(_, location)| *location).collect();
    let variants: Vec<_> = variants.into_iter().collect();
    let mut rows = Vec::new();
    for variants in variants.chunks(KEYS_PER_LIST_MAX) {
        let select = reservation::Entity::find()
            .filter(reservation::Column::VariantId.is_in(variants.iter().copied()))
            .filter(reservation::Column::LocationId.is_in(locations.iter().copied()))
            .filter(reservation::Column::ExpiresAt.lte(unit.now))
            .order_by_asc(reservation::Column::Id);
        rows.extend(locked(unit, select).all(&unit.tx).await?);
    }
    // The two lists are a grid, and not every crossing was taken.
    rows.retain(|row| places.contains(&place_of(row)));
    Ok(rows)
}

fn locked(unit: &Unit, select: Select<reservation::Entity>) -> Select<reservation::Entity> {
    // SQLite has one writer, and that is us.
    if unit.backend() == DatabaseBackend::Postgres { select.lock_exclusive() } else { select }
}

/// Takes reservations away. The counters are the caller's.
pub(super) async fn remove(unit: &Unit, rows: &[ReservationId]) -> Result<(), Fault> {
    for ids in rows.chunks(KEYS_PER_LIST_MAX) {
        let removed = reservation::Entity::delete_many()
            .filter(reservation::Column::Id.is_in(ids.iter().copied()))
            .exec(&unit.tx)
            .await?;
        if removed.rows_affected != ids.len() as u64 {
            return Err(Fault::broken("a reservation went away while it was locked"));
        }
    }
    Ok(())
}

/// A holder holds these parts, whatever they held of the same levels before.
pub(super) async fn put(unit: &Unit, holder: Uuid, parts: &[Part], until: DateTime<Utc>) -> Result<(), Fault> {
    const REPLACE: OnConflict = OnConflict::Do(
        " ON CONFLICT (holder_id, variant_id, location_id) DO UPDATE SET quantity = excluded.quantity, \
         expires_at = excluded.expires_at, updated_at = excluded.updated_at",
    );
    let rows: Vec<_> = parts
        .iter()
        .map(|part| reservation::Model {
            id: unit.new_id(),
            holder_id: holder,
            variant_id: part.variant,
            location_id: part.location,
            quantity: part.quantity,
            expires_at: until,
            created_at: unit.now,
            updated_at: unit.now,
        })
        .collect();
    bulk::insert::<reservation::Entity>(unit, &rows, REPLACE).await
}
