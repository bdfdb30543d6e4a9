//! Staff say how much there is: so many more or less, or so many.
use std::collections::BTreeSet;

use entity::{
    ids::{LocationId, VariantId},
    stock_movement::{Counter, Kind},
};

use super::{
    CHANGES_MAX, Place, UNITS_MAX, hold, reserve,
    shelf::{self, Note, Shelf},
};
use crate::{
    access::audit::{self, Actor, Entry},
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
        idempotency::{self, NotDone, Once, Turn},
    },
};

/// What is wanted: all of it, or nothing.
#[derive(Clone, Debug)]
pub struct Adjust {
    pub changes: Vec<Change>,
    /// Why, in a word: `correction`, `damaged`, `received` …
    pub reason: String,
    /// The paper that says so.
    pub reference: Option<String>,
    pub actor: Actor,
}

/// One counter of one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub variant: VariantId,
    pub location: LocationId,
    pub stock: Stock,
    pub to: Amount,
    /// What the counter was when it was looked at. If it is something else by now, the change is refused.
    pub expected: Option<i64>,
}

/// The counters that staff may change. The others follow from what buyers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stock {
    OnHand,
    Safety,
    Incoming,
}

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So many more, or less.
    By(i64),
    /// So many.
    To(i64),
}

/// Why it is refused; `change` counts from 0. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AdjustError {
    #[error("say what changes")]
    Nothing,
    #[error("at most {CHANGES_MAX} changes at once")]
    TooMany,
    #[error("there is no such variant")]
    UnknownVariant { change: usize },
    #[error("there is no such location")]
    UnknownLocation { change: usize },
    #[error("this was changed before in the same request")]
    Twice { change: usize },
    #[error("a quantity must be between 0 and {UNITS_MAX}")]
    BadQuantity { change: usize },
    #[error("there are {there}: fewer than that cannot be taken away")]
    BelowZero { change: usize, there: i64 },
    #[error("{promised} are promised to buyers: cancel their orders first, or let their carts expire")]
    Promised { change: usize, promised: i64 },
    #[error("somebody else changed this: there are {there} now")]
    Stale { change: usize, there: i64 },
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for AdjustError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Nothing
            | Self::TooMany
            | Self::UnknownVariant { .. }
            | Self::UnknownLocation { .. }
            | Self::Twice { .. }
            | Self::BadQuantity { .. }
            | Self::BelowZero { .. }
            | Self::Promised { .. }
            | Self::Stale { .. } => None,
        }
    }
}

/// A counter as a change left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjusted {
    pub variant: VariantId,
    pub location: LocationId,
    pub stock: Stock,
    pub delta: i64,
    pub quantity_after: i64,
}

/// Changes counters. A level that was never stocked begins at 0.
pub async fn adjust(shop: &Shop, request: &Adjust) -> Result<Vec<Adjusted>, AdjustError> {
    shop.write(request, adjust_in).await
}

/// The same, only once for a key. None: it was done before.
///
/// # Errors
/// See [`NotDone`]: nothing was written.
pub async fn adjust_once(
    shop: &Shop,
    request: &Adjust,
    once: &Once,
) -> Result<Option<Vec<Adjusted>>, NotDone<AdjustError>> {
    shop.write(&(request, once), once_in).await
}

async fn once_in(
    unit: &Unit,
    (request, once): &(&Adjust, &Once),
) -> Result<Option<Vec<Adjusted>>, NotDone<AdjustError>> {
    if let Turn::Done(_) = idempotency::begin(unit, once, unit.new_id()).await? {
        return Ok(None);
    }
    adjust_in(unit, request).await.map(Some).map_err(NotDone::Refused)
}

/// The same, as part of a larger unit.
pub async fn adjust_in(unit: &Unit, request: &Adjust) -> Result<Vec<Adjusted>, AdjustError> {
    check(&request.changes)?;
    let facts = shelf::facts(unit, request.changes.iter().map(|change| change.variant)).await?;
    let locations = shelf::known_locations(unit, request.changes.iter().map(|change| change.location)).await?;
    for (at, change) in request.changes.iter().enumerate() {
        if !facts.contains_key(&change.variant) {
            return Err(AdjustError::UnknownVariant { change: at });
        }
        if !locations.contains(&change.location) {
            return Err(AdjustError::UnknownLocation { change: at });
        }
    }
    let places = request.changes.iter().map(Change::place);
    let mut shelf = Shelf::open(unit, &facts, places).await?;
    // What nobody holds any more does not stand in the way.
    let expired = hold::expired_on(unit, &shelf).await?;
    reserve::expire(unit, &mut shelf, &expired).await?;
    let note = Note {
        kind: Kind::Adjustment,
        actor: &request.actor.name,
        reference: request.reference.as_deref(),
        reason: Some(&request.reason),
    };
    let mut adjusted = Vec::with_capacity(request.changes.len());
    for (at, change) in request.changes.iter().enumerate() {
        let delta = decide(&shelf, at, change)?;
        shelf.shift(unit, change.place(), change.stock.counter(), delta, note)?;
        let quantity_after = shelf.level(change.place()).map_or(0, |level| shelf::count(level, change.stock.counter()));
        let Change { variant, location, stock, .. } = *change;
        adjusted.push(Adjusted { variant, location, stock, delta, quantity_after });
    }
    let variants: BTreeSet<_> = adjusted.iter().map(|done| done.variant).collect();
    let entries =
        variants.into_iter().map(|variant| Entry::new("inventoryAdjustQuantities", "ProductVariant", variant));
    audit::record(unit, &request.actor, entries).await?;
    shelf.write(unit).await?;
    Ok(adjusted)
}

fn check(changes: &[Change]) -> Result<(), AdjustError> {
    if changes.is_empty() {
        return Err(AdjustError::Nothing);
    }
    if changes.len() > CHANGES_MAX {
        return Err(AdjustError::TooMany);
    }
    let mut seen = BTreeSet::new();
    for (at, change) in changes.iter().enumerate() {
        let is_fine = match change.to {
            Amount::By(delta) => delta.unsigned_abs() <= UNITS_MAX.unsigned_abs(),
            Amount::To(quantity) => (0..=UNITS_MAX).contains(&quantity),
        };
        if !is_fine {
            return Err(AdjustError::BadQuantity { change: at });
        }
        if !seen.insert((change.place(), change.stock)) {
            return Err(AdjustError::Twice { change: at });
        }
    }
    Ok(())
}

/// By how much the counter changes, if it may.
fn decide(shelf: &Shelf<'_>, at: usize, change: &Change) -> Result<i64, AdjustError> {
    let level = shelf.level(change.place()).ok_or_else(|| Fault::broken("a level that was made is not there"))?;
    let there = shelf::count(level, change.stock.counter());
    if change.expected.is_some_and(|expected| expected != there) {
        return Err(AdjustError::Stale { change: at, there });
    }
    let delta = match change.to {
        Amount::By(delta) => delta,
        Amount::To(quantity) => quantity - there,
    };
    let after = there.saturating_add(delta);
    if after < 0 {
        return Err(AdjustError::BelowZero { change: at, there });
    }
    // A counter that was beyond the bound before (from an import) may come down in steps.
    if after > UNITS_MAX && delta > 0 {
        return Err(AdjustError::BadQuantity { change: at });
    }
    let promised = level.reserved + level.committed;
    let takes = change.stock == Stock::OnHand && delta < 0;
    if takes && after < promised && !shelf.may_oversell(change.variant) {
        return Err(AdjustError::Promised { change: at, promised });
    }
    Ok(delta)
}

impl Change {
    fn place(&self) -> Place {
        (self.variant, self.location)
    }
}

impl Stock {
    pub(super) fn counter(self) -> Counter {
        match self {
            Self::OnHand => Counter::OnHand,
            Self::Safety => Counter::Safety,
            Self::Incoming => Counter::Incoming,
        }
    }
}
