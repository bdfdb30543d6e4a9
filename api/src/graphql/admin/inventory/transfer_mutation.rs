//! What staff do to transfers.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use service::{
    access::Scope,
    inventory::transfer::{self, Arrived, CreateTransfer, Step, Transfer, TransferError},
};

use super::{
    input::{InventoryTransferCreateInput, InventoryTransferLineItemInput},
    refusal::{self, InventoryTransferUserError},
    transfer::InventoryTransfer,
};
use crate::graphql::{admin::Needs, context::ContextExt, storefront::node::id};

/// A transfer as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct InventoryTransferPayload {
    pub inventory_transfer: Option<InventoryTransfer>,
    pub user_errors: Vec<InventoryTransferUserError>,
}

/// The part of the mutation root for transfers.
#[derive(Default)]
pub struct InventoryTransferMutation;

#[Object]
impl InventoryTransferMutation {
    /// Writes a transfer down; nothing moves yet. Needs `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_transfer_create(
        &self,
        ctx: &Context<'_>,
        input: InventoryTransferCreateInput,
    ) -> Result<InventoryTransferPayload> {
        let request = CreateTransfer {
            from: id::known("Location", &input.origin_location_id)?,
            to: id::known("Location", &input.destination_location_id)?,
            lines: input.line_items.iter().map(InventoryTransferLineItemInput::line).collect::<Result<_>>()?,
            reference: input.reference_name,
            actor: ctx.actor()?,
        };
        payload(transfer::create(ctx.shop(), &request).await, &["input"])
    }

    /// Sends a draft: its units leave the shelf, and are announced where they go. Needs `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_transfer_send(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "The version that was seen: refused if it is another by now.")] version: Option<i32>,
    ) -> Result<InventoryTransferPayload> {
        payload(transfer::send(ctx.shop(), &step(ctx, &id, version)?).await, &[])
    }

    /// Puts what arrived on the shelf. Needs `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_transfer_receive(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "The version that was seen, so that the same part is not counted twice.")] version: i32,
        #[graphql(desc = "What arrived; all that is still on its way, if absent.")] line_items: Option<
            Vec<InventoryTransferLineItemInput>,
        >,
    ) -> Result<InventoryTransferPayload> {
        let step = step(ctx, &id, Some(version))?;
        let units = match line_items {
            None => None,
            Some(lines) => Some(lines.iter().map(InventoryTransferLineItemInput::line).collect::<Result<_>>()?),
        };
        payload(transfer::receive(ctx.shop(), &Arrived { step, units }).await, &[])
    }

    /// Calls a transfer off: what has not arrived is back where it came from. Needs `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_transfer_cancel(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "The version that was seen: refused if it is another by now.")] version: Option<i32>,
    ) -> Result<InventoryTransferPayload> {
        payload(transfer::cancel(ctx.shop(), &step(ctx, &id, version)?).await, &[])
    }
}

fn step(ctx: &Context<'_>, id: &ID, version: Option<i32>) -> Result<Step> {
    Ok(Step { transfer: id::known("InventoryTransfer", id)?, version, actor: ctx.actor()? })
}

fn payload(outcome: Result<Transfer, TransferError>, above: &[&str]) -> Result<InventoryTransferPayload> {
    Ok(match outcome {
        Ok(done) => InventoryTransferPayload {
            inventory_transfer: Some(InventoryTransfer(done.transfer)),
            user_errors: Vec::new(),
        },
        Err(error) => InventoryTransferPayload {
            inventory_transfer: None,
            user_errors: vec![refusal::of_transfer(error, above)?],
        },
    })
}
