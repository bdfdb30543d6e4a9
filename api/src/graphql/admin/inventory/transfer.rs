//! Stock on its way from one location to another.
use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{stock_transfer, stock_transfer_line};

use crate::{
    connection,
    graphql::{
        admin::location::object::{self as location, Location},
        context::ContextExt,
        error::OrFail,
        loader::TransferLinesOf,
        scalar::DateTime,
        storefront::{
            connection::{page, slice},
            node::id,
        },
    },
};

/// Where a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "stock_transfer::Status")]
pub enum InventoryTransferStatus {
    /// Written down; nothing has moved.
    Draft,
    /// It has left; some of it may have arrived.
    InTransit,
    /// All of it has arrived.
    Received,
    /// Called off; what had not arrived is back where it came from.
    Cancelled,
}

/// Stock on its way from one location to another.
#[derive(Clone)]
pub struct InventoryTransfer(pub stock_transfer::Model);

/// Units of a variant in a transfer.
#[derive(Clone)]
pub struct InventoryTransferLineItem(pub stock_transfer_line::Model);

#[Object]
impl InventoryTransfer {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("InventoryTransfer", self.0.id)
    }

    /// One more with every step.
    async fn version(&self) -> i32 {
        self.0.version
    }

    async fn status(&self) -> InventoryTransferStatus {
        self.0.status.into()
    }

    /// Where it comes from.
    async fn origin(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        location::find(ctx, self.0.from_location_id).await
    }

    /// Where it goes.
    async fn destination(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        location::find(ctx, self.0.to_location_id).await
    }

    /// The paper that says so.
    async fn reference_name(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }

    /// What it carries.
    async fn line_items(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<InventoryTransferLineItemConnection> {
        let found = ctx.load().list(TransferLinesOf((self.0.id, self.0.version))).await.or_fail()?;
        let key = |line: &stock_transfer_line::Model| line.variant_id.to_string();
        let page = slice(&found, &page(first, after, last, before)?, key)?;
        Ok(InventoryTransferLineItemConnection(page.map(InventoryTransferLineItem)))
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

#[Object]
impl InventoryTransferLineItem {
    /// The variant.
    async fn variant_id(&self) -> ID {
        id::encode("ProductVariant", self.0.variant_id)
    }

    /// Units that are, or were, sent.
    async fn quantity(&self) -> i64 {
        self.0.quantity
    }

    /// Of these, units that have arrived.
    async fn received_quantity(&self) -> i64 {
        self.0.received
    }
}

connection!(
    /// Transfers.
    InventoryTransferConnection,
    InventoryTransferEdge,
    InventoryTransfer
);
connection!(
    /// What a transfer carries.
    InventoryTransferLineItemConnection,
    InventoryTransferLineItemEdge,
    InventoryTransferLineItem
);
