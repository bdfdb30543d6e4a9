//! A transfer leaves: its units are taken from the shelf, and announced where they go.
use entity::stock_transfer::Status;

use super::{ANNOUNCED, LEAVES, Step, Transfer, TransferError, lines, note, put, take, told};
use crate::{
    inventory::{
        hold, reserve,
        shelf::{self, Shelf},
    },
    shop::{Shop, Unit},
};

/// Sends a draft. What buyers were promised stays.
pub async fn send(shop: &Shop, step: &Step) -> Result<Transfer, TransferError> {
    shop.write(step, work).await
}

async fn work(unit: &Unit, step: &Step) -> Result<Transfer, TransferError> {
    let transfer = take(unit, step, &[Status::Draft]).await?;
    let lines = lines(unit, transfer.id).await?;
    let (from, to) = (transfer.from_location_id, transfer.to_location_id);
    let facts = shelf::facts(unit, lines.iter().map(|line| line.variant_id)).await?;
    let places = lines.iter().flat_map(|line| [(line.variant_id, from), (line.variant_id, to)]);
    let mut shelf = Shelf::open(unit, &facts, places).await?;
    // What nobody holds any more does not stand in the way.
    let expired = hold::expired_on(unit, &shelf).await?;
    reserve::expire(unit, &mut shelf, &expired).await?;
    let reference = transfer.id.to_string();
    let note = note(&step.actor, &reference);
    for line in &lines {
        let (variant, wanted) = (line.variant_id, line.quantity);
        // Also of a variant that is sold on: what is not there cannot be carried.
        let there = shelf.level((variant, from)).map_or(0, shelf::unpromised).max(0);
        if there < wanted {
            return Err(TransferError::TooFew { variant, wanted, there });
        }
        shelf.shift(unit, (variant, from), LEAVES, -wanted, note)?;
        shelf.shift(unit, (variant, to), ANNOUNCED, wanted, note)?;
    }
    shelf.write(unit).await?;
    let transfer = put(unit, transfer, Status::InTransit).await?;
    told(unit, "inventoryTransferSend", transfer.id, &step.actor).await?;
    Ok(Transfer { transfer, lines })
}
