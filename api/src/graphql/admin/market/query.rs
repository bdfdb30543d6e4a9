//! Where markets are found.
use async_graphql::{Context, Object, Result};
use service::access::Scope;

use super::object::{Market, MarketConnection};
use crate::graphql::{
    admin::Needs,
    context::ContextExt,
    error::OrFail,
    storefront::connection::{page, slice},
};

/// The part of the query root for markets.
#[derive(Default)]
pub struct MarketQuery;

#[Object]
impl MarketQuery {
    /// Where the shop sells, the primary market first. Needs `read_markets`.
    #[graphql(guard = "Needs(Scope::ReadMarkets)")]
    async fn markets(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<MarketConnection> {
        let settings = ctx.shop().settings().await.or_fail()?;
        let request = page(first, after, last, before)?;
        let found = slice(&settings.markets, &request, |market| market.id.to_string())?;
        Ok(MarketConnection(found.map(Market)))
    }
}
