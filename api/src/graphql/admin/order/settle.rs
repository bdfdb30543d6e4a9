//! What a mutation does after its unit: to the end.
use async_graphql::{Context, Result};
use entity::ids::OrderId;
use service::payment;

use crate::graphql::{context::ContextExt, error::OrFail};

/// Carries out what a unit wrote down about an order's money: captures, refunds, holds that are let go. What does not
/// work now is tried again by the reconciler.
pub(super) async fn settle(ctx: &Context<'_>, order: OrderId) -> Result<()> {
    payment::settle::settle(ctx.shop(), ctx.gateways(), order).await.or_fail()?;
    Ok(())
}
