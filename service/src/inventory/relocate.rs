//! Staff move units: to another location, into what is kept back, from what was on its way.
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
pub struct Relocate {
    pub moves: Vec<Move>,
    pub reason: String,
    pub reference: Option<String>,
    pub actor: Actor,
}

/// Units of one variant, from one pocket into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    pub variant: VariantId,
    pub quantity: i64,
    pub from: (LocationId, Pocket),
    pub to: (LocationId, Pocket),
}

/// Where at a location units are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pocket {
    /// On hand, and free to be sold.
    Available,
    /// On hand, and kept back.
    Safety,
    /// Not there yet.
    Incoming,
}

/// Why it is refused; `at` counts moves from 0. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum RelocateError {
    #[error("say what moves")]
    Nothing,
    #[error("at most {CHANGES_MAX} moves at once")]
    TooMany,
    #[error("there is no such variant")]
    UnknownVariant { at: usize },
    #[error("there is no such location")]
    UnknownLocation { at: usize },
    #[error("a quantity must be between 1 and {UNITS_MAX}")]
    BadQuantity { at: usize },
    #[error("it would stay where it is")]
    SamePlace { at: usize },
    #[error("there are {there} to be moved")]
    TooFew { at: usize, there: i64 },
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for RelocateError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Nothing
            | Self::TooMany
            | Self::UnknownVariant { .. }
            | Self::UnknownLocation { .. }
            | Self::BadQuantity { .. }
            | Self::SamePlace { .. }
            | Self::TooFew { .. } => None,
        }
    }
}

/// Moves units, one move after the other.
pub async fn relocate(shop: &Shop, request: &Relocate) -> Result<(), RelocateError> {
    shop.write(request, work).await
}

/// The same, only once for a key.
///
/// # Errors
/// See [`NotDone`]: nothing was written.
pub async fn relocate_once(shop: &Shop, request: &Relocate, once: &Once) -> Result<(), NotDone<RelocateError>> {
    shop.write(&(request, once), work_once).await
}

async fn work_once(unit: &Unit, (request, once): &(&Relocate, &Once)) -> Result<(), NotDone<RelocateError>> {
    if let Turn::Done(_) = idempotency::begin(unit, once, unit.new_id()).await? {
        return Ok(());
    }
    work(unit, request).await.map_err(NotDone::Refused)
}

async fn work(unit: &Unit, request: &Relocate) -> Result<(), RelocateError> {
    check(&request.moves)?;
    let facts = shelf::facts(unit, request.moves.iter().map(|step| step.variant)).await?;
    let locations = request.moves.iter().flat_map(|step| [step.from.0, step.to.0]);
    let locations = shelf::known_locations(unit, locations).await?;
    for (at, step) in request.moves.iter().enumerate() {
        if !facts.contains_key(&step.variant) {
            return Err(RelocateError::UnknownVariant { at });
        }
        if !locations.contains(&step.from.0) || !locations.contains(&step.to.0) {
            return Err(RelocateError::UnknownLocation { at });
        }
    }
    let places: BTreeSet<Place> =
        request.moves.iter().flat_map(|step| [(step.variant, step.from.0), (step.variant, step.to.0)]).collect();
    let mut shelf = Shelf::open(unit, &facts, places).await?;
    // What nobody holds any more does not stand in the way.
    let expired = hold::expired_on(unit, &shelf).await?;
    reserve::expire(unit, &mut shelf, &expired).await?;
    for (at, step) in request.moves.iter().enumerate() {
        let there = there(&shelf, step);
        if there < step.quantity {
            return Err(RelocateError::TooFew { at, there });
        }
        shift(unit, &mut shelf, request, step)?;
    }
    let variants: BTreeSet<_> = request.moves.iter().map(|step| step.variant).collect();
    let entries = variants.into_iter().map(|variant| Entry::new("inventoryMoveQuantities", "ProductVariant", variant));
    audit::record(unit, &request.actor, entries).await?;
    Ok(shelf.write(unit).await?)
}

fn check(moves: &[Move]) -> Result<(), RelocateError> {
    if moves.is_empty() {
        return Err(RelocateError::Nothing);
    }
    if moves.len() > CHANGES_MAX {
        return Err(RelocateError::TooMany);
    }
    for (at, step) in moves.iter().enumerate() {
        if !(1..=UNITS_MAX).contains(&step.quantity) {
            return Err(RelocateError::BadQuantity { at });
        }
        if step.from == step.to {
            return Err(RelocateError::SamePlace { at });
        }
    }
    Ok(())
}

/// Units that the pocket can give.
fn there(shelf: &Shelf<'_>, step: &Move) -> i64 {
    let place = (step.variant, step.from.0);
    let Some(level) = shelf.level(place) else { return 0 };
    let there = match step.from.1 {
        // Also of a variant that is sold on: what is not there cannot be carried.
        Pocket::Available => shelf::free(level),
        // What is kept back stays on hand, and less may be on hand than should be kept.
        Pocket::Safety => level.safety.min(shelf::unpromised(level)),
        Pocket::Incoming => level.incoming,
    };
    there.max(0)
}

fn shift(unit: &Unit, shelf: &mut Shelf<'_>, request: &Relocate, step: &Move) -> Result<(), Fault> {
    let kind = if step.from.0 == step.to.0 { Kind::Adjustment } else { Kind::Transfer };
    let note = Note {
        kind,
        actor: &request.actor.name,
        reference: request.reference.as_deref(),
        reason: Some(&request.reason),
    };
    // What is kept back is on hand too: from shelf to safety, only the label changes.
    let stays = step.from.0 == step.to.0 && step.from.1.is_on_hand() && step.to.1.is_on_hand();
    for ((location, pocket), quantity) in [(step.from, -step.quantity), (step.to, step.quantity)] {
        let place = (step.variant, location);
        match pocket {
            Pocket::Incoming => shelf.shift(unit, place, Counter::Incoming, quantity, note)?,
            Pocket::Safety => shelf.shift(unit, place, Counter::Safety, quantity, note)?,
            Pocket::Available => {}
        }
        if pocket.is_on_hand() && !stays {
            shelf.shift(unit, place, Counter::OnHand, quantity, note)?;
        }
    }
    Ok(())
}

impl Pocket {
    fn is_on_hand(self) -> bool {
        match self {
            Self::Available | Self::Safety => true,
            Self::Incoming => false,
        }
    }
}
