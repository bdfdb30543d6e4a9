//! A transfer arrives, or a part of it.
use std::collections::BTreeSet;

use entity::{ids::VariantId, stock_transfer::Status, stock_transfer_line};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr};

use super::{ANNOUNCED, LEAVES, Step, Transfer, TransferError, lines, note, put, take, told};
use crate::{
    inventory::shelf::{self, Note, Shelf},
    shop::{Shop, Unit, fault::Fault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// With the version that was seen: a part that is reported twice would be counted twice.
    pub step: Step,
    /// Units that arrived, by variant. None: all that is still on its way.
    pub units: Option<Vec<(VariantId, i64)>>,
}

/// Puts what arrived on the shelf. The transfer is received when nothing is on its way any more.
pub async fn receive(shop: &Shop, arrived: &Arrived) -> Result<Transfer, TransferError> {
    shop.write(arrived, work).await
}

async fn work(unit: &Unit, arrived: &Arrived) -> Result<Transfer, TransferError> {
    let transfer = take(unit, &arrived.step, &[Status::InTransit]).await?;
    let mut lines = lines(unit, transfer.id).await?;
    let units = counted(arrived, &lines)?;
    let to = transfer.to_location_id;
    let facts = shelf::facts(unit, units.iter().map(|(variant, _)| *variant)).await?;
    let mut shelf = Shelf::open(unit, &facts, units.iter().map(|(variant, _)| (*variant, to))).await?;
    let reference = transfer.id.to_string();
    let note = note(&arrived.step.actor, &reference);
    for (variant, quantity) in &units {
        arrive(unit, &mut shelf, (*variant, to), *quantity, note)?;
        stock_transfer_line::Entity::update_many()
            .col_expr(
                stock_transfer_line::Column::Received,
                Expr::col(stock_transfer_line::Column::Received).add(*quantity),
            )
            .filter(stock_transfer_line::Column::StockTransferId.eq(transfer.id))
            .filter(stock_transfer_line::Column::VariantId.eq(*variant))
            .exec(&unit.tx)
            .await
            .map_err(Fault::from)?;
        for line in lines.iter_mut().filter(|line| line.variant_id == *variant) {
            line.received += *quantity;
        }
    }
    shelf.write(unit).await?;
    let is_complete = lines.iter().all(|line| line.received == line.quantity);
    let transfer = if is_complete { put(unit, transfer, Status::Received).await? } else { transfer };
    told(unit, "inventoryTransferReceive", transfer.id, &arrived.step.actor).await?;
    Ok(Transfer { transfer, lines })
}

/// What arrives of each variant, if so much is on its way.
fn counted(arrived: &Arrived, lines: &[stock_transfer_line::Model]) -> Result<Vec<(VariantId, i64)>, TransferError> {
    let Some(units) = &arrived.units else {
        let rest = lines.iter().map(|line| (line.variant_id, line.quantity - line.received));
        return Ok(rest.filter(|(_, rest)| *rest > 0).collect());
    };
    if units.is_empty() {
        return Err(TransferError::Nothing);
    }
    let mut seen = BTreeSet::new();
    for (at, (variant, quantity)) in units.iter().enumerate() {
        let line = lines.iter().find(|line| line.variant_id == *variant);
        let line = line.ok_or(TransferError::UnknownVariant { line: at })?;
        if *quantity < 1 {
            return Err(TransferError::BadQuantity { line: at });
        }
        if !seen.insert(variant) {
            return Err(TransferError::Twice { line: at });
        }
        let on_the_way = line.quantity - line.received;
        if *quantity > on_the_way {
            return Err(TransferError::TooManyArrived { line: at, on_the_way });
        }
    }
    Ok(units.clone())
}

fn arrive(
    unit: &Unit,
    shelf: &mut Shelf<'_>,
    place: crate::inventory::Place,
    wanted: i64,
    note: Note<'_>,
) -> Result<(), TransferError> {
    let incoming = shelf.level(place).map_or(0, |level| level.incoming);
    if incoming < wanted {
        return Err(TransferError::NotAnnounced { variant: place.0, wanted, incoming });
    }
    shelf.shift(unit, place, ANNOUNCED, -wanted, note)?;
    Ok(shelf.shift(unit, place, LEAVES, wanted, note)?)
}
