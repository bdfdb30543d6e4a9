//! Where price lists are found.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use service::{access::Scope, catalogue::price_list::read};

use super::object::{PriceList, PriceListConnection};
use crate::graphql::{
    admin::Needs,
    context::ContextExt,
    error::OrFail,
    loader::PriceListById,
    storefront::{connection::page, node::id},
};

/// The part of the query root for price lists.
#[derive(Default)]
pub struct PriceListQuery;

#[Object]
impl PriceListQuery {
    /// Price lists, the oldest first. Needs `read_products`.
    #[graphql(guard = "Needs(Scope::ReadProducts)")]
    async fn price_lists(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<PriceListConnection> {
        let found = read::list(ctx.shop(), &page(first, after, last, before)?).await.or_fail()?;
        Ok(PriceListConnection(found.map(|list| PriceList(Arc::new(list)))))
    }

    /// A price list. Needs `read_products`.
    #[graphql(guard = "Needs(Scope::ReadProducts)")]
    async fn price_list(&self, ctx: &Context<'_>, id: ID) -> Result<Option<PriceList>> {
        let Some(key) = id::decode("PriceList", &id)? else { return Ok(None) };
        Ok(ctx.load().get(PriceListById(key)).await.or_fail()?.map(PriceList))
    }
}
