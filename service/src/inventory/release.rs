//! A buyer gives back what was held for them.
use entity::stock_movement::{Counter, Kind};
use uuid::Uuid;

use super::{
    hold,
    shelf::{self, Note, Shelf},
};
use crate::shop::{Unit, fault::Fault};

/// Gives back everything a holder holds, and says how many units that were. Again: nothing, and no error.
pub async fn release(unit: &Unit, holder: Uuid, actor: &str) -> Result<i64, Fault> {
    let before = hold::of_holder(unit, holder).await?;
    if before.is_empty() {
        return Ok(0);
    }
    let facts = shelf::facts(unit, before.iter().map(|row| row.variant_id)).await?;
    let mut shelf = Shelf::take(unit, &facts, before.iter().map(hold::place_of)).await?;
    let rows = hold::of_holder_locked(unit, holder).await?;
    shelf.take_more(unit, rows.iter().map(hold::place_of)).await?;
    let reference = holder.to_string();
    let note = Note { kind: Kind::Release, actor, reference: Some(&reference), reason: None };
    for row in &rows {
        shelf.shift(unit, hold::place_of(row), Counter::Reserved, -row.quantity, note)?;
    }
    hold::remove(unit, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    shelf.write(unit).await?;
    Ok(rows.iter().map(|row| row.quantity).sum())
}
