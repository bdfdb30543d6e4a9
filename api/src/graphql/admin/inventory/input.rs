//! What staff send about stock.
use async_graphql::{Enum, ID, InputObject, Result};
use service::inventory::{
    adjust::{Amount, Change, Stock},
    relocate::{Move, Pocket},
};

use crate::graphql::storefront::node::id;

/// The counts that staff may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Stock")]
pub enum InventoryCountName {
    /// Is there. What is available changes as much.
    OnHand,
    /// Kept back from sale.
    #[graphql(name = "SAFETY_STOCK")]
    Safety,
    /// On its way here.
    Incoming,
}

/// Where at a location units are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Pocket")]
pub enum InventoryPlaceName {
    /// On hand, and free to be sold.
    Available,
    /// On hand, and kept back from sale.
    #[graphql(name = "SAFETY_STOCK")]
    Safety,
    /// Not there yet.
    Incoming,
}

/// So many more, or less.
#[derive(Clone, Debug, InputObject)]
pub struct InventoryAdjustQuantitiesInput {
    /// Why, in a word: `correction`, `damaged`, `received`.
    pub reason: String,
    /// What changes.
    pub name: InventoryCountName,
    /// The paper that says so.
    pub reference_document_uri: Option<String>,
    /// At most 250. All are made, or none.
    pub changes: Vec<InventoryChangeInput>,
}

/// By how much a count changes.
#[derive(Clone, Debug, InputObject)]
pub struct InventoryChangeInput {
    pub variant_id: ID,
    pub location_id: ID,
    pub delta: i64,
    /// What it was when it was looked at: the change is refused if it is something else by now. Absent: made either way.
    pub change_from_quantity: Option<i64>,
}

/// So many.
#[derive(Clone, Debug, InputObject)]
pub struct InventorySetQuantitiesInput {
    /// Why, in a word: `correction`, `cycle_count`.
    pub reason: String,
    /// What is set.
    pub name: InventoryCountName,
    /// The paper that says so.
    pub reference_document_uri: Option<String>,
    /// At most 250. All are set, or none.
    pub quantities: Vec<InventoryQuantityInput>,
}

/// How much there is.
#[derive(Clone, Debug, InputObject)]
pub struct InventoryQuantityInput {
    pub variant_id: ID,
    pub location_id: ID,
    pub quantity: i64,
    /// What it was when it was looked at: the count is refused if it is something else by now. Absent: set either way.
    pub change_from_quantity: Option<i64>,
}

/// From here to there.
#[derive(Clone, Debug, InputObject)]
pub struct InventoryMoveQuantitiesInput {
    /// Why, in a word: `restock`, `quality_control`.
    pub reason: String,
    /// The paper that says so.
    pub reference_document_uri: Option<String>,
    /// At most 250, one after the other. All are made, or none.
    pub changes: Vec<InventoryMoveQuantityChange>,
}

/// Units of a variant that move.
#[derive(Clone, Debug, InputObject)]
pub struct InventoryMoveQuantityChange {
    pub variant_id: ID,
    pub quantity: i64,
    pub from: InventoryMoveQuantityTerminalInput,
    pub to: InventoryMoveQuantityTerminalInput,
}

/// One end of a move.
#[derive(Clone, Debug, InputObject)]
pub struct InventoryMoveQuantityTerminalInput {
    pub location_id: ID,
    pub name: InventoryPlaceName,
}

/// A transfer that is written down.
#[derive(Clone, Debug, InputObject)]
pub struct InventoryTransferCreateInput {
    pub origin_location_id: ID,
    pub destination_location_id: ID,
    /// At most 250, each variant once.
    pub line_items: Vec<InventoryTransferLineItemInput>,
    /// The paper that says so.
    pub reference_name: Option<String>,
}

/// Units of a variant in a transfer.
#[derive(Clone, Debug, InputObject)]
pub struct InventoryTransferLineItemInput {
    pub variant_id: ID,
    pub quantity: i64,
}

impl InventoryChangeInput {
    pub(super) fn change(&self, name: InventoryCountName) -> Result<Change> {
        Ok(Change {
            variant: id::known("ProductVariant", &self.variant_id)?,
            location: id::known("Location", &self.location_id)?,
            stock: name.into(),
            to: Amount::By(self.delta),
            expected: self.change_from_quantity,
        })
    }
}

impl InventoryQuantityInput {
    pub(super) fn change(&self, name: InventoryCountName) -> Result<Change> {
        Ok(Change {
            variant: id::known("ProductVariant", &self.variant_id)?,
            location: id::known("Location", &self.location_id)?,
            stock: name.into(),
            to: Amount::To(self.quantity),
            expected: self.change_from_quantity,
        })
    }
}

impl InventoryMoveQuantityChange {
    pub(super) fn step(&self) -> Result<Move> {
        let end = |end: &InventoryMoveQuantityTerminalInput| -> Result<_> {
            Ok((id::known("Location", &end.location_id)?, end.name.into()))
        };
        Ok(Move {
            variant: id::known("ProductVariant", &self.variant_id)?,
            quantity: self.quantity,
            from: end(&self.from)?,
            to: end(&self.to)?,
        })
    }
}

impl InventoryTransferLineItemInput {
    pub(super) fn line(&self) -> Result<(entity::ids::VariantId, i64)> {
        Ok((id::known("ProductVariant", &self.variant_id)?, self.quantity))
    }
}
