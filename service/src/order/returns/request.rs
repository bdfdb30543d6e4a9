//! Somebody wants to send something back.
use entity::{
    ids::{OrderId, OrderReturnId},
    order_return, order_return_line,
    sales_order::Status,
};

use super::{ReturnError, under_way};
use crate::{
    access::Actor,
    order::{
        cancel::NOTE_CHARS_MAX,
        lines::{self, Counter, Pick},
        refund::REASON_CHARS_MAX,
        timeline::{self, Happening},
        transition,
    },
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct RequestReturn {
    pub order: OrderId,
    pub lines: Vec<Pick>,
    pub reason: String,
    pub note: String,
    /// Whether it is agreed to at once: staff who ask do not wait for themselves.
    pub is_approved: bool,
    pub actor: Actor,
}

/// What was given back whole may still come back.
const FROM: [Status; 4] = [Status::Processing, Status::Shipped, Status::Delivered, Status::Refunded];

/// Writes down what shall come back: no more than was sent and is not on its way back already.
///
/// # Errors
/// See [`ReturnError`].
pub async fn request(shop: &Shop, request: &RequestReturn) -> Result<OrderReturnId, ReturnError> {
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &RequestReturn) -> Result<OrderReturnId, ReturnError> {
    let (reason, note) = (request.reason.trim(), request.note.trim());
    if reason.chars().count() > REASON_CHARS_MAX || note.chars().count() > NOTE_CHARS_MAX {
        return Err(ReturnError::TooLong);
    }
    let order = transition::open(unit, request.order, None, &FROM).await?;
    let all = lines::of_order(unit, order.id).await?;
    let wanted = lines::named(&request.lines, &all)?;
    let under_way = under_way(unit, order.id).await?;
    let left = |line: &entity::order_line::Model| {
        Counter::Returned.left(line) - under_way.get(&line.id).copied().unwrap_or_default()
    };
    if let Some(short) = lines::too_few(&wanted, left) {
        return Err(short.into());
    }
    let status = if request.is_approved { order_return::Status::Approved } else { order_return::Status::Requested };
    let row = order_return::Model {
        id: unit.new_id(),
        order_id: order.id,
        status,
        reason: reason.to_owned(),
        note: note.to_owned(),
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    };
    let rows: Vec<_> = wanted
        .iter()
        .map(|(line, quantity)| order_return_line::Model {
            order_return_id: row.id,
            order_line_id: line.id,
            quantity: *quantity,
            received: 0,
            restocked: 0,
            location_id: None,
        })
        .collect();
    bulk::insert::<order_return::Entity>(unit, std::slice::from_ref(&row), OnConflict::Fail).await?;
    bulk::insert::<order_return_line::Entity>(unit, &rows, OnConflict::Fail).await?;
    let happened = [Happening::ReturnChanged(row.id, super::stored(status))];
    timeline::tell(unit, order.id, "returnRequest", happened, &request.actor).await?;
    Ok(row.id)
}
