//! What came back is paid back.
use std::collections::HashMap;

use entity::{
    ids::{OrderReturnId, RefundId},
    money::Minor,
    order_return::Status,
};

use super::{ReturnError, lines_of, put, take};
use crate::{
    access::Actor,
    order::{
        lines::{self, Counter, Pick},
        refund::{self as money, Asked},
    },
    shop::{
        Shop, Unit,
        idempotency::{self, Once, Turn},
    },
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
    pub once: Option<Once>,
    pub actor: Actor,
}

/// Gives back what was paid for the units that arrived and were not paid back before. The return is over then.
///
/// # Errors
/// See [`ReturnError`].
pub async fn refund(shop: &Shop, request: &RefundReturn) -> Result<RefundId, ReturnError> {
    shop.write(request, refund_in).await
}

async fn refund_in(unit: &Unit, request: &RefundReturn) -> Result<RefundId, ReturnError> {
    let id: RefundId = unit.new_id();
    if let Some(once) = &request.once
        && let Turn::Done(done) = idempotency::begin(unit, once, id.0).await?
    {
        return Ok(done.into());
    }
    let (order, found) = take(unit, request.order_return, request.version, &[Status::Received]).await?;
    let all: HashMap<_, _> = lines::of_order(unit, order.id).await?.into_iter().map(|line| (line.id, line)).collect();
    let arrived = lines_of(unit, found.id).await?;
    // What was paid back before it arrived is not paid back again.
    let picks = arrived.iter().filter_map(|row| {
        let left = Counter::Refunded.left(all.get(&row.order_line_id)?);
        Some(Pick { line: row.order_line_id, quantity: row.received.min(left) })
    });
    let picks: Vec<_> = picks.filter(|pick| pick.quantity > 0).collect();
    put(unit, &found, Status::Refunded, "returnRefund", &request.actor).await?;
    let asked = Asked {
        id,
        lines: &picks,
        shipping: request.shipping,
        amount: Minor::ZERO,
        reason: &request.reason,
        of_return: Some(found.id),
    };
    money::give(unit, &order, &asked, "returnRefund", &request.actor).await?;
    Ok(id)
}
