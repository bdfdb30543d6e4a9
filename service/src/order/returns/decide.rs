//! Whether something may come back.
use entity::{ids::OrderReturnId, order_return::Status};

use super::{ReturnError, put, take};
use crate::{
    access::Actor,
    shop::{Shop, Unit},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Decide {
    pub order_return: OrderReturnId,
    /// The version that was seen. Without it the status alone decides.
    pub version: Option<i64>,
    pub actor: Actor,
}

/// Agrees that goods come back.
///
/// # Errors
/// See [`ReturnError`].
pub async fn approve(shop: &Shop, request: &Decide) -> Result<(), ReturnError> {
    shop.write(request, approve_in).await
}

async fn approve_in(unit: &Unit, request: &Decide) -> Result<(), ReturnError> {
    decide(unit, request, &[Status::Requested], Status::Approved, "returnApproveRequest").await
}

/// Refuses to have goods back.
///
/// # Errors
/// See [`ReturnError`].
pub async fn decline(shop: &Shop, request: &Decide) -> Result<(), ReturnError> {
    shop.write(request, decline_in).await
}

async fn decline_in(unit: &Unit, request: &Decide) -> Result<(), ReturnError> {
    decide(unit, request, &[Status::Requested], Status::Declined, "returnDeclineRequest").await
}

/// Calls a return off of which nothing has arrived.
///
/// # Errors
/// See [`ReturnError`].
pub async fn cancel(shop: &Shop, request: &Decide) -> Result<(), ReturnError> {
    shop.write(request, cancel_in).await
}

async fn cancel_in(unit: &Unit, request: &Decide) -> Result<(), ReturnError> {
    decide(unit, request, &[Status::Requested, Status::Approved], Status::Cancelled, "returnCancel").await
}

async fn decide(
    unit: &Unit,
    request: &Decide,
    from: &[Status],
    to: Status,
    action: &'static str,
) -> Result<(), ReturnError> {
    let (_, found) = take(unit, request.order_return, request.version, from).await?;
    put(unit, &found, to, action, &request.actor).await
}
