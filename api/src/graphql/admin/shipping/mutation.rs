//! What staff do to shipping.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{shipping_method, shipping_zone};
use service::{
    access::Scope,
    shipping::{
        method::{self, CreateMethod, DeleteMethod, MethodError, UpdateMethod},
        zone::{self, CreateZone, DeleteZone, UpdateZone, ZoneError},
    },
};

use super::{
    input::{self, ShippingMethodInput, ShippingZoneCreateInput, ShippingZoneUpdateInput},
    object::{ShippingMethod, ShippingZone},
    refusal::{self, ShippingUserError},
};
use crate::graphql::{admin::Needs, context::ContextExt, storefront::node::id};

/// A shipping zone as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct ShippingZonePayload {
    pub shipping_zone: Option<ShippingZone>,
    pub user_errors: Vec<ShippingUserError>,
}

/// A shipping method as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct ShippingMethodPayload {
    pub shipping_method: Option<ShippingMethod>,
    pub user_errors: Vec<ShippingUserError>,
}

/// What was deleted, or why it was not.
#[derive(SimpleObject)]
pub struct ShippingDeletePayload {
    pub deleted_id: Option<ID>,
    pub user_errors: Vec<ShippingUserError>,
}

/// The part of the mutation root for shipping.
#[derive(Default)]
pub struct ShippingMutation;

#[Object]
impl ShippingMutation {
    /// Makes a shipping zone. Needs `write_shipping`.
    #[graphql(guard = "Needs(Scope::WriteShipping)")]
    async fn shipping_zone_create(
        &self,
        ctx: &Context<'_>,
        input: ShippingZoneCreateInput,
    ) -> Result<ShippingZonePayload> {
        let regions = input::regions(input.regions)?;
        let request = CreateZone { name: input.name, regions, actor: ctx.actor()? };
        of_zone(zone::create(ctx.shop(), &request).await)
    }

    /// Gives a shipping zone another name or other regions. Needs `write_shipping`.
    #[graphql(guard = "Needs(Scope::WriteShipping)")]
    async fn shipping_zone_update(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: ShippingZoneUpdateInput,
    ) -> Result<ShippingZonePayload> {
        let id = id::known("ShippingZone", &id)?;
        let regions = input.regions.map(input::regions).transpose()?;
        let request = UpdateZone { id, name: input.name, regions, actor: ctx.actor()? };
        of_zone(zone::update(ctx.shop(), &request).await)
    }

    /// Deletes a shipping zone with its methods and rates. Needs `write_shipping`.
    #[graphql(guard = "Needs(Scope::WriteShipping)")]
    async fn shipping_zone_delete(&self, ctx: &Context<'_>, id: ID) -> Result<ShippingDeletePayload> {
        let request = DeleteZone { id: id::known("ShippingZone", &id)?, actor: ctx.actor()? };
        let refused = match zone::delete(ctx.shop(), &request).await {
            Ok(()) => None,
            Err(error) => Some(refusal::of_zone(error)?),
        };
        Ok(deleted("ShippingZone", request.id.0, refused))
    }

    /// Makes a way to ship in a zone. Needs `write_shipping`.
    #[graphql(guard = "Needs(Scope::WriteShipping)")]
    async fn shipping_method_create(
        &self,
        ctx: &Context<'_>,
        zone_id: ID,
        input: ShippingMethodInput,
    ) -> Result<ShippingMethodPayload> {
        let zone = id::known("ShippingZone", &zone_id)?;
        let request = CreateMethod { zone, terms: input.terms()?, actor: ctx.actor()? };
        of_method(method::create(ctx.shop(), &request).await)
    }

    /// Replaces a way to ship by another, with all of its rates. Needs `write_shipping`.
    #[graphql(guard = "Needs(Scope::WriteShipping)")]
    async fn shipping_method_update(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: ShippingMethodInput,
    ) -> Result<ShippingMethodPayload> {
        let id = id::known("ShippingMethod", &id)?;
        let request = UpdateMethod { id, terms: input.terms()?, actor: ctx.actor()? };
        of_method(method::update(ctx.shop(), &request).await)
    }

    /// Deletes a way to ship with its rates. Needs `write_shipping`.
    #[graphql(guard = "Needs(Scope::WriteShipping)")]
    async fn shipping_method_delete(&self, ctx: &Context<'_>, id: ID) -> Result<ShippingDeletePayload> {
        let request = DeleteMethod { id: id::known("ShippingMethod", &id)?, actor: ctx.actor()? };
        let refused = match method::delete(ctx.shop(), &request).await {
            Ok(()) => None,
            Err(error) => Some(refusal::of_method(error)?),
        };
        Ok(deleted("ShippingMethod", request.id.0, refused))
    }
}

fn of_zone(outcome: Result<shipping_zone::Model, ZoneError>) -> Result<ShippingZonePayload> {
    Ok(match outcome {
        Ok(row) => ShippingZonePayload { shipping_zone: Some(ShippingZone(Arc::new(row))), user_errors: Vec::new() },
        Err(error) => ShippingZonePayload { shipping_zone: None, user_errors: vec![refusal::of_zone(error)?] },
    })
}

fn of_method(outcome: Result<shipping_method::Model, MethodError>) -> Result<ShippingMethodPayload> {
    Ok(match outcome {
        Ok(row) => ShippingMethodPayload { shipping_method: Some(ShippingMethod(row)), user_errors: Vec::new() },
        Err(error) => ShippingMethodPayload { shipping_method: None, user_errors: vec![refusal::of_method(error)?] },
    })
}

fn deleted(kind: &str, key: uuid::Uuid, refused: Option<ShippingUserError>) -> ShippingDeletePayload {
    ShippingDeletePayload {
        deleted_id: refused.is_none().then(|| id::encode(kind, key)),
        user_errors: refused.into_iter().collect(),
    }
}
