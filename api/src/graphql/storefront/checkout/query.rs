//! Looking at an attempt.
use async_graphql::{Context, Object, Result};
use service::checkout::{
    attempt::{self, Attempt, OrderKey},
    place::Placed,
};

use super::{
    key,
    object::{
        CartCompletionAction, CartCompletionActionRequired, CartCompletionAttemptResult, CartCompletionFailed,
        CartCompletionProcessing, CartCompletionSuccess, CompletePaymentChallenge, CompletionError,
    },
    refusal::of_failure,
};
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    scalar::{DateTime, Url},
};

/// Milliseconds until it is worth asking again.
const POLL_DELAY_MS: i32 = 500;

/// The part of the query root for attempts.
#[derive(Default)]
pub struct CheckoutQuery;

#[Object]
impl CheckoutQuery {
    /// How far an attempt is. None for one that its id does not open.
    async fn cart_completion_attempt(
        &self,
        ctx: &Context<'_>,
        attempt_id: String,
    ) -> Result<Option<CartCompletionAttemptResult>> {
        let Some(order) = key::decode(ctx, "CartCompletionAttempt", &attempt_id) else { return Ok(None) };
        look(ctx, &order, attempt_id).await
    }
}

/// How far the attempt is that made an order.
pub async fn of_placed(ctx: &Context<'_>, placed: &Placed) -> Result<Option<CartCompletionAttemptResult>> {
    let order = OrderKey { id: placed.order, secret: Some(placed.secret.clone()), customer: None };
    look(ctx, &order, key::attempt_id(placed)).await
}

async fn look(ctx: &Context<'_>, order: &OrderKey, id: String) -> Result<Option<CartCompletionAttemptResult>> {
    let Some(found) = attempt::read(ctx.shop(), order).await.or_fail()? else { return Ok(None) };
    let result = match found {
        Attempt::Processing => CartCompletionAttemptResult::CartCompletionProcessing(CartCompletionProcessing {
            id,
            poll_delay: POLL_DELAY_MS,
        }),
        Attempt::ActionRequired { url } => {
            let challenge = CompletePaymentChallenge { redirect_url: url.map(Url) };
            CartCompletionAttemptResult::CartCompletionActionRequired(CartCompletionActionRequired {
                action: Some(CartCompletionAction::CompletePaymentChallenge(challenge)),
                id,
            })
        }
        Attempt::Failed { code, is_expired } => {
            let (code, message) = of_failure(code.as_deref(), is_expired);
            let errors = vec![CompletionError { code, message: Some(message.to_owned()) }];
            CartCompletionAttemptResult::CartCompletionFailed(CartCompletionFailed { errors, id })
        }
        Attempt::Succeeded { order: model, at } => {
            let secret = order.secret.as_deref();
            CartCompletionAttemptResult::CartCompletionSuccess(CartCompletionSuccess {
                completed_at: Some(DateTime(at)),
                id,
                order_id: key::order_id(model.id, secret),
                order_url: Url(key::order_url(ctx.base_url(), model.id, secret)),
            })
        }
    };
    Ok(Some(result))
}
