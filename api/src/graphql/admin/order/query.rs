//! Where orders are found.
use async_graphql::{Context, ID, Object, Result};
use service::{
    access::Scope,
    order::list::{self, ListOrders, Which},
};

use super::{connection::OrderConnection, object::Order, status::OrderSortKeys};
use crate::graphql::{
    admin::Needs,
    argument::OrDefault,
    context::ContextExt,
    error::OrFail,
    storefront::{connection::page, node::id},
};

/// The part of the query root for orders.
#[derive(Default)]
pub struct OrderQuery;

#[Object]
impl OrderQuery {
    /// Orders that were placed. Needs `read_orders`.
    #[graphql(guard = "Needs(Scope::ReadOrders)")]
    #[expect(clippy::too_many_arguments, reason = "those of a connection, and what narrows it")]
    async fn orders(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(desc = "A number, an e-mail address, or terms such as `status:confirmed email:ann@example.com \
            customer_id:… number:1001 processed_at:>=2026-06-01`, with `created_at` and `updated_at`.")]
        query: Option<String>,
        #[graphql(default)] sort_key: OrDefault<OrderSortKeys>,
        #[graphql(default)] reverse: OrDefault<bool>,
    ) -> Result<OrderConnection> {
        let request = ListOrders {
            which: Which::Placed,
            query,
            sort: sort_key.0.into(),
            reverse: reverse.0,
            page: page(first, after, last, before)?,
        };
        list(ctx, &request).await
    }

    /// An order, also one that is only a draft. Needs `read_orders`.
    #[graphql(guard = "Needs(Scope::ReadOrders)")]
    async fn order(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Order>> {
        let Some(key) = id::decode("Order", &id)? else { return Ok(None) };
        Order::now(ctx, key).await
    }

    /// What staff are still writing, the newest first. Needs `read_orders`.
    #[graphql(guard = "Needs(Scope::ReadOrders)")]
    async fn draft_orders(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<OrderConnection> {
        let request = ListOrders {
            which: Which::Drafts,
            query: None,
            sort: list::Sort::Id,
            reverse: true,
            page: page(first, after, last, before)?,
        };
        list(ctx, &request).await
    }
}

async fn list(ctx: &Context<'_>, request: &ListOrders) -> Result<OrderConnection> {
    let found = list::list(ctx.shop(), request).await.or_fail()?;
    Ok(OrderConnection(found.map(|order| Order(order.into()))))
}
