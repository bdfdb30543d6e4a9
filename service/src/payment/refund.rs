//! Money that was set aside goes back, and is written down when it has.
use entity::{
    gift_card_movement,
    ids::RefundTransactionId,
    payment::{self, Gateway},
    payment_event::Kind,
    refund_transaction::{self, Status},
    sales_order, store_credit_movement,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

use super::{
    gateway::RefundOutcome,
    ledger::{self, Entry},
    record::ANSWER,
};
use crate::{
    event::{self, Event},
    gift_card,
    order::{
        timeline::{self, Happening},
        transition,
    },
    shop::{Unit, fault::Fault},
    store_credit,
};

/// Writes down what became of money that goes back. What is settled stays settled: the first to say so is believed.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn record(
    unit: &Unit,
    (transaction, outcome): &(RefundTransactionId, RefundOutcome),
) -> Result<(), Fault> {
    let Some((order, was, _)) = take(unit, *transaction).await? else { return Ok(()) };
    match outcome {
        RefundOutcome::Succeeded { provider_key } => {
            succeed(unit, &order, &was, provider_key.clone()).await?;
        }
        RefundOutcome::Failed { provider_key, code } => fail(unit, &order, &was, provider_key.clone(), code).await?,
        RefundOutcome::Processing { provider_key } => {
            refund_transaction::Entity::update_many()
                .col_expr(refund_transaction::Column::ProviderKey, Expr::value(provider_key.clone()))
                .col_expr(refund_transaction::Column::UpdatedAt, Expr::value(unit.now))
                .filter(refund_transaction::Column::Id.eq(was.id))
                .filter(refund_transaction::Column::Status.eq(Status::Pending))
                .exec(&unit.tx)
                .await?;
        }
    }
    Ok(())
}

/// Puts money back on the gift card, or to the store credit, that it came from.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn to_credit(unit: &Unit, transaction: &RefundTransactionId) -> Result<(), Fault> {
    let Some((order, was, payment)) = take(unit, *transaction).await? else { return Ok(()) };
    if !succeed(unit, &order, &was, None).await? {
        return Ok(());
    }
    let reference = order.id.to_string();
    let moved = match payment.gateway {
        Gateway::GiftCard => onto_card(unit, &was, &payment, &reference).await?,
        Gateway::StoreCredit => to_account(unit, &was, &order, &reference).await?,
        Gateway::Manual | Gateway::Test | Gateway::Stripe => {
            return Err(Fault::broken("a provider's payment is no credit of the shop's"));
        }
    };
    event::record(unit, [moved]).await
}

async fn onto_card(
    unit: &Unit,
    was: &refund_transaction::Model,
    payment: &payment::Model,
    reference: &str,
) -> Result<Event, Fault> {
    use gift_card::ledger::{Movement, move_money};
    let card = payment.gift_card_id.ok_or_else(|| Fault::broken("a gift card's payment names no card"))?;
    let kind = gift_card_movement::Kind::Refund;
    let (delta, currency) = (was.amount, payment.currency);
    let movement = Movement { card, kind, delta, currency, reference: Some(reference), actor: ANSWER };
    move_money(unit, &movement).await.map_err(|error| match error {
        gift_card::ledger::MoveError::Fault(fault) => fault,
        error => Fault::other("giving back to a gift card", error),
    })?;
    Ok(Event::GiftCardChanged(card))
}

async fn to_account(
    unit: &Unit,
    was: &refund_transaction::Model,
    order: &sales_order::Model,
    reference: &str,
) -> Result<Event, Fault> {
    use store_credit::ledger::{Movement, move_money};
    let customer = order.customer_id.ok_or_else(|| Fault::broken("store credit paid for nobody's order"))?;
    let kind = store_credit_movement::Kind::Refund;
    let (delta, currency) = (was.amount, order.currency);
    let movement = Movement { customer, kind, delta, currency, reference: Some(reference), actor: ANSWER };
    let standing = move_money(unit, &movement).await.map_err(|error| match error {
        store_credit::ledger::MoveError::Fault(fault) => fault,
        error => Fault::other("giving back store credit", error),
    })?;
    Ok(Event::StoreCreditChanged(standing.account))
}

type Taken = (sales_order::Model, refund_transaction::Model, payment::Model);

/// The order's row first, then what hangs on it. None where there is nothing left to do.
async fn take(unit: &Unit, transaction: RefundTransactionId) -> Result<Option<Taken>, Fault> {
    let was = refund_transaction::Entity::find_by_id(transaction).one(&unit.tx).await?;
    let Some(was) = was.filter(|was| was.status == Status::Pending) else { return Ok(None) };
    let payment = payment::Entity::find_by_id(was.payment_id).one(&unit.tx).await?;
    let payment = payment.ok_or_else(|| Fault::broken("a refund has no payment"))?;
    let order = transition::take(unit, payment.order_id).await?;
    let order = order.ok_or_else(|| Fault::broken("a payment has no order"))?;
    Ok(Some((order, was, payment)))
}

/// Whether it is this call that settled it.
async fn settle(
    unit: &Unit,
    was: &refund_transaction::Model,
    status: Status,
    provider_key: Option<String>,
    failure_code: Option<&str>,
) -> Result<bool, Fault> {
    let mut update = refund_transaction::Entity::update_many()
        .col_expr(refund_transaction::Column::Status, Expr::value(status))
        .col_expr(refund_transaction::Column::FailureCode, Expr::value(failure_code.map(str::to_owned)))
        .col_expr(refund_transaction::Column::ReconcileAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>))
        .col_expr(refund_transaction::Column::UpdatedAt, Expr::value(unit.now))
        .filter(refund_transaction::Column::Id.eq(was.id))
        .filter(refund_transaction::Column::Status.eq(Status::Pending));
    if let Some(key) = provider_key {
        update = update.col_expr(refund_transaction::Column::ProviderKey, Expr::value(key));
    }
    Ok(update.exec(&unit.tx).await?.rows_affected == 1)
}

async fn succeed(
    unit: &Unit,
    order: &sales_order::Model,
    was: &refund_transaction::Model,
    provider_key: Option<String>,
) -> Result<bool, Fault> {
    if !settle(unit, was, Status::Succeeded, provider_key, None).await? {
        return Ok(false);
    }
    let amount = was.amount.0;
    let refunded = Expr::col(payment::Column::Refunded).add(amount);
    finish(unit, was, Kind::Refunded, |update| update.col_expr(payment::Column::Refunded, refunded)).await?;
    timeline::record(unit, order.id, [Happening::RefundSucceeded(was.refund_id, was.amount)], ANSWER).await?;
    event::record(unit, [Event::OrderUpdated(order.id)]).await?;
    Ok(true)
}

async fn fail(
    unit: &Unit,
    order: &sales_order::Model,
    was: &refund_transaction::Model,
    provider_key: Option<String>,
    code: &str,
) -> Result<(), Fault> {
    if !settle(unit, was, Status::Failed, provider_key, Some(code)).await? {
        return Ok(());
    }
    finish(unit, was, Kind::RefundFailed, |update| update).await?;
    timeline::record(unit, order.id, [Happening::RefundFailed(was.refund_id, was.amount)], ANSWER).await?;
    event::record(unit, [Event::OrderUpdated(order.id)]).await
}

/// The payment's side of it: nothing is set aside for it any more.
async fn finish(
    unit: &Unit,
    was: &refund_transaction::Model,
    kind: Kind,
    also: impl FnOnce(sea_orm::UpdateMany<payment::Entity>) -> sea_orm::UpdateMany<payment::Entity>,
) -> Result<(), Fault> {
    let amount = was.amount.0;
    let update = payment::Entity::update_many()
        .col_expr(payment::Column::RefundPending, Expr::col(payment::Column::RefundPending).sub(amount))
        .col_expr(payment::Column::Version, Expr::col(payment::Column::Version).add(1))
        .col_expr(payment::Column::UpdatedAt, Expr::value(unit.now))
        .filter(payment::Column::Id.eq(was.payment_id))
        .filter(payment::Column::RefundPending.gte(amount));
    let finished = also(update).exec_with_returning(&unit.tx).await?;
    let Some(payment) = finished.into_iter().next() else {
        return Err(Fault::broken("less was set aside on a payment than its refunds say"));
    };
    let detail = json!({ "refund_transaction": was.id });
    ledger::record(unit, &[Entry { payment: &payment, kind, amount: was.amount, detail }], ANSWER).await
}
