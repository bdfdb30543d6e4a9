//! What an order may become, from what: the whole table.
use entity::{ids::OrderId, sales_order, sales_order::Status};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::shop::{
    Unit,
    fault::{Fault, HasFault},
};

/// From each status to those that may follow.
pub const TRANSITIONS: [(Status, &[Status]); 9] = [
    (Status::Draft, &[Status::Pending, Status::Cancelled]),
    (Status::Pending, &[Status::Confirmed, Status::Cancelled, Status::Expired]),
    (
        Status::Confirmed,
        &[Status::Processing, Status::Shipped, Status::Delivered, Status::Cancelled, Status::Expired, Status::Refunded],
    ),
    (Status::Processing, &[Status::Shipped, Status::Delivered, Status::Cancelled, Status::Refunded]),
    (Status::Shipped, &[Status::Delivered, Status::Refunded]),
    (Status::Delivered, &[Status::Refunded]),
    (Status::Cancelled, &[]),
    (Status::Expired, &[]),
    (Status::Refunded, &[]),
];

/// Whether an order may go from one status to the other.
pub fn may_follow(from: Status, to: Status) -> bool {
    TRANSITIONS.iter().any(|(status, next)| *status == from && next.contains(&to))
}

/// The statuses that may become this one.
pub fn may_become(to: Status) -> impl Iterator<Item = Status> {
    TRANSITIONS.iter().filter(move |(_, next)| next.contains(&to)).map(|(from, _)| *from)
}

/// Takes an order's row and moves it on, if the table lets it: the order as it is then, and none where it does not
/// (also when it is there already). The statement is the decision.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(crate) async fn advance(unit: &Unit, order: OrderId, to: Status) -> Result<Option<sales_order::Model>, Fault> {
    let moved = sales_order::Entity::update_many()
        .col_expr(sales_order::Column::Status, Expr::value(to))
        .col_expr(sales_order::Column::Version, Expr::col(sales_order::Column::Version).add(1))
        .col_expr(sales_order::Column::UpdatedAt, Expr::value(unit.now))
        .filter(sales_order::Column::Id.eq(order))
        .filter(sales_order::Column::Status.is_in(may_become(to)))
        .exec_with_returning(&unit.tx)
        .await?;
    Ok(moved.into_iter().next())
}

/// Takes an order's row, so that whoever else changes it waits: the order, unless there is none.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(crate) async fn take(unit: &Unit, order: OrderId) -> Result<Option<sales_order::Model>, Fault> {
    let taken = sales_order::Entity::update_many()
        .col_expr(sales_order::Column::Version, Expr::col(sales_order::Column::Version).add(1))
        .col_expr(sales_order::Column::UpdatedAt, Expr::value(unit.now))
        .filter(sales_order::Column::Id.eq(order))
        .exec_with_returning(&unit.tx)
        .await?;
    Ok(taken.into_iter().next())
}

/// Why an order cannot be changed so. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum NotOpen {
    #[error("there is no such order")]
    Unknown,
    #[error("this order is {}", word(*.0))]
    WrongStatus(Status),
    #[error("somebody else changed this order: look at it again")]
    Stale,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for NotOpen {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Unknown | Self::WrongStatus(_) | Self::Stale => None,
        }
    }
}

/// A status in a sentence.
pub fn word(status: Status) -> &'static str {
    match status {
        Status::Draft => "a draft",
        Status::Pending => "waiting for its money",
        Status::Confirmed => "confirmed",
        Status::Processing => "sent in part",
        Status::Shipped => "sent",
        Status::Delivered => "delivered",
        Status::Cancelled => "cancelled",
        Status::Expired => "expired",
        Status::Refunded => "refunded",
    }
}

/// Takes the row of an order that must have one of these statuses, and the version that was seen, if any was.
///
/// # Errors
/// See [`NotOpen`].
pub(crate) async fn open(
    unit: &Unit,
    order: OrderId,
    version: Option<i64>,
    statuses: &[Status],
) -> Result<sales_order::Model, NotOpen> {
    let taken = take(unit, order).await?.ok_or(NotOpen::Unknown)?;
    if !statuses.contains(&taken.status) {
        return Err(NotOpen::WrongStatus(taken.status));
    }
    // Taking it was one change more.
    if version.is_some_and(|version| version != taken.version - 1) {
        return Err(NotOpen::Stale);
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn every_status_has_its_row_and_what_is_over_stays_over() {
        assert!(Status::iter().all(|status| TRANSITIONS.iter().filter(|(from, _)| *from == status).count() == 1));
        assert!(!may_follow(Status::Cancelled, Status::Confirmed));
        assert!(!may_follow(Status::Shipped, Status::Cancelled));
        assert!(may_follow(Status::Pending, Status::Confirmed));
        // Nothing becomes what it is: doing something twice does nothing.
        assert!(Status::iter().all(|status| !may_follow(status, status)));
    }
}
