//! An order that waited for its money is to be sent.
use entity::{
    customer,
    ids::OrderId,
    sales_order::{self, Status},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement,
    sea_query::{Expr, ExprTrait},
};

use super::{
    timeline::{self, Happening},
    transition,
};
use crate::{
    event::{self, Event},
    shop::{Unit, fault::Fault},
};

/// Gives a pending order its number. Whether it did: an order that is not pending stays as it is.
///
/// Call it last in a unit: all orders of the shop wait for the counter of numbers.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(crate) async fn confirm(unit: &Unit, order: OrderId, actor: &str) -> Result<bool, Fault> {
    let Some(taken) = transition::take(unit, order).await? else { return Ok(false) };
    if !transition::may_follow(taken.status, Status::Confirmed) {
        return Ok(false);
    }
    timeline::record(unit, order, [Happening::Confirmed], actor).await?;
    event::record(unit, [Event::OrderConfirmed(order)]).await?;
    number(unit, &taken).await?;
    Ok(true)
}

/// The last statements of an order that is confirmed: its customer has one more, and it is the next number's.
pub(crate) async fn number(unit: &Unit, order: &sales_order::Model) -> Result<i64, Fault> {
    if let Some(customer) = order.customer_id {
        customer::Entity::update_many()
            .col_expr(customer::Column::OrderCount, Expr::col(customer::Column::OrderCount).add(1))
            .filter(customer::Column::Id.eq(customer))
            .exec(&unit.tx)
            .await?;
    }
    let number = next(unit).await?;
    let confirmed = sales_order::Entity::update_many()
        .col_expr(sales_order::Column::Status, Expr::value(Status::Confirmed))
        .col_expr(sales_order::Column::Number, Expr::value(number))
        .col_expr(sales_order::Column::ExpiresAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>))
        .filter(sales_order::Column::Id.eq(order.id))
        .filter(sales_order::Column::Status.is_in(transition::may_become(Status::Confirmed)))
        .exec(&unit.tx)
        .await?;
    if confirmed.rows_affected != 1 {
        return Err(Fault::broken("an order changed although its row was taken"));
    }
    Ok(number)
}

/// The next order number: no number is left out, because whoever takes one writes it or rolls back.
pub(crate) async fn next(unit: &Unit) -> Result<i64, Fault> {
    next_of(unit, 1).await
}

/// The last of so many numbers that are next.
pub(crate) async fn next_of(unit: &Unit, count: i64) -> Result<i64, Fault> {
    let sql = "UPDATE order_counter SET last_number = last_number + $1 WHERE id = 1 RETURNING last_number";
    let row = unit.tx.query_one_raw(Statement::from_sql_and_values(unit.backend(), sql, [count.into()])).await?;
    let row = row.ok_or_else(|| Fault::broken("the counter of order numbers is missing"))?;
    Ok(row.try_get("", "last_number")?)
}
