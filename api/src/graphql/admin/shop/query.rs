//! Roots that any key may ask.
use async_graphql::{Context, Object, Result};

use super::object::{ApiKey, Shop};
use crate::graphql::{
    admin::AnyKey,
    context::ContextExt,
    error::{OrFail, unauthenticated},
};

/// The part of the query root about the shop and the key.
#[derive(Default)]
pub struct ShopQuery;

#[Object]
impl ShopQuery {
    /// The shop. Needs no scope.
    #[graphql(guard = "AnyKey")]
    async fn shop(&self, ctx: &Context<'_>) -> Result<Shop> {
        Ok(Shop(ctx.shop().settings().await.or_fail()?))
    }

    /// The key that asks, and what it allows. Needs no scope.
    #[graphql(guard = "AnyKey")]
    #[expect(clippy::unused_async, reason = "async-graphql wants every field of a guarded object so")]
    async fn current_api_key(&self, ctx: &Context<'_>) -> Result<ApiKey> {
        Ok(ApiKey(ctx.staff().cloned().ok_or_else(unauthenticated)?))
    }
}
