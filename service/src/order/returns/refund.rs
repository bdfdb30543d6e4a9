//! What came back is paid back.
use entity::{
    ids::{OrderReturnId, RefundId},
    money::Minor,
    order_return::Status,
};

use super::{ReturnError, lines_of, put, take};
use crate::{
    access::Actor,
    order::{
        lines::Pick,
        refund::{self as money, Asked},
    },
    shop::{Shop, Unit},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct RefundReturn {
    pub order_return: OrderReturnId,
    /// The version that was seen. Without it the status alone decides.
    pub version: Option<i64>,
    /// Of what was paid for shipping, too.
    pub shipping: Minor,
    pub reason: String,
    pub actor: Actor,
}

/// Gives back what was paid for the units that arrived. The return is over then.
///
/// # Errors
/// See [`ReturnError`].
pub async fn refund(shop: &Shop, request: &RefundReturn) -> Result<RefundId, ReturnError> {
    shop.write(request, refund_in).await
}

/// The same, as part of a larger unit.
///
/// # Errors
/// See [`ReturnError`].
pub async fn refund_in(unit: &Unit, request: &RefundReturn) -> Result<RefundId, ReturnError> {
    let (order, found) = take(unit, request.order_return, request.version, &[Status::Received]).await?;
    let arrived = lines_of(unit, found.id).await?.into_iter().filter(|row| row.received > 0);
    let picks: Vec<_> = arrived.map(|row| Pick { line: row.order_line_id, quantity: row.received }).collect();
    put(unit, &found, Status::Refunded, "returnRefund", &request.actor).await?;
    let asked = Asked {
        lines: &picks,
        shipping: request.shipping,
        amount: Minor::ZERO,
        reason: &request.reason,
        of_return: Some(found.id),
    };
    Ok(money::give(unit, &order, &asked, "returnRefund", &request.actor).await?)
}
