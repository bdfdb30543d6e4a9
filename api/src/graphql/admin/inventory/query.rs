//! Where stock is found.
use async_graphql::{Context, ID, Object, Result};
use service::{
    access::Scope,
    inventory::{history, levels, transfer},
};

use super::{
    level::{InventoryLevel, InventoryLevelConnection, InventoryMovement, InventoryMovementConnection},
    transfer::{InventoryTransfer, InventoryTransferConnection},
};
use crate::graphql::{
    admin::Needs,
    context::ContextExt,
    error::OrFail,
    storefront::{connection::page, node::id},
};

/// The part of the query root for stock.
#[derive(Default)]
pub struct InventoryQuery;

#[Object]
impl InventoryQuery {
    /// The levels of a variant, one for each location where it was ever stocked. Needs `read_inventory`.
    #[graphql(guard = "Needs(Scope::ReadInventory)")]
    async fn inventory_levels(
        &self,
        ctx: &Context<'_>,
        variant_id: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<InventoryLevelConnection> {
        let variant = id::known("ProductVariant", &variant_id)?;
        let found = levels::of_variant(ctx.shop(), variant, &page(first, after, last, before)?).await.or_fail()?;
        Ok(InventoryLevelConnection(found.map(InventoryLevel)))
    }

    /// What happened to a variant's stock at a location, newest first. Needs `read_inventory`.
    #[graphql(guard = "Needs(Scope::ReadInventory)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection, and what it is of")]
    async fn inventory_history(
        &self,
        ctx: &Context<'_>,
        variant_id: ID,
        location_id: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<InventoryMovementConnection> {
        let place = (id::known("ProductVariant", &variant_id)?, id::known("Location", &location_id)?);
        let found = history::history(ctx.shop(), place, &page(first, after, last, before)?).await.or_fail()?;
        Ok(InventoryMovementConnection(found.map(InventoryMovement)))
    }

    /// A transfer. Needs `read_inventory`.
    #[graphql(guard = "Needs(Scope::ReadInventory)")]
    async fn inventory_transfer(&self, ctx: &Context<'_>, id: ID) -> Result<Option<InventoryTransfer>> {
        let Some(key) = id::decode("InventoryTransfer", &id)? else { return Ok(None) };
        Ok(transfer::find(ctx.shop(), key).await.or_fail()?.map(|found| InventoryTransfer(found.transfer)))
    }

    /// Transfers, newest first. Needs `read_inventory`.
    #[graphql(guard = "Needs(Scope::ReadInventory)")]
    async fn inventory_transfers(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<InventoryTransferConnection> {
        let found = transfer::page(ctx.shop(), &page(first, after, last, before)?).await.or_fail()?;
        Ok(InventoryTransferConnection(found.map(InventoryTransfer)))
    }
}
