//! Where shipping is found.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use service::{access::Scope, shipping::list};

use super::object::{ShippingZone, ShippingZoneConnection};
use crate::graphql::{
    admin::Needs,
    context::ContextExt,
    error::OrFail,
    loader::ShippingZoneById,
    storefront::{connection::page, node::id},
};

/// The part of the query root for shipping.
#[derive(Default)]
pub struct ShippingQuery;

#[Object]
impl ShippingQuery {
    /// Shipping zones, the oldest first. Needs `read_shipping`.
    #[graphql(guard = "Needs(Scope::ReadShipping)")]
    async fn shipping_zones(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<ShippingZoneConnection> {
        let found = list::zones(ctx.shop(), &page(first, after, last, before)?).await.or_fail()?;
        Ok(ShippingZoneConnection(found.map(|row| ShippingZone(Arc::new(row)))))
    }

    /// A shipping zone. Needs `read_shipping`.
    #[graphql(guard = "Needs(Scope::ReadShipping)")]
    async fn shipping_zone(&self, ctx: &Context<'_>, id: ID) -> Result<Option<ShippingZone>> {
        let Some(key) = id::decode("ShippingZone", &id)? else { return Ok(None) };
        Ok(ctx.load().get(ShippingZoneById(key)).await.or_fail()?.map(ShippingZone))
    }
}
