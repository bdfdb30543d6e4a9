//! A buyer gives back what was held for them.
use std::collections::BTreeSet;

use entity::stock_movement::{Counter, Kind};
use uuid::Uuid;

use super::{
    Place, hold,
    shelf::{self, Note, Shelf},
};
use crate::shop::{Unit, fault::Fault};

/// Gives back everything a holder holds, and says how many units that were. Again: nothing, and no error.
pub async fn release(unit: &Unit, holder: Uuid, actor: &str) -> Result<i64, Fault> {
    release_all(unit, &[holder], &[], actor).await
}

/// The same for several holders at once.
///
/// The levels of `next`, which the unit is going to reserve from afterwards, are taken with theirs: all in the order of
/// their keys, so that nobody waits in a circle. Nothing held: nothing is taken.
pub async fn release_all(unit: &Unit, holders: &[Uuid], next: &[Place], actor: &str) -> Result<i64, Fault> {
    let before = if holders.is_empty() { Vec::new() } else { hold::of_holders(unit, holders).await? };
    if before.is_empty() {
        return Ok(0);
    }
    let places: BTreeSet<Place> = before.iter().map(hold::place_of).chain(next.iter().copied()).collect();
    let facts = shelf::facts(unit, places.iter().map(|(variant, _)| *variant)).await?;
    let mut shelf = Shelf::take(unit, &facts, places).await?;
    let rows = hold::of_holders_locked(unit, holders).await?;
    shelf.take_more(unit, rows.iter().map(hold::place_of)).await?;
    for row in &rows {
        let reference = row.holder_id.to_string();
        let note = Note { kind: Kind::Release, actor, reference: Some(&reference), reason: None };
        shelf.shift(unit, hold::place_of(row), Counter::Reserved, -row.quantity, note)?;
    }
    hold::remove(unit, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    shelf.write(unit).await?;
    Ok(rows.iter().map(|row| row.quantity).sum())
}
