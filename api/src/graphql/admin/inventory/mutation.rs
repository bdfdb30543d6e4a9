//! What staff do to stock.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use service::{
    access::Scope,
    inventory::{
        adjust::{self, Adjust, Adjusted, Change, Stock},
        levels,
        low_stock::{self, SetLowStock},
        relocate::{self, Move, Relocate},
    },
    shop::idempotency::{NotDone, Once},
};

use super::{
    input::{
        InventoryAdjustQuantitiesInput, InventoryCountName, InventoryMoveQuantitiesInput, InventorySetQuantitiesInput,
    },
    level::InventoryLevel,
    refusal::{self, InventoryUserError},
};
use crate::graphql::{
    admin::{
        Needs,
        location::object::{self as location, Location},
        once::once,
    },
    context::ContextExt,
    error::OrFail,
    storefront::node::id,
};

/// What changed, or why nothing did.
#[derive(SimpleObject)]
pub struct InventoryQuantitiesPayload {
    /// One for each change that was asked for, in that order.
    pub changes: Vec<InventoryChange>,
    pub user_errors: Vec<InventoryUserError>,
}

/// The levels that units moved between, or why they did not.
#[derive(SimpleObject)]
pub struct InventoryMoveQuantitiesPayload {
    /// Each once.
    pub inventory_levels: Vec<InventoryLevel>,
    pub user_errors: Vec<InventoryUserError>,
}

/// A level as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct InventoryLevelPayload {
    pub inventory_level: Option<InventoryLevel>,
    pub user_errors: Vec<InventoryUserError>,
}

/// A count as a change left it.
pub struct InventoryChange(Adjusted);

#[Object]
impl InventoryChange {
    /// The variant.
    async fn variant_id(&self) -> ID {
        id::encode("ProductVariant", self.0.variant)
    }

    /// Where it is.
    async fn location(&self, ctx: &Context<'_>) -> Result<Option<Location>> {
        location::find(ctx, self.0.location).await
    }

    /// What changed.
    async fn name(&self) -> InventoryCountName {
        self.0.stock.into()
    }

    /// By how much.
    async fn delta(&self) -> i64 {
        self.0.delta
    }

    /// How much there was when it was done.
    async fn quantity_after_change(&self) -> i64 {
        self.0.quantity_after
    }
}

/// The part of the mutation root for stock.
#[derive(Default)]
pub struct InventoryMutation;

#[Object]
impl InventoryMutation {
    /// Adds to counts, or takes away: all of it, or nothing. A variant that was never stocked at a location begins
    /// at 0. Needs `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_adjust_quantities(
        &self,
        ctx: &Context<'_>,
        input: InventoryAdjustQuantitiesInput,
        #[graphql(
            desc = "The same key does the same only once: asked again, it answers with counts as they are now, and deltas of 0."
        )]
        idempotency_key: Option<String>,
    ) -> Result<InventoryQuantitiesPayload> {
        let once = match once(&ctx.actor()?, idempotency_key, "inventoryAdjustQuantities", &input) {
            Ok(once) => once,
            Err(error) => return Ok(unwritten(refusal::of_once(error)?)),
        };
        let changes = input.changes.iter().map(|change| change.change(input.name)).collect::<Result<_>>()?;
        let request = request_of(ctx, changes, input.reason, input.reference_document_uri)?;
        write(ctx, &request, once.as_ref(), ("changes", "delta")).await
    }

    /// Sets counts: all of them, or none. A variant that was never stocked at a location begins at 0. Needs
    /// `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_set_quantities(
        &self,
        ctx: &Context<'_>,
        input: InventorySetQuantitiesInput,
        #[graphql(
            desc = "The same key does the same only once: asked again, it answers with counts as they are now, and deltas of 0."
        )]
        idempotency_key: Option<String>,
    ) -> Result<InventoryQuantitiesPayload> {
        let once = match once(&ctx.actor()?, idempotency_key, "inventorySetQuantities", &input) {
            Ok(once) => once,
            Err(error) => return Ok(unwritten(refusal::of_once(error)?)),
        };
        let changes = input.quantities.iter().map(|count| count.change(input.name)).collect::<Result<_>>()?;
        let request = request_of(ctx, changes, input.reason, input.reference_document_uri)?;
        write(ctx, &request, once.as_ref(), ("quantities", "quantity")).await
    }

    /// Moves units: to another location, into what is kept back, from what was on its way. All of them, or none. Needs
    /// `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_move_quantities(
        &self,
        ctx: &Context<'_>,
        input: InventoryMoveQuantitiesInput,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<InventoryMoveQuantitiesPayload> {
        let unmoved =
            |error| Ok(InventoryMoveQuantitiesPayload { inventory_levels: Vec::new(), user_errors: vec![error] });
        let once = match once(&ctx.actor()?, idempotency_key, "inventoryMoveQuantities", &input) {
            Ok(once) => once,
            Err(error) => return unmoved(refusal::of_once(error)?),
        };
        let request = Relocate {
            moves: input
                .changes
                .iter()
                .map(super::input::InventoryMoveQuantityChange::step)
                .collect::<Result<Vec<_>>>()?,
            reason: input.reason,
            reference: input.reference_document_uri,
            actor: ctx.actor()?,
        };
        let moved = match &once {
            Some(once) => relocate::relocate_once(ctx.shop(), &request, once).await,
            None => relocate::relocate(ctx.shop(), &request).await.map_err(NotDone::Refused),
        };
        match moved {
            Ok(()) => {}
            Err(NotDone::Once(error)) => return unmoved(refusal::of_once(error)?),
            Err(NotDone::Refused(error)) => return unmoved(refusal::of_relocate(error)?),
        }
        let ends = |step: &Move| [(step.variant, step.from.0), (step.variant, step.to.0)];
        let mut places: Vec<_> = request.moves.iter().flat_map(ends).collect();
        places.sort_unstable();
        places.dedup();
        let mut found = levels::by_key(ctx.shop(), &places).await.or_fail()?;
        let inventory_levels = places.iter().filter_map(|place| found.remove(place)).map(InventoryLevel).collect();
        Ok(InventoryMoveQuantitiesPayload { inventory_levels, user_errors: Vec::new() })
    }

    /// Ours: sets from how few available units on `stock.low` is told; null: never. Needs `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_low_stock_set(
        &self,
        ctx: &Context<'_>,
        variant_id: ID,
        location_id: ID,
        low_stock_at: Option<i64>,
    ) -> Result<InventoryLevelPayload> {
        let request = SetLowStock {
            variant: id::known("ProductVariant", &variant_id)?,
            location: id::known("Location", &location_id)?,
            at: low_stock_at,
            actor: ctx.actor()?,
        };
        if let Err(error) = low_stock::set_low_stock(ctx.shop(), &request).await {
            let user_errors = vec![refusal::of_low_stock(error)?];
            return Ok(InventoryLevelPayload { inventory_level: None, user_errors });
        }
        let place = (request.variant, request.location);
        let inventory_level = levels::by_key(ctx.shop(), &[place]).await.or_fail()?.remove(&place).map(InventoryLevel);
        Ok(InventoryLevelPayload { inventory_level, user_errors: Vec::new() })
    }
}

fn request_of(ctx: &Context<'_>, changes: Vec<Change>, reason: String, reference: Option<String>) -> Result<Adjust> {
    Ok(Adjust { changes, reason, reference, actor: ctx.actor()? })
}

fn unwritten(error: InventoryUserError) -> InventoryQuantitiesPayload {
    InventoryQuantitiesPayload { changes: Vec::new(), user_errors: vec![error] }
}

async fn write(
    ctx: &Context<'_>,
    request: &Adjust,
    once: Option<&Once>,
    (list, quantity): (&str, &str),
) -> Result<InventoryQuantitiesPayload> {
    let done = match once {
        Some(once) => adjust::adjust_once(ctx.shop(), request, once).await,
        None => adjust::adjust(ctx.shop(), request).await.map(Some).map_err(NotDone::Refused),
    };
    let adjusted = match done {
        Ok(Some(adjusted)) => adjusted,
        Ok(None) => as_they_are(ctx, request).await?,
        Err(NotDone::Once(error)) => return Ok(unwritten(refusal::of_once(error)?)),
        Err(NotDone::Refused(error)) => return Ok(unwritten(refusal::of_adjust(error, list, quantity)?)),
    };
    let changes = adjusted.into_iter().map(InventoryChange).collect();
    Ok(InventoryQuantitiesPayload { changes, user_errors: Vec::new() })
}

/// The counts of a request that was done before.
async fn as_they_are(ctx: &Context<'_>, request: &Adjust) -> Result<Vec<Adjusted>> {
    let places: Vec<_> = request.changes.iter().map(|change| (change.variant, change.location)).collect();
    let found = levels::by_key(ctx.shop(), &places).await.or_fail()?;
    let count = |change: &Change| {
        let level = found.get(&(change.variant, change.location));
        level.map_or(0, |level| match change.stock {
            Stock::OnHand => level.on_hand,
            Stock::Safety => level.safety,
            Stock::Incoming => level.incoming,
        })
    };
    let unchanged = |change: &Change| {
        let Change { variant, location, stock, .. } = *change;
        Adjusted { variant, location, stock, delta: 0, quantity_after: count(change) }
    };
    Ok(request.changes.iter().map(unchanged).collect())
}
