//! What staff do to returns.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::ids::{OrderId, OrderReturnId};
use service::{
    access::Scope,
    order::{
        read,
        returns::{self, Decide, ReceiveReturn, RefundReturn, RequestReturn, ReturnError},
    },
};

use super::{
    input::{self, ReturnReceiveLineItemInput, ReturnRequestInput},
    mutation::{RefundCreatePayload, no_refund, refunded},
    object::Order,
    refusal::{OrderUserError, Refusal},
    returned::Return,
};
use crate::graphql::{
    admin::{Needs, once::once},
    context::ContextExt,
    error::OrFail,
    scalar::Decimal,
    storefront::node::id,
};

/// A return as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct ReturnPayload {
    #[graphql(name = "return")]
    pub found: Option<Return>,
    pub order: Option<Order>,
    pub user_errors: Vec<OrderUserError>,
}

/// The part of the mutation root for returns.
#[derive(Default)]
pub struct ReturnMutation;

#[Object]
impl ReturnMutation {
    /// Writes down what shall come back: no more than was sent and is not on its way back already. Needs
    /// `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn return_request(&self, ctx: &Context<'_>, input: ReturnRequestInput) -> Result<ReturnPayload> {
        let request = RequestReturn {
            order: id::known("Order", &input.order_id)?,
            lines: input::picks(&input.return_line_items)?,
            reason: input.reason.unwrap_or_default(),
            note: input.note.unwrap_or_default(),
            is_approved: input.approved.unwrap_or(false),
            actor: ctx.actor()?,
        };
        match returns::request(ctx.shop(), &request).await {
            Ok(made) => payload(ctx, request.order, made).await,
            Err(error) => refused(&error, &["input", "returnLineItems"]),
        }
    }

    /// Agrees that goods come back. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn return_approve_request(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "The version that was seen: refused if it is another by now.")] version: Option<i64>,
    ) -> Result<ReturnPayload> {
        let request = decide(ctx, &id, version)?;
        answer(ctx, request.order_return, returns::approve(ctx.shop(), &request).await).await
    }

    /// Refuses to have goods back. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn return_decline_request(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "The version that was seen: refused if it is another by now.")] version: Option<i64>,
    ) -> Result<ReturnPayload> {
        let request = decide(ctx, &id, version)?;
        answer(ctx, request.order_return, returns::decline(ctx.shop(), &request).await).await
    }

    /// Calls a return off of which nothing has arrived. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn return_cancel(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "The version that was seen: refused if it is another by now.")] version: Option<i64>,
    ) -> Result<ReturnPayload> {
        let request = decide(ctx, &id, version)?;
        answer(ctx, request.order_return, returns::cancel(ctx.shop(), &request).await).await
    }

    /// Counts what arrived, and puts on the shelf what can be sold again. More may arrive later. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn return_receive(
        &self,
        ctx: &Context<'_>,
        id: ID,
        line_items: Vec<ReturnReceiveLineItemInput>,
        #[graphql(desc = "The version that was seen, so that the same part is not counted twice.")] version: i64,
    ) -> Result<ReturnPayload> {
        let request = ReceiveReturn {
            order_return: id::known("Return", &id)?,
            version: Some(version),
            lines: line_items.iter().map(ReturnReceiveLineItemInput::arrived).collect::<Result<_>>()?,
            actor: ctx.actor()?,
        };
        answer(ctx, request.order_return, returns::receive(ctx.shop(), &request).await).await
    }

    /// Gives back what was paid for the units that arrived. The return is over then. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn return_refund(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Of what was paid for shipping, too.")] shipping: Option<Decimal>,
        #[graphql(desc = "Why, at most 255 characters.")] note: Option<String>,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<RefundCreatePayload> {
        let actor = ctx.actor()?;
        let once = match once(&actor, idempotency_key, "returnRefund", &(&id, &shipping, &note)) {
            Ok(once) => once,
            Err(error) => return no_refund(&error),
        };
        let order_return: OrderReturnId = id::known("Return", &id)?;
        let Some(order) = order_of(ctx, order_return).await? else { return no_refund(&ReturnError::Unknown) };
        let request = RefundReturn {
            order_return,
            version: None,
            shipping: input::amount(shipping.as_ref(), order.0.currency)?,
            reason: note.unwrap_or_default(),
            once,
            actor,
        };
        match returns::refund(ctx.shop(), &request).await {
            Ok(made) => refunded(ctx, order.0.id, made).await,
            Err(error) => no_refund(&error),
        }
    }
}

fn decide(ctx: &Context<'_>, id: &ID, version: Option<i64>) -> Result<Decide> {
    Ok(Decide { order_return: id::known("Return", id)?, version, actor: ctx.actor()? })
}

async fn order_of(ctx: &Context<'_>, id: OrderReturnId) -> Result<Option<Order>> {
    match read::order_of_return(ctx.shop(), id).await.or_fail()? {
        Some(order) => Order::now(ctx, order).await,
        None => Ok(None),
    }
}

async fn answer(ctx: &Context<'_>, id: OrderReturnId, done: Result<(), ReturnError>) -> Result<ReturnPayload> {
    if let Err(error) = done {
        return refused(&error, &["lineItems"]);
    }
    match order_of(ctx, id).await? {
        Some(order) => payload(ctx, order.0.id, id).await,
        None => refused(&ReturnError::Unknown, &[]),
    }
}

async fn payload(ctx: &Context<'_>, order: OrderId, id: OrderReturnId) -> Result<ReturnPayload> {
    let order = Order::now(ctx, order).await?;
    let found = match &order {
        Some(order) => order.all_returns(ctx).await?.into_iter().find(|found| found.found.row.id == id),
        None => None,
    };
    Ok(ReturnPayload { found, order, user_errors: Vec::new() })
}

fn refused(error: &impl Refusal, list: &[&str]) -> Result<ReturnPayload> {
    Ok(ReturnPayload { found: None, order: None, user_errors: vec![error.user_error(list)?] })
}
