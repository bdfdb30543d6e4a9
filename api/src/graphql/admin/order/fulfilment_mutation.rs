//! What staff do to parcels.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::ids::{FulfilmentId, OrderId};
use service::{
    access::Scope,
    order::{
        deliver::{self, Deliver},
        fulfil::{self, Fulfil},
        read,
        tracking::{self, UpdateTracking},
    },
};

use super::{
    fulfilment::Fulfillment,
    input::{self, FulfillmentInput, FulfillmentTrackingInput},
    object::Order,
    refusal::{OrderUserError, Refusal},
};
use crate::graphql::{
    admin::{Needs, once::once},
    context::ContextExt,
    error::OrFail,
    storefront::node::id,
};

/// A parcel as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct FulfillmentPayload {
    pub fulfillment: Option<Fulfillment>,
    pub order: Option<Order>,
    pub user_errors: Vec<OrderUserError>,
}

/// The part of the mutation root for parcels.
#[derive(Default)]
pub struct FulfillmentMutation;

#[Object]
impl FulfillmentMutation {
    /// Sends a part of an order, or all of it: its units leave the shelf of the location. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn fulfillment_create(
        &self,
        ctx: &Context<'_>,
        fulfillment: FulfillmentInput,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<FulfillmentPayload> {
        let actor = ctx.actor()?;
        let once = match once(&actor, idempotency_key, "fulfillmentCreate", &fulfillment) {
            Ok(once) => once,
            Err(error) => return refused(&error),
        };
        let request = Fulfil {
            order: id::known("Order", &fulfillment.order_id)?,
            location: id::known("Location", &fulfillment.location_id)?,
            lines: fulfillment.line_items.as_deref().map(input::picks).transpose()?,
            tracking: fulfillment.tracking_info.unwrap_or_default().into(),
            once,
            actor,
        };
        match fulfil::fulfil(ctx.shop(), &request).await {
            Ok(made) => payload(ctx, request.order, made).await,
            Err(error) => refused(&error),
        }
    }

    /// Says how a parcel can be followed, in place of what was said before. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn fulfillment_tracking_info_update(
        &self,
        ctx: &Context<'_>,
        fulfillment_id: ID,
        tracking_info_input: FulfillmentTrackingInput,
    ) -> Result<FulfillmentPayload> {
        let fulfilment: FulfilmentId = id::known("Fulfillment", &fulfillment_id)?;
        let request = UpdateTracking { fulfilment, tracking: tracking_info_input.into(), actor: ctx.actor()? };
        if let Err(error) = tracking::update_tracking(ctx.shop(), &request).await {
            return refused(&error);
        }
        match read::order_of_fulfilment(ctx.shop(), fulfilment).await.or_fail()? {
            Some(order) => payload(ctx, order, fulfilment).await,
            None => refused(&tracking::UpdateTrackingError::Unknown),
        }
    }

    /// Says that a parcel has arrived. With the last of a sent order, the order is delivered. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn fulfillment_deliver(&self, ctx: &Context<'_>, id: ID) -> Result<FulfillmentPayload> {
        let fulfilment: FulfilmentId = id::known("Fulfillment", &id)?;
        match deliver::deliver(ctx.shop(), &Deliver { fulfilment, actor: ctx.actor()? }).await {
            Ok(order) => payload(ctx, order, fulfilment).await,
            Err(error) => refused(&error),
        }
    }
}

async fn payload(ctx: &Context<'_>, order: OrderId, parcel: FulfilmentId) -> Result<FulfillmentPayload> {
    let order = Order::now(ctx, order).await?;
    let fulfillment = match &order {
        Some(order) => order.parcels(ctx).await?.into_iter().find(|found| found.parcel.fulfilment.id == parcel),
        None => None,
    };
    Ok(FulfillmentPayload { fulfillment, order, user_errors: Vec::new() })
}

fn refused(error: &impl Refusal) -> Result<FulfillmentPayload> {
    Ok(FulfillmentPayload {
        fulfillment: None,
        order: None,
        user_errors: vec![error.user_error(&["fulfillment", "lineItems"])?],
    })
}
