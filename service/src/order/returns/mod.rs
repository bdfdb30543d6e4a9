//! Goods that come back: asked for, agreed to, received, paid back.
//!
//! Entry points: [`request`], then [`approve`] or [`decline`], [`receive`] as often as something arrives, and
//! [`refund`]. Invariants: no unit is on its way back twice; only what was sent comes back; what arrives is put on a
//! shelf only where somebody says so.

mod decide;
mod receive;
mod refund;
mod request;

use std::collections::HashMap;

use entity::{
    ids::{OrderId, OrderLineId, OrderReturnId},
    order_return::{self, Status},
    order_return_line, sales_order,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

pub use self::{
    decide::{Decide, approve, cancel, decline},
    receive::{Arrived, ReceiveReturn, receive},
    refund::{RefundReturn, refund},
    request::{RequestReturn, request},
};
use super::{
    lines::LineError,
    refund::RefundError,
    timeline::{self, Happening},
    transition::{self, NotOpen},
};
use crate::{
    access::Actor,
    shop::{
        Unit,
        fault::{Fault, HasFault},
        idempotency::OnceError,
    },
};

/// Why a step of a return is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    #[error(transparent)]
    Order(#[from] NotOpen),
    #[error("there is no such return")]
    Unknown,
    #[error("this return is {}", word(*.0))]
    WrongStatus(Status),
    #[error("somebody else changed this return: look at it again")]
    Stale,
    #[error(transparent)]
    Line(#[from] LineError),
    #[error("a reason has at most 255 characters, a note 1000")]
    TooLong,
    #[error("there is no such location")]
    UnknownLocation { line: usize },
    #[error("units of this line are back on the shelf of another location")]
    OtherLocation { line: usize },
    #[error(transparent)]
    Refund(#[from] RefundError),
    #[error(transparent)]
    Once(#[from] OnceError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for ReturnError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Order(error) => error.fault(),
            Self::Refund(error) => error.fault(),
            Self::Once(error) => error.fault(),
            Self::Unknown
            | Self::WrongStatus(_)
            | Self::Stale
            | Self::Line(_)
            | Self::TooLong
            | Self::UnknownLocation { .. }
            | Self::OtherLocation { .. } => None,
        }
    }
}

/// A return's status in a sentence.
fn word(status: Status) -> &'static str {
    match status {
        Status::Requested => "not decided yet",
        Status::Approved => "agreed to",
        Status::Declined => "declined",
        Status::Received => "received",
        Status::Refunded => "paid back",
        Status::Cancelled => "called off",
    }
}

/// Takes the row of a return's order, and the return if it has one of these statuses and the version that was seen.
async fn take(
    unit: &Unit,
    id: OrderReturnId,
    version: Option<i64>,
    from: &[Status],
) -> Result<(sales_order::Model, order_return::Model), ReturnError> {
    let seen = order_return::Entity::find_by_id(id).one(&unit.tx).await.map_err(Fault::from)?;
    let order = transition::take(unit, seen.ok_or(ReturnError::Unknown)?.order_id).await?;
    let order = order.ok_or_else(|| Fault::broken("a return without an order"))?;
    // Now that nobody else can change it.
    let found = order_return::Entity::find_by_id(id).one(&unit.tx).await.map_err(Fault::from)?;
    let found = found.ok_or(ReturnError::Unknown)?;
    if !from.contains(&found.status) {
        return Err(ReturnError::WrongStatus(found.status));
    }
    if version.is_some_and(|version| version != found.version) {
        return Err(ReturnError::Stale);
    }
    Ok((order, found))
}

/// Moves a return that was taken on, and tells of it.
async fn put(
    unit: &Unit,
    was: &order_return::Model,
    status: Status,
    action: &'static str,
    actor: &Actor,
) -> Result<(), ReturnError> {
    let moved = order_return::Entity::update_many()
        .col_expr(order_return::Column::Status, Expr::value(status))
        .col_expr(order_return::Column::Version, Expr::value(was.version + 1))
        .col_expr(order_return::Column::UpdatedAt, Expr::value(unit.now))
        .filter(order_return::Column::Id.eq(was.id))
        .filter(order_return::Column::Version.eq(was.version))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if moved.rows_affected != 1 {
        return Err(ReturnError::Stale);
    }
    let happened = [Happening::ReturnChanged(was.id, stored(status))];
    Ok(timeline::tell(unit, was.order_id, action, happened, actor).await?)
}

/// A status as timelines store it.
fn stored(status: Status) -> &'static str {
    match status {
        Status::Requested => "requested",
        Status::Approved => "approved",
        Status::Declined => "declined",
        Status::Received => "received",
        Status::Refunded => "refunded",
        Status::Cancelled => "cancelled",
    }
}

async fn lines_of(unit: &Unit, id: OrderReturnId) -> Result<Vec<order_return_line::Model>, Fault> {
    Ok(order_return_line::Entity::find()
        .filter(order_return_line::Column::OrderReturnId.eq(id))
        .order_by_asc(order_return_line::Column::OrderLineId)
        .all(&unit.tx)
        .await?)
}

/// Units of each line that are to come back and have not.
async fn under_way(unit: &Unit, order: OrderId) -> Result<HashMap<OrderLineId, i32>, Fault> {
    let open = [Status::Requested, Status::Approved, Status::Received];
    let rows = order_return_line::Entity::find()
        .filter(
            order_return_line::Column::OrderReturnId.in_subquery(
                sea_orm::sea_query::Query::select()
                    .column(order_return::Column::Id)
                    .from(order_return::Entity)
                    .and_where(order_return::Column::OrderId.eq(order))
                    .and_where(order_return::Column::Status.is_in(open))
                    .to_owned(),
            ),
        )
        .all(&unit.tx)
        .await?;
    let mut sums = HashMap::new();
    for row in rows {
        *sums.entry(row.order_line_id).or_default() += row.quantity - row.received;
    }
    Ok(sums)
}
