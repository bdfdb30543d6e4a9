//! A transfer is called off: what has not arrived is back where it came from.
use entity::stock_transfer::Status;

use super::{ANNOUNCED, LEAVES, Step, Transfer, TransferError, lines, note, put, take, told};
use crate::{
    inventory::shelf::{self, Shelf},
    shop::{Shop, Unit},
};

/// Cancels a draft, or one that is on its way. What has arrived stays where it is.
pub async fn cancel(shop: &Shop, step: &Step) -> Result<Transfer, TransferError> {
    shop.write(step, work).await
}

async fn work(unit: &Unit, step: &Step) -> Result<Transfer, TransferError> {
    let transfer = take(unit, step, &[Status::Draft, Status::InTransit]).await?;
    let lines = lines(unit, transfer.id).await?;
    if transfer.status == Status::InTransit {
        let (from, to) = (transfer.from_location_id, transfer.to_location_id);
        let facts = shelf::facts(unit, lines.iter().map(|line| line.variant_id)).await?;
        let places = lines.iter().flat_map(|line| [(line.variant_id, from), (line.variant_id, to)]);
        let mut shelf = Shelf::open(unit, &facts, places).await?;
        let reference = transfer.id.to_string();
        let note = note(&step.actor, &reference);
        for line in &lines {
            let (variant, wanted) = (line.variant_id, line.quantity - line.received);
            let incoming = shelf.level((variant, to)).map_or(0, |level| level.incoming);
            if incoming < wanted {
                return Err(TransferError::NotAnnounced { variant, wanted, incoming });
            }
            shelf.shift(unit, (variant, to), ANNOUNCED, -wanted, note)?;
            shelf.shift(unit, (variant, from), LEAVES, wanted, note)?;
        }
        shelf.write(unit).await?;
    }
    let transfer = put(unit, transfer, Status::Cancelled).await?;
    told(unit, "inventoryTransferCancel", transfer.id, &step.actor).await?;
    Ok(Transfer { transfer, lines })
}
