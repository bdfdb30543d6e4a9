//! A transfer is written down. Nothing moves yet.
use std::collections::BTreeSet;

use entity::{
    ids::{LocationId, VariantId},
    stock_transfer::{self, Status},
    stock_transfer_line,
};

use super::{Transfer, TransferError, told};
use crate::{
    access::Actor,
    inventory::{CHANGES_MAX, UNITS_MAX, shelf},
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct CreateTransfer {
    pub from: LocationId,
    pub to: LocationId,
    pub lines: Vec<(VariantId, i64)>,
    /// The paper that says so.
    pub reference: Option<String>,
    pub actor: Actor,
}

/// Makes a draft.
pub async fn create(shop: &Shop, request: &CreateTransfer) -> Result<Transfer, TransferError> {
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &CreateTransfer) -> Result<Transfer, TransferError> {
    check(request)?;
    let locations = shelf::known_locations(unit, [request.from, request.to]).await?;
    if let Some(location) = [request.from, request.to].into_iter().find(|location| !locations.contains(location)) {
        return Err(TransferError::UnknownLocation { location });
    }
    let facts = shelf::facts(unit, request.lines.iter().map(|(variant, _)| *variant)).await?;
    if let Some(line) = request.lines.iter().position(|(variant, _)| !facts.contains_key(variant)) {
        return Err(TransferError::UnknownVariant { line });
    }
    let transfer = stock_transfer::Model {
        id: unit.new_id(),
        from_location_id: request.from,
        to_location_id: request.to,
        status: Status::Draft,
        reference: request.reference.clone(),
        actor: request.actor.name.clone(),
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    };
    let mut lines: Vec<_> = request
        .lines
        .iter()
        .map(|(variant, quantity)| stock_transfer_line::Model {
            stock_transfer_id: transfer.id,
            variant_id: *variant,
            quantity: *quantity,
            received: 0,
        })
        .collect();
    lines.sort_unstable_by_key(|line| line.variant_id);
    bulk::insert::<stock_transfer::Entity>(unit, std::slice::from_ref(&transfer), OnConflict::Fail).await?;
    bulk::insert::<stock_transfer_line::Entity>(unit, &lines, OnConflict::Fail).await?;
    told(unit, "inventoryTransferCreate", transfer.id, &request.actor).await?;
    Ok(Transfer { transfer, lines })
}

fn check(request: &CreateTransfer) -> Result<(), TransferError> {
    if request.lines.is_empty() {
        return Err(TransferError::Nothing);
    }
    if request.lines.len() > CHANGES_MAX {
        return Err(TransferError::TooMany);
    }
    if request.from == request.to {
        return Err(TransferError::SamePlace);
    }
    let mut seen = BTreeSet::new();
    for (line, (variant, quantity)) in request.lines.iter().enumerate() {
        if !(1..=UNITS_MAX).contains(quantity) {
            return Err(TransferError::BadQuantity { line });
        }
        if !seen.insert(variant) {
            return Err(TransferError::Twice { line });
        }
    }
    Ok(())
}
