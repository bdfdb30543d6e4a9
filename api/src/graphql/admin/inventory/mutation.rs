//! What staff do to stock.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use service::{
    access::Scope,
    inventory::{
        adjust::{self, Adjust, Adjusted, Change},
        levels,
        low_stock::{self, SetLowStock},
        relocate::{self, Move, Relocate},
    },
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
    ) -> Result<InventoryQuantitiesPayload> {
        let changes = input.changes.iter().map(|change| change.change(input.name)).collect::<Result<_>>()?;
        write(ctx, changes, (input.reason, input.reference_document_uri), ("changes", "delta")).await
    }

    /// Sets counts: all of them, or none. A variant that was never stocked at a location begins at 0. Needs
    /// `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_set_quantities(
        &self,
        ctx: &Context<'_>,
        input: InventorySetQuantitiesInput,
    ) -> Result<InventoryQuantitiesPayload> {
        let changes = input.quantities.iter().map(|count| count.change(input.name)).collect::<Result<_>>()?;
        write(ctx, changes, (input.reason, input.reference_document_uri), ("quantities", "quantity")).await
    }

    /// Moves units: to another location, into what is kept back, from what was on its way. All of them, or none. Needs
    /// `write_inventory`.
    #[graphql(guard = "Needs(Scope::WriteInventory)")]
    async fn inventory_move_quantities(
        &self,
        ctx: &Context<'_>,
        input: InventoryMoveQuantitiesInput,
    ) -> Result<InventoryMoveQuantitiesPayload> {
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
        if let Err(error) = relocate::relocate(ctx.shop(), &request).await {
            let user_errors = vec![refusal::of_relocate(error)?];
            return Ok(InventoryMoveQuantitiesPayload { inventory_levels: Vec::new(), user_errors });
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

async fn write(
    ctx: &Context<'_>,
    changes: Vec<Change>,
    (reason, reference): (String, Option<String>),
    (list, quantity): (&str, &str),
) -> Result<InventoryQuantitiesPayload> {
    let request = Adjust { changes, reason, reference, actor: ctx.actor()? };
    Ok(match adjust::adjust(ctx.shop(), &request).await {
        Ok(adjusted) => InventoryQuantitiesPayload {
            changes: adjusted.into_iter().map(InventoryChange).collect(),
            user_errors: Vec::new(),
        },
        Err(error) => InventoryQuantitiesPayload {
            changes: Vec::new(),
            user_errors: vec![refusal::of_adjust(error, list, quantity)?],
        },
    })
}
