//! What the steps from a cart to an order answer.
use async_graphql::{ID, SimpleObject, Union};

use super::code::{CompletionErrorCode, SubmissionErrorCode};
use crate::graphql::{
    scalar::{DateTime, Url},
    storefront::cart::{
        object::Cart,
        payload::{CartUserError, CartWarning},
    },
};

/// What `cartPrepareForCompletion` found.
#[derive(Union)]
pub enum CartPrepareForCompletionResult {
    CartStatusReady(CartStatusReady),
    CartStatusNotReady(CartStatusNotReady),
    CartThrottled(CartThrottled),
}

/// It can be ordered, and its goods are held for ten minutes.
#[derive(SimpleObject)]
pub struct CartStatusReady {
    pub cart: Option<Cart>,
}

/// Something has to be put right first.
#[derive(SimpleObject)]
pub struct CartStatusNotReady {
    pub cart: Option<Cart>,
    pub errors: Vec<CartOperationError>,
}

/// Too many are here at once: ask again then.
#[derive(SimpleObject)]
pub struct CartThrottled {
    pub cart: Option<Cart>,
    pub poll_after: DateTime,
}

#[derive(SimpleObject)]
pub struct CartOperationError {
    pub code: String,
    pub message: Option<String>,
}

#[derive(SimpleObject)]
pub struct CartPrepareForCompletionPayload {
    pub result: Option<CartPrepareForCompletionResult>,
    pub user_errors: Vec<CartUserError>,
}

/// What `cartSubmitForCompletion` came to.
#[derive(Union)]
pub enum CartSubmitForCompletionResult {
    SubmitSuccess(SubmitSuccess),
    SubmitAlreadyAccepted(SubmitAlreadyAccepted),
    SubmitFailed(SubmitFailed),
    SubmitThrottled(SubmitThrottled),
}

/// It is an order now: look at the attempt.
#[derive(SimpleObject)]
pub struct SubmitSuccess {
    pub attempt_id: String,
    /// The order's page.
    pub redirect_url: Url,
}

/// It was an order before.
#[derive(SimpleObject)]
pub struct SubmitAlreadyAccepted {
    pub attempt_id: String,
}

/// Nothing was done.
#[derive(SimpleObject)]
pub struct SubmitFailed {
    pub checkout_url: Option<Url>,
    pub errors: Vec<SubmissionError>,
}

/// Too many are here at once: ask again then.
#[derive(SimpleObject)]
pub struct SubmitThrottled {
    pub poll_after: DateTime,
}

#[derive(SimpleObject)]
pub struct SubmissionError {
    pub code: SubmissionErrorCode,
    pub message: Option<String>,
}

#[derive(SimpleObject)]
pub struct CartSubmitForCompletionPayload {
    pub result: Option<CartSubmitForCompletionResult>,
    pub user_errors: Vec<CartUserError>,
}

/// How far an attempt is.
#[derive(Union)]
pub enum CartCompletionAttemptResult {
    CartCompletionSuccess(CartCompletionSuccess),
    CartCompletionProcessing(CartCompletionProcessing),
    CartCompletionActionRequired(CartCompletionActionRequired),
    CartCompletionFailed(CartCompletionFailed),
}

/// The buyer has to do something.
#[derive(SimpleObject)]
pub struct CartCompletionActionRequired {
    pub action: Option<CartCompletionAction>,
    pub id: String,
}

#[derive(Union)]
pub enum CartCompletionAction {
    CompletePaymentChallenge(CompletePaymentChallenge),
}

/// The buyer has to prove to their bank that it is them.
#[derive(SimpleObject)]
pub struct CompletePaymentChallenge {
    pub redirect_url: Option<Url>,
}

/// It was not paid. The cart is open again.
#[derive(SimpleObject)]
pub struct CartCompletionFailed {
    pub errors: Vec<CompletionError>,
    pub id: String,
}

#[derive(SimpleObject)]
pub struct CompletionError {
    pub code: CompletionErrorCode,
    pub message: Option<String>,
}

/// The gateway has not answered yet.
#[derive(SimpleObject)]
pub struct CartCompletionProcessing {
    pub id: String,
    /// Milliseconds until it is worth asking again.
    pub poll_delay: i32,
}

#[derive(SimpleObject)]
pub struct CartCompletionSuccess {
    pub completed_at: Option<DateTime>,
    pub id: String,
    /// With its secret part: it opens the order also to a guest.
    pub order_id: ID,
    pub order_url: Url,
}

/// What `cartPaymentUpdate` answers.
#[derive(SimpleObject)]
pub struct CartPaymentUpdatePayload {
    pub cart: Option<Cart>,
    pub user_errors: Vec<CartUserError>,
    pub warnings: Vec<CartWarning>,
}

/// How a cart will be paid.
#[derive(SimpleObject)]
pub struct CartPaymentSession {
    /// For `cartPaymentUpdate`.
    pub id: String,
}

/// What `cartPaymentSessionCreate` answers.
#[derive(SimpleObject)]
pub struct CartPaymentSessionCreatePayload {
    pub session: Option<CartPaymentSession>,
    pub user_errors: Vec<CartUserError>,
}

/// What `cartComplete` answers.
#[derive(SimpleObject)]
pub struct CartCompletePayload {
    /// How far it is. Absent when it was refused.
    pub attempt: Option<CartCompletionAttemptResult>,
    /// Why it was refused. Then nothing was done.
    pub errors: Vec<SubmissionError>,
}
