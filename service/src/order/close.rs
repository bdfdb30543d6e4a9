//! An order that will not be sent gives back all it took: the cart it came from, stock, promotions, money.
//!
//! Money that has to move is written down here, and moved by `payment`, which talks to providers.
use entity::{
    cart, customer,
    ids::{LocationId, OrderId, VariantId},
    order_allocation, order_line,
    sales_order::{self, CancelReason, Source, Status},
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Statement,
    sea_query::{Expr, ExprTrait},
};

use super::{
    give_back,
    timeline::{self, Happening},
    transition,
};
use crate::{
    event::{self, Event},
    inventory::{
        CHANGES_MAX,
        fulfilment::{self, Parcel, ParcelError},
    },
    promotion::redemption,
    shop::{Unit, fault::Fault},
};

/// How an order ends before it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Cancelled(CancelReason),
    /// Nobody paid in time.
    Expired,
}

impl Ending {
    fn status(self) -> Status {
        match self {
            Self::Cancelled(_) => Status::Cancelled,
            Self::Expired => Status::Expired,
        }
    }

    fn happening(self) -> Happening {
        match self {
            Self::Cancelled(reason) => Happening::Cancelled(reason),
            Self::Expired => Happening::Expired,
        }
    }
}

/// What becomes of an order's goods and of its money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settlement {
    pub(super) stock: Unsent,
    /// Whether all that was taken for it goes back.
    pub(super) is_refunded: bool,
}

/// What becomes of units that were committed to an order and not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsent {
    /// They can be sold again.
    Restocked,
    /// They are gone: lost, broken, kept for something else.
    WrittenOff,
}

impl Settlement {
    const EVERYTHING: Self = Self { stock: Unsent::Restocked, is_refunded: true };
}

/// Ends an order, if its status allows: the order as it was, and none where it does not. What was sent already stays
/// sent. A cart whose order was never confirmed can be edited and ordered again.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(crate) async fn close(
    unit: &Unit,
    order: OrderId,
    ending: Ending,
    actor: &str,
) -> Result<Option<sales_order::Model>, Fault> {
    close_with(unit, order, ending, Settlement::EVERYTHING, actor).await
}

/// As [`close`], where somebody says what becomes of goods and money.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn close_with(
    unit: &Unit,
    order: OrderId,
    ending: Ending,
    settlement: Settlement,
    actor: &str,
) -> Result<Option<sales_order::Model>, Fault> {
    let Some(was) = transition::take(unit, order).await? else { return Ok(None) };
    if !transition::may_follow(was.status, ending.status()) {
        return Ok(None);
    }
    let reason = match ending {
        Ending::Cancelled(reason) => Some(reason),
        Ending::Expired => None,
    };
    sales_order::Entity::update_many()
        .col_expr(sales_order::Column::Status, Expr::value(ending.status()))
        .col_expr(sales_order::Column::CancelReason, Expr::value(reason))
        .col_expr(sales_order::Column::CancelledAt, Expr::value(unit.now))
        .col_expr(sales_order::Column::ExpiresAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>))
        .filter(sales_order::Column::Id.eq(order))
        .exec(&unit.tx)
        .await?;
    if was.status == Status::Pending && was.source == Source::Cart {
        reopen_cart(unit, &was).await?;
    }
    if let Some(customer) = was.customer_id.filter(|_| was.number.is_some()) {
        customer::Entity::update_many()
            .col_expr(customer::Column::OrderCount, Expr::col(customer::Column::OrderCount).sub(1))
            .filter(customer::Column::Id.eq(customer))
            .filter(customer::Column::OrderCount.gt(0))
            .exec(&unit.tx)
            .await?;
    }
    if settlement.is_refunded {
        give_back::everything(unit, &was, actor).await?;
    }
    give_back::stop_taking(unit, order).await?;
    timeline::record(unit, order, [ending.happening()], actor).await?;
    event::record(unit, [Event::OrderClosed(order)]).await?;
    let_go(unit, order, settlement.stock, actor).await?;
    redemption::release(unit, order).await?;
    Ok(Some(was))
}

async fn reopen_cart(unit: &Unit, order: &sales_order::Model) -> Result<(), Fault> {
    let Some(cart) = order.cart_id else { return Ok(()) };
    cart::Entity::update_many()
        .col_expr(cart::Column::Status, Expr::value(cart::Status::Active))
        .col_expr(cart::Column::Version, Expr::col(cart::Column::Version).add(1))
        .col_expr(cart::Column::UpdatedAt, Expr::value(unit.now))
        .filter(cart::Column::Id.eq(cart))
        .filter(cart::Column::Status.eq(cart::Status::Converted))
        .exec(&unit.tx)
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Open {
    variant_id: VariantId,
    location_id: LocationId,
    quantity: i32,
}

const OPEN: &str = "SELECT l.variant_id, a.location_id, a.quantity - a.fulfilled - a.released AS quantity \
    FROM order_allocation a JOIN order_line l ON l.id = a.order_line_id \
    WHERE l.order_id = $1 AND a.quantity > a.fulfilled + a.released ORDER BY l.variant_id, a.location_id";

/// What is committed and not sent is not to be sent any more.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn let_go(unit: &Unit, order: OrderId, stock: Unsent, actor: &str) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(unit.backend(), OPEN, [order.into()]);
    let open = Open::find_by_statement(statement).all(&unit.tx).await?;
    order_line::Entity::update_many()
        .col_expr(
            order_line::Column::Removed,
            Expr::col(order_line::Column::Quantity).sub(Expr::col(order_line::Column::Fulfilled)),
        )
        .col_expr(order_line::Column::UpdatedAt, Expr::value(unit.now))
        .filter(order_line::Column::OrderId.eq(order))
        .exec(&unit.tx)
        .await?;
    if open.is_empty() {
        return Ok(());
    }
    let lines = sea_orm::sea_query::Query::select()
        .column(order_line::Column::Id)
        .from(order_line::Entity)
        .and_where(order_line::Column::OrderId.eq(order))
        .to_owned();
    order_allocation::Entity::update_many()
        .col_expr(
            order_allocation::Column::Released,
            Expr::col(order_allocation::Column::Quantity).sub(Expr::col(order_allocation::Column::Fulfilled)),
        )
        .filter(order_allocation::Column::OrderLineId.in_subquery(lines))
        .exec(&unit.tx)
        .await?;
    let units = open.iter().map(|open| (open.variant_id, open.location_id, i64::from(open.quantity)));
    uncommit(unit, order, units.collect(), stock, actor).await
}

/// Units of an order that are committed are committed no longer.
///
/// # Errors
/// A [`Fault`] when the database fails, or when they were not committed.
pub(super) async fn uncommit(
    unit: &Unit,
    order: OrderId,
    units: Vec<(VariantId, LocationId, i64)>,
    stock: Unsent,
    actor: &str,
) -> Result<(), Fault> {
    for units in units.chunks(CHANGES_MAX) {
        let parcel = Parcel { units: units.to_vec(), reference: order.to_string(), actor: actor.to_owned() };
        let done = match stock {
            Unsent::Restocked => fulfilment::uncommit(unit, &parcel).await,
            Unsent::WrittenOff => fulfilment::write_off(unit, &parcel).await,
        };
        done.map_err(not_committed)?;
    }
    Ok(())
}

/// What an order's allocations say is committed; anything else is a bug of ours.
fn not_committed(error: ParcelError) -> Fault {
    match error {
        ParcelError::Fault(fault) => fault,
        error => Fault::other("giving back what an order committed", error),
    }
}
