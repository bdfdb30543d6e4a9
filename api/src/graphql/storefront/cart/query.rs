//! The root for carts.
use async_graphql::{Context, ID, Object, Result};
use service::cart::load;

use super::{key, object::Cart};
use crate::graphql::{context::ContextExt, error::OrFail};

/// The part of the query root for carts.
#[derive(Default)]
pub struct CartQuery;

#[Object]
impl CartQuery {
    /// A cart by its id, which contains its key; a customer's own also without the key, with `@inContext(buyer: …)`.
    /// None for one that was ordered, has expired or never was.
    async fn cart(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Cart>> {
        cart_of(ctx, &id).await
    }
}

/// The cart that an id opens.
pub async fn cart_of(ctx: &Context<'_>, id: &ID) -> Result<Option<Cart>> {
    let Some(key) = key::of_viewer(ctx, id) else { return Ok(None) };
    match load::load(ctx.shop(), &key).await.or_fail()? {
        Some(view) => Ok(Some(Cart::of(ctx, view).await)),
        None => Ok(None),
    }
}
