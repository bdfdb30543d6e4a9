//! What staff do to drafts.
use async_graphql::{Context, ID, Object, Result};
use entity::{
    ids::{MarketId, OrderId},
    money::Currency,
};
use service::{
    access::Scope,
    checkout::complete_draft::{self, CompleteDraft},
    customer::address::Typed,
    order::draft::{self, CreateDraft, DraftError, Terms, UpdateDraft},
};

use super::{
    input::{DraftOrderInput, DraftOrderLineItemInput},
    mutation::{OrderPayload, refused, settled},
};
use crate::graphql::{
    admin::{Needs, money, once::once},
    context::ContextExt,
    error::{OrFail, bad_input},
    storefront::{address::MailingAddressInput, node::id},
};

/// The part of the mutation root for drafts. A draft is an order whose status is `DRAFT`.
#[derive(Default)]
pub struct DraftOrderMutation;

#[Object]
impl DraftOrderMutation {
    /// Writes an order down as it was agreed on, with prices of its own perhaps. It takes no stock and no number.
    /// Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn draft_order_create(&self, ctx: &Context<'_>, input: DraftOrderInput) -> Result<OrderPayload> {
        let request = CreateDraft { terms: terms(ctx, input).await?, actor: ctx.actor()? };
        match draft::create(ctx.shop(), &request).await {
            Ok(order) => settled::<DraftError>(ctx, order, Ok(())).await,
            Err(error) => refused(&error),
        }
    }

    /// Writes a draft anew: what is absent is not agreed on any more. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn draft_order_update(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: DraftOrderInput,
        #[graphql(desc = "The version that was seen: refused if it is another by now.")] version: Option<i64>,
    ) -> Result<OrderPayload> {
        let order: OrderId = id::known("Order", &id)?;
        let request = UpdateDraft { order, version, terms: terms(ctx, input).await?, actor: ctx.actor()? };
        let done = draft::update(ctx.shop(), &request).await;
        settled(ctx, order, done).await
    }

    /// Makes an order of a draft, at the amounts that were agreed on: its goods are committed, it gets its number, and
    /// is paid by hand: see `orderMarkAsPaid`. Needs `write_orders`.
    #[graphql(guard = "Needs(Scope::WriteOrders)")]
    async fn draft_order_complete(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "The version that was seen: refused if it is another by now.")] version: Option<i64>,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<OrderPayload> {
        let actor = ctx.actor()?;
        let once = match once(&actor, idempotency_key, "draftOrderComplete", &(&id, version)) {
            Ok(once) => once,
            Err(error) => return refused(&error),
        };
        let order: OrderId = id::known("Order", &id)?;
        let done = complete_draft::complete_draft(ctx.shop(), &CompleteDraft { order, version, once, actor }).await;
        settled(ctx, order, done).await
    }
}

async fn terms(ctx: &Context<'_>, input: DraftOrderInput) -> Result<Terms> {
    let market = input.market_id.map(|market| id::known("Market", &market)).transpose()?;
    let shipping_address = input.shipping_address.map(MailingAddressInput::typed);
    let currency = currency(ctx, market, shipping_address.as_ref()).await?;
    let lines = input.line_items.iter().map(|line: &DraftOrderLineItemInput| line.wanted(currency));
    let shipping = match input.shipping_line {
        None => None,
        Some(shipping) => Some((shipping.title, money::minor(&shipping.price, currency)?)),
    };
    Ok(Terms {
        customer: input.customer_id.map(|customer| id::known("Customer", &customer)).transpose()?,
        email: input.email,
        market,
        lines: lines.collect::<Result<_>>()?,
        shipping,
        shipping_address,
        billing_address: input.billing_address.map(MailingAddressInput::typed),
        note: input.note.unwrap_or_default(),
    })
}

/// The currency in which prices are meant: that of the market it is sold in.
async fn currency(ctx: &Context<'_>, market: Option<MarketId>, to: Option<&Typed>) -> Result<Currency> {
    let settings = ctx.shop().settings().await.or_fail()?;
    let found = draft::market(&settings, market, to);
    found.map(|market| market.price_list.currency).ok_or_else(|| bad_input("there is no such market"))
}
