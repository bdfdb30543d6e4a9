//! The storefront dialect: what shoppers' clients ask.
pub mod codes;
pub mod money;
pub mod text;

use async_graphql::{Context, Object, Result};

use super::{context::ContextExt, error::OrFail};

/// Where every storefront query starts.
pub struct QueryRoot;

#[Object]
impl QueryRoot {
    /// The name of the shop.
    async fn name(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(ctx.shop().settings().await.or_fail()?.shop.name.clone())
    }
}
