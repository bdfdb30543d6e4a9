//! Money that buyers get back, as it is owed: set aside on the payments that took it, moved by `payment`.
use entity::{
    ids::{OrderId, PaymentId, RefundId},
    money::Minor,
    payment, refund, refund_transaction, sales_order,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use super::timeline::{self, Happening};
use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::Fault,
};

/// All that an order's payments took goes back. The order's row is taken.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn everything(unit: &Unit, order: &sales_order::Model, actor: &str) -> Result<(), Fault> {
    let payments = of_order(unit, order.id).await?;
    let owed: Minor = payments.iter().map(left).sum();
    if owed > Minor::ZERO {
        let request = refund::Model {
            id: unit.new_id(),
            order_id: order.id,
            order_return_id: None,
            currency: order.currency,
            amount: owed,
            shipping: Minor::ZERO,
            is_correction: false,
            reason: String::new(),
            actor: actor.to_owned(),
            created_at: unit.now,
        };
        bulk::insert::<refund::Entity>(unit, std::slice::from_ref(&request), OnConflict::Fail).await?;
        set_aside(unit, request.id, &payments, owed).await?;
        timeline::record(unit, order.id, [Happening::RefundBegun(request.id, owed)], actor).await?;
    }
    Ok(())
}

/// What is not taken yet for an order is not taken any more. The order's row is taken.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn stop_taking(unit: &Unit, order: OrderId) -> Result<(), Fault> {
    let open = [payment::Status::Pending, payment::Status::ActionRequired, payment::Status::Authorized];
    payment::Entity::update_many()
        .col_expr(payment::Column::ReconcileAt, Expr::value(unit.now))
        .col_expr(payment::Column::CapturePending, Expr::value(0))
        .filter(payment::Column::OrderId.eq(order))
        .filter(
            Condition::any()
                .add(payment::Column::Status.is_in(open))
                .add(Expr::col(payment::Column::Authorized).gt(Expr::col(payment::Column::Captured))),
        )
        .exec(&unit.tx)
        .await?;
    Ok(())
}

/// An order's payments, oldest first.
pub(crate) async fn of_order(unit: &Unit, order: OrderId) -> Result<Vec<payment::Model>, Fault> {
    Ok(payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order))
        .order_by_asc(payment::Column::Id)
        .all(&unit.tx)
        .await?)
}

/// What of a payment can be given back.
pub(crate) fn left(payment: &payment::Model) -> Minor {
    payment.captured - payment.refunded - payment.refund_pending
}

/// Sets an amount aside, the latest payment first: the buyer's bank before the shop's own gift cards. The amount is
/// no more than what is [`left`] of all.
///
/// # Errors
/// A [`Fault`] when the database fails, or a payment changed although its order's row was taken.
pub(crate) async fn set_aside(
    unit: &Unit,
    refund: RefundId,
    payments: &[payment::Model],
    amount: Minor,
) -> Result<(), Fault> {
    let mut missing = amount;
    let mut rows = Vec::new();
    for payment in payments.iter().rev() {
        let part = std::cmp::min(left(payment), missing);
        if part <= Minor::ZERO {
            continue;
        }
        missing -= part;
        reserve(unit, payment.id, part).await?;
        rows.push(refund_transaction::Model {
            id: unit.new_id(),
            refund_id: refund,
            payment_id: payment.id,
            amount: part,
            status: refund_transaction::Status::Pending,
            provider_key: None,
            failure_code: None,
            reconcile_at: Some(unit.now),
            attempts: 0,
            created_at: unit.now,
            updated_at: unit.now,
        });
    }
    if missing > Minor::ZERO {
        return Err(Fault::broken("more was to be given back than was taken"));
    }
    bulk::insert::<refund_transaction::Entity>(unit, &rows, OnConflict::Fail).await
}

async fn reserve(unit: &Unit, payment: PaymentId, amount: Minor) -> Result<(), Fault> {
    let given_back = Expr::col(payment::Column::Refunded).add(Expr::col(payment::Column::RefundPending)).add(amount.0);
    let reserved = payment::Entity::update_many()
        .col_expr(payment::Column::RefundPending, Expr::col(payment::Column::RefundPending).add(amount.0))
        .col_expr(payment::Column::UpdatedAt, Expr::value(unit.now))
        .filter(payment::Column::Id.eq(payment))
        .filter(given_back.lte(Expr::col(payment::Column::Captured)))
        .exec(&unit.tx)
        .await?;
    if reserved.rows_affected == 1 { Ok(()) } else { Err(Fault::broken("a payment changed under its order's lock")) }
}
