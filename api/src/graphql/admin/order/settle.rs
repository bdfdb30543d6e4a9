//! What a mutation does beside its unit: not twice, and to the end.
use async_graphql::{Context, Result};
use entity::ids::OrderId;
use service::{
    access::Actor,
    payment,
    shop::idempotency::{Once, OnceError},
};

use crate::graphql::{context::ContextExt, error::OrFail};

/// Carries out what a unit wrote down about an order's money: captures, refunds, holds that are let go. What does not
/// work now is tried again by the reconciler.
pub(super) async fn settle(ctx: &Context<'_>, order: OrderId) -> Result<()> {
    payment::settle::settle(ctx.shop(), ctx.gateways(), order).await.or_fail()?;
    Ok(())
}

/// A key of whoever asks, for this request.
pub(super) fn once(
    actor: &Actor,
    key: Option<String>,
    mutation: &str,
    input: &impl std::fmt::Debug,
) -> Result<Option<Once>, OnceError> {
    key.map(|key| Once::new(actor.name.clone(), key, &format!("{mutation} {input:?}"))).transpose()
}
