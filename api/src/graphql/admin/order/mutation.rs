//! What staff do to orders and their money.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::ids::{OrderId, RefundId};
use service::{
    access::Scope,
    order::{
        cancel::{self, Cancel},
        capture::{self, Capture},
        edit::{self, Edit},
        refund,
    },
    payment::manual::{self, MarkPaid},
};

use super::{
    input::{self, OrderEditAddInput, OrderLineItemQuantityInput, RefundInput},
    object::Order,
    refusal::{OrderUserError, Refusal},
    returned::Refund,
    settle::settle,
    status::OrderCancelReason,
};
use crate::graphql::{
    admin::{Needs, money, once::once},
    context::ContextExt,
    scalar::Decimal,
    storefront::node::id,
};

/// An order as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct OrderPayload {
    pub order: Option<Order>,
    pub user_errors: Vec<OrderUserError>,
}

/// A refund, or why there is none.
#[derive(SimpleObject)]
pub struct RefundCreatePayload {
    pub refund: Option<Refund>,
    pub order: Option<Order>,
    pub user_errors: Vec<OrderUserError>,
}

/// The part of the mutation root for orders.
#[derive(Default)]
pub struct OrderMutation;

#[Object]
impl OrderMutation {
    /// Calls an order off before anything of it is sent. Its promotions and codes can be used again, and holds on its
    /// payments are let go. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    #[expect(clippy::too_many_arguments, reason = "the usual ones of this mutation")]
    async fn order_cancel(
        &self,
        ctx: &Context<'_>,
        order_id: ID,
        reason: OrderCancelReason,
        #[graphql(default = true, desc = "Whether what was not sent can be sold again. If not, it leaves the shelf.")]
        restock: bool,
        #[graphql(default = true, desc = "Whether all that was paid goes back, also to gift cards.")] refund: bool,
        #[graphql(desc = "For the timeline.")] staff_note: Option<String>,
        #[graphql(desc = "The version that was seen: refused if it is another by now.")] version: Option<i64>,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<OrderPayload> {
        let actor = ctx.actor()?;
        let asked = (&order_id, reason, restock, refund, &staff_note, version);
        let once = match once(&actor, idempotency_key, "orderCancel", &asked) {
            Ok(once) => once,
            Err(error) => return refused(&error),
        };
        let request = Cancel {
            order: id::known("Order", &order_id)?,
            version,
            reason: reason.into(),
            is_restocked: restock,
            is_refunded: refund,
            note: staff_note,
            once,
            actor,
        };
        let done = cancel::cancel(ctx.shop(), &request).await;
        settled(ctx, request.order, done).await
    }

    /// Takes money that a provider holds, the oldest payment first, and never more than the order needs. Needs
    /// `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn order_capture(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "In the order's currency. Absent: all that is still owed.")] amount: Option<Decimal>,
        #[graphql(desc = "Of this payment only.")] payment_id: Option<ID>,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<OrderPayload> {
        let actor = ctx.actor()?;
        let once = match once(&actor, idempotency_key, "orderCapture", &(&id, &amount, &payment_id)) {
            Ok(once) => once,
            Err(error) => return refused(&error),
        };
        let order: OrderId = id::known("Order", &id)?;
        let amount = match (amount, Order::now(ctx, order).await?) {
            (Some(amount), Some(order)) => Some(money::minor(&amount, order.0.currency)?),
            _ => None,
        };
        let payment = payment_id.map(|payment| id::known("OrderPayment", &payment)).transpose()?;
        let done = capture::capture(ctx.shop(), &Capture { order, payment, amount, once, actor }).await;
        settled(ctx, order, done).await
    }

    /// All that is still to be paid for an order has come by hand. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn order_mark_as_paid(&self, ctx: &Context<'_>, id: ID) -> Result<OrderPayload> {
        let order: OrderId = id::known("Order", &id)?;
        let done = manual::mark_paid(ctx.shop(), &MarkPaid { order, actor: ctx.actor()? }).await;
        settled(ctx, order, done.map(|_| ())).await
    }

    /// Changes what an order is made of, before anything of it is sent, in one step: what is put in costs what it costs
    /// today, without promotions; what is taken out goes back at what was paid for it. What the order costs less is
    /// refunded, what it costs more is outstanding. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn order_edit(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Variants to put in.")] add: Option<Vec<OrderEditAddInput>>,
        #[graphql(desc = "Lines, and how many units of each shall be left.")] set: Option<
            Vec<OrderLineItemQuantityInput>,
        >,
        #[graphql(desc = "The version that was seen: refused if it is another by now.")] version: Option<i64>,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<OrderPayload> {
        let actor = ctx.actor()?;
        let once = match once(&actor, idempotency_key, "orderEdit", &(&id, &add, &set, version)) {
            Ok(once) => once,
            Err(error) => return refused(&error),
        };
        let add = add.unwrap_or_default().iter().map(OrderEditAddInput::add).collect::<Result<_>>()?;
        let set = input::picks(&set.unwrap_or_default())?;
        let request = Edit { order: id::known("Order", &id)?, version, add, set, once, actor };
        let done = edit::edit(ctx.shop(), &request).await;
        settled(ctx, request.order, done).await
    }

    /// Gives money back: for units of lines at what was paid for them, for shipping, or just so; never more than was
    /// captured. An order of which everything goes back is refunded, and what was not sent of it can be sold again.
    /// Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn refund_create(
        &self,
        ctx: &Context<'_>,
        input: RefundInput,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<RefundCreatePayload> {
        let actor = ctx.actor()?;
        let once = match once(&actor, idempotency_key, "refundCreate", &input) {
            Ok(once) => once,
            Err(error) => return no_refund(&error),
        };
        let order: OrderId = id::known("Order", &input.order_id)?;
        let currency = match Order::now(ctx, order).await? {
            Some(order) => order.0.currency,
            None => return no_refund(&service::order::transition::NotOpen::Unknown),
        };
        let request = refund::Refund {
            order,
            version: input.version,
            lines: input::picks(&input.refund_line_items.unwrap_or_default())?,
            shipping: input::amount(input.shipping.as_ref(), currency)?,
            amount: input::amount(input.amount.as_ref(), currency)?,
            reason: input.note.unwrap_or_default(),
            once,
            actor,
        };
        match refund::refund(ctx.shop(), &request).await {
            Ok(made) => refunded(ctx, order, made).await,
            Err(error) => no_refund(&error),
        }
    }
}

/// Where the lines of a draft are.
const LINES: &[&str] = &["input", "lineItems"];

/// An order after its change, once what it owes is carried out.
pub(super) async fn settled<E: Refusal>(
    ctx: &Context<'_>,
    order: OrderId,
    done: Result<(), E>,
) -> Result<OrderPayload> {
    if let Err(error) = done {
        return refused(&error);
    }
    settle(ctx, order).await?;
    Ok(OrderPayload { order: Order::now(ctx, order).await?, user_errors: Vec::new() })
}

pub(super) fn refused(error: &impl Refusal) -> Result<OrderPayload> {
    Ok(OrderPayload { order: None, user_errors: vec![error.user_error(LINES)?] })
}

/// A refund that was written down, once it is carried out.
pub(super) async fn refunded(ctx: &Context<'_>, order: OrderId, made: RefundId) -> Result<RefundCreatePayload> {
    settle(ctx, order).await?;
    let order = Order::now(ctx, order).await?;
    let refund = match &order {
        Some(order) => order.all_refunds(ctx).await?.into_iter().find(|refund| refund.found.row.id == made),
        None => None,
    };
    Ok(RefundCreatePayload { refund, order, user_errors: Vec::new() })
}

pub(super) fn no_refund(error: &impl Refusal) -> Result<RefundCreatePayload> {
    Ok(RefundCreatePayload {
        refund: None,
        order: None,
        user_errors: vec![error.user_error(&["input", "refundLineItems"])?],
    })
}
