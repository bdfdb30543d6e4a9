//! Why a change of stock is refused.
use async_graphql::{Enum, Error};
use service::{
    inventory::{adjust::AdjustError, low_stock::SetLowStockError, relocate::RelocateError, transfer::TransferError},
    shop::idempotency::OnceError,
};

use crate::{graphql::error::internal, user_error};

/// What can be wrong about a change of stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum InventoryErrorCode {
    /// There is no such variant, or it was deleted.
    VariantNotFound,
    LocationNotFound,
    /// The variant was never stocked at the location.
    LevelNotFound,
    /// Not between the bounds that the message names.
    InvalidQuantity,
    /// It would be below zero, or more would move than there is.
    NotEnough,
    /// Units are promised to buyers.
    Promised,
    /// It is not what it was when it was looked at.
    ChangeFromQuantityStale,
    /// The same count twice, or a move that goes nowhere.
    Duplicate,
    /// Nothing, or more than one request may change.
    InvalidCount,
    /// Empty, or too long.
    IdempotencyKeyInvalid,
    /// The key was used for another request.
    IdempotencyMismatch,
    /// The same request is under way.
    IdempotencyInProgress,
}

user_error!(
    /// Why a change of stock is refused.
    InventoryUserError,
    InventoryErrorCode
);

/// What can be wrong about a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum InventoryTransferErrorCode {
    TransferNotFound,
    VariantNotFound,
    LocationNotFound,
    /// Origin and destination are the same.
    SameLocation,
    /// Not positive, or more than is on its way.
    InvalidQuantity,
    /// More than is on hand and not promised to buyers, or than is announced at the destination.
    NotEnough,
    /// The same variant twice.
    Duplicate,
    /// Nothing, or more than one transfer may carry.
    InvalidCount,
    /// The transfer has taken this step already, or was cancelled.
    InvalidStatus,
    /// Somebody else changed the transfer.
    Stale,
}

user_error!(
    /// Why a step of a transfer is refused.
    InventoryTransferUserError,
    InventoryTransferErrorCode
);

use InventoryErrorCode as Code;
use InventoryTransferErrorCode as TransferCode;

pub(super) fn of_once(error: OnceError) -> Result<InventoryUserError, Error> {
    let message = error.to_string();
    let code = match error {
        OnceError::BadKey => Code::IdempotencyKeyInvalid,
        OnceError::Mismatch => Code::IdempotencyMismatch,
        OnceError::InProgress => Code::IdempotencyInProgress,
        OnceError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(InventoryUserError::new(code, &["idempotencyKey"], message))
}

/// `list` and `quantity`: what the input calls its changes, and what each calls its number.
pub(super) fn of_adjust(error: AdjustError, list: &str, quantity: &str) -> Result<InventoryUserError, Error> {
    let message = error.to_string();
    let (code, at, field) = match error {
        AdjustError::Nothing | AdjustError::TooMany => {
            return Ok(InventoryUserError::new(Code::InvalidCount, &["input", list], message));
        }
        AdjustError::UnknownVariant { change } => (Code::VariantNotFound, change, "variantId"),
        AdjustError::UnknownLocation { change } => (Code::LocationNotFound, change, "locationId"),
        AdjustError::Twice { change } => (Code::Duplicate, change, "variantId"),
        AdjustError::BadQuantity { change } => (Code::InvalidQuantity, change, quantity),
        AdjustError::BelowZero { change, .. } => (Code::NotEnough, change, quantity),
        AdjustError::Promised { change, .. } => (Code::Promised, change, quantity),
        AdjustError::Stale { change, .. } => (Code::ChangeFromQuantityStale, change, "changeFromQuantity"),
        AdjustError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(InventoryUserError::new(code, &["input", list, &at.to_string(), field], message))
}

pub(super) fn of_relocate(error: RelocateError) -> Result<InventoryUserError, Error> {
    let message = error.to_string();
    let (code, at, field) = match error {
        RelocateError::Nothing | RelocateError::TooMany => {
            return Ok(InventoryUserError::new(Code::InvalidCount, &["input", "changes"], message));
        }
        RelocateError::UnknownVariant { at } => (Code::VariantNotFound, at, "variantId"),
        RelocateError::UnknownLocation { at } => (Code::LocationNotFound, at, "from"),
        RelocateError::BadQuantity { at } => (Code::InvalidQuantity, at, "quantity"),
        RelocateError::SamePlace { at } => (Code::Duplicate, at, "to"),
        RelocateError::TooFew { at, .. } => (Code::NotEnough, at, "quantity"),
        RelocateError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(InventoryUserError::new(code, &["input", "changes", &at.to_string(), field], message))
}

pub(super) fn of_low_stock(error: SetLowStockError) -> Result<InventoryUserError, Error> {
    let message = error.to_string();
    let (code, field) = match error {
        SetLowStockError::UnknownLevel => (Code::LevelNotFound, "variantId"),
        SetLowStockError::BadQuantity => (Code::InvalidQuantity, "lowStockAt"),
        SetLowStockError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(InventoryUserError::new(code, &[field], message))
}

/// `above`: where in the arguments the lines are.
pub(super) fn of_transfer(error: TransferError, above: &[&str]) -> Result<InventoryTransferUserError, Error> {
    let message = error.to_string();
    let (code, line, field) = match error {
        TransferError::Nothing | TransferError::TooMany => (TransferCode::InvalidCount, None, "lineItems"),
        TransferError::SamePlace => (TransferCode::SameLocation, None, "destinationLocationId"),
        TransferError::UnknownLocation { .. } => (TransferCode::LocationNotFound, None, "originLocationId"),
        TransferError::UnknownVariant { line } => (TransferCode::VariantNotFound, Some(line), "variantId"),
        TransferError::BadQuantity { line } | TransferError::TooManyArrived { line, .. } => {
            (TransferCode::InvalidQuantity, Some(line), "quantity")
        }
        TransferError::Twice { line } => (TransferCode::Duplicate, Some(line), "variantId"),
        TransferError::UnknownTransfer => (TransferCode::TransferNotFound, None, "id"),
        TransferError::WrongStatus(_) => (TransferCode::InvalidStatus, None, "id"),
        TransferError::Stale => (TransferCode::Stale, None, "version"),
        TransferError::TooFew { .. } | TransferError::NotAnnounced { .. } => (TransferCode::NotEnough, None, "id"),
        TransferError::Fault(fault) => return Err(internal(&fault)),
    };
    let line = line.map(|line| line.to_string());
    let mut path = above.to_vec();
    path.extend(line.iter().flat_map(|line| ["lineItems", line.as_str()]));
    path.push(field);
    Ok(InventoryTransferUserError::new(code, &path, message))
}
