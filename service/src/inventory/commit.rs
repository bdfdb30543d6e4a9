//! What was held for a buyer becomes their order's.
use std::collections::BTreeMap;

use entity::{
    ids::VariantId,
    stock_movement::{Counter, Kind},
};
use uuid::Uuid;

use super::{
    Shortage,
    hold::{self, Held},
    place::Part,
    shelf::{self, Note, Shelf},
    summed,
};
use crate::shop::{
    Unit,
    fault::{Fault, HasFault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Commit {
    pub holder: Uuid,
    /// What the order is for. It must be what is held, no more and no less.
    pub demand: Vec<(VariantId, i64)>,
    /// The order, as the ledger shall name it.
    pub reference: String,
    pub actor: String,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Others may have it by now: reserve again.
    #[error("what was held is held no longer")]
    Expired,
    /// `available` is what is held.
    #[error("what is held is not what is ordered")]
    NotHeld(Vec<Shortage>),
    #[error("variant {0} is not sold any more")]
    UnknownVariant(VariantId),
    #[error("a quantity must be between 1 and {max}", max = super::UNITS_MAX)]
    BadQuantity,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CommitError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Expired | Self::NotHeld(_) | Self::UnknownVariant(_) | Self::BadQuantity => None,
        }
    }
}

/// Commits what is held, and says from where it will be sent. `backordered` is what is not on hand at that moment.
pub async fn commit(unit: &Unit, request: &Commit) -> Result<Vec<Held>, CommitError> {
    let wanted = summed(&request.demand).ok_or(CommitError::BadQuantity)?;
    let before = hold::of_holder(unit, request.holder).await?;
    let variants = wanted.keys().copied().chain(before.iter().map(|row| row.variant_id));
    let facts = shelf::facts(unit, variants).await?;
    if let Some(unknown) = wanted.keys().find(|variant| !facts.contains_key(variant)) {
        return Err(CommitError::UnknownVariant(*unknown));
    }
    let mut shelf = Shelf::take(unit, &facts, before.iter().map(hold::place_of)).await?;
    let rows = hold::of_holder_locked(unit, request.holder).await?;
    shelf.take_more(unit, rows.iter().map(hold::place_of)).await?;
    if rows.iter().any(|row| row.expires_at <= unit.now) {
        return Err(CommitError::Expired);
    }
    let mut held: BTreeMap<VariantId, i64> = BTreeMap::new();
    for row in &rows {
        *held.entry(row.variant_id).or_default() += row.quantity;
    }
    let tracked = |variant: &VariantId| facts.get(variant).is_some_and(|facts| facts.is_tracked);
    let differing: Vec<_> = wanted
        .iter()
        .filter(|(variant, _)| tracked(variant))
        .map(|(variant, quantity)| (*variant, *quantity))
        .chain(held.keys().filter(|variant| !wanted.contains_key(variant)).map(|variant| (*variant, 0)))
        .map(|(variant, wanted)| Shortage { variant, wanted, available: held.get(&variant).copied().unwrap_or(0) })
        .filter(|shortage| shortage.wanted != shortage.available)
        .collect();
    if !differing.is_empty() {
        return Err(CommitError::NotHeld(differing));
    }

    let note = Note { kind: Kind::Commit, actor: &request.actor, reference: Some(&request.reference), reason: None };
    let mut committed = Vec::with_capacity(rows.len());
    for row in &rows {
        let place = hold::place_of(row);
        let lacking = shelf.level(place).map_or(0, |level| -shelf::unpromised(level)).max(0);
        let part = Part {
            variant: row.variant_id,
            location: row.location_id,
            quantity: row.quantity,
            backordered: lacking.min(row.quantity),
        };
        committed.extend(facts.get(&row.variant_id).map(|facts| Held::of(part, facts, unit.now)));
        shelf.shift(unit, place, Counter::Reserved, -row.quantity, note)?;
        shelf.shift(unit, place, Counter::Committed, row.quantity, note)?;
    }
    hold::remove(unit, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    shelf.write(unit).await?;
    Ok(committed)
}
