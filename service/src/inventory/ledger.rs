//! The stock ledger: every change of a counter and why.
use std::collections::HashMap;

use entity::{
    ids::{LocationId, VariantId},
    stock_level, stock_movement,
};
use sea_orm::{ColumnTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::shop::{
    Unit,
    bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
    fault::Fault,
};

/// What was counted on a shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub variant: VariantId,
    pub location: LocationId,
    /// Units; below zero counts as none.
    pub on_hand: i64,
}

/// Who counted, and what paper says so.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub actor: &'a str,
    pub reference: Option<&'a str>,
}

const REPLACE_ON_HAND: OnConflict = OnConflict::Do(
    " ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = excluded.on_hand, updated_at = excluded.updated_at",
);

/// First counts, of variants that were never stocked.
pub async fn open(unit: &Unit, counts: &[Count], source: Source<'_>) -> Result<(), Fault> {
    write(unit, counts, &HashMap::new(), OnConflict::Fail, source).await.map(drop)
}

/// New counts of variants that may have been counted before. Answers with all levels of those
/// variants as they are afterwards, locked until the transaction ends.
///
/// What buyers were promised stays on the shelf: a count never goes below what is reserved and committed.
pub async fn recount(unit: &Unit, counts: &[Count], source: Source<'_>) -> Result<Vec<stock_level::Model>, Fault> {
    // A level that is missing is made first, so that there is a row to lock.
    let empty: Vec<_> = counts.iter().map(|count| level(unit, *count, 0)).collect();
    bulk::insert::<stock_level::Entity>(unit, &empty, OnConflict::Keep).await?;
    let mut levels = lock(unit, counts.iter().map(|count| count.variant).collect()).await?;
    let known = levels.iter().map(|level| ((level.variant_id, level.location_id), level)).collect();
    let written = write(unit, counts, &known, REPLACE_ON_HAND, source).await?;
    let written: HashMap<_, _> =
        written.into_iter().map(|level| ((level.variant_id, level.location_id), level.on_hand)).collect();
    for level in &mut levels {
        if let Some(on_hand) = written.get(&(level.variant_id, level.location_id)) {
            level.on_hand = *on_hand;
        }
    }
    Ok(levels)
}

/// Locks levels in the order in which everyone does.
async fn lock(unit: &Unit, mut variants: Vec<VariantId>) -> Result<Vec<stock_level::Model>, Fault> {
    variants.sort_unstable();
    variants.dedup();
    let mut levels = Vec::new();
    for variants in variants.chunks(KEYS_PER_LIST_MAX) {
        let mut select = stock_level::Entity::find()
            .filter(stock_level::Column::VariantId.is_in(variants.iter().copied()))
            .order_by_asc(stock_level::Column::VariantId)
            .order_by_asc(stock_level::Column::LocationId);
        // SQLite has one writer, and that is us.
        if unit.backend() == DatabaseBackend::Postgres {
            select = select.lock_exclusive();
        }
        levels.extend(select.all(&unit.tx).await?);
    }
    Ok(levels)
}

fn level(unit: &Unit, count: Count, on_hand: i64) -> stock_level::Model {
    stock_level::Model {
        variant_id: count.variant,
        location_id: count.location,
        on_hand,
        reserved: 0,
        committed: 0,
        safety: 0,
        incoming: 0,
        low_stock_at: None,
        updated_at: unit.now,
    }
}

async fn write(
    unit: &Unit,
    counts: &[Count],
    known: &HashMap<(VariantId, LocationId), &stock_level::Model>,
    on_conflict: OnConflict,
    source: Source<'_>,
) -> Result<Vec<stock_level::Model>, Fault> {
    let mut levels = Vec::with_capacity(counts.len());
    let mut movements = Vec::with_capacity(counts.len());
    for count in counts {
        let current = known.get(&(count.variant, count.location)).copied();
        let promised = current.map_or(0, |level| level.reserved.saturating_add(level.committed));
        let before = current.map_or(0, |level| level.on_hand);
        let after = count.on_hand.max(promised).max(0);
        if current.is_some() && before == after {
            continue;
        }
        levels.push(level(unit, *count, after));
        if before != after {
            movements.push(stock_movement::Model {
                id: unit.new_id(),
                variant_id: count.variant,
                location_id: count.location,
                kind: stock_movement::Kind::Adjustment,
                counter: stock_movement::Counter::OnHand,
                delta: after - before,
                quantity_before: before,
                quantity_after: after,
                reference: source.reference.map(str::to_owned),
                reason: None,
                actor: source.actor.to_owned(),
                created_at: unit.now,
            });
        }
    }
    bulk::insert::<stock_level::Entity>(unit, &levels, on_conflict).await?;
    bulk::insert::<stock_movement::Entity>(unit, &movements, OnConflict::Fail).await?;
    Ok(levels)
}
