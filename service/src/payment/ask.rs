//! What is written down of an order's payments and is still to be carried out. Pure.
use chrono::{DateTime, Utc};
use entity::{
    money::Minor,
    payment::{self, Gateway, Status},
    refund_transaction, sales_order,
};

use super::record::is_over;

/// What may be asked for again before its time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// What failed lately waits for its time.
    Waits,
    /// Everything that is open, now.
    None,
}

/// Something to carry out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    Begin,
    Look,
    Capture,
    Cancel,
    /// A capture was asked for, and there is nothing left to capture.
    DropCapture,
    /// It was to be looked at, and there is nothing to ask.
    Rest,
}

/// What a payment asks for.
pub(super) fn of_payment(
    payment: &payment::Model,
    order: &sales_order::Model,
    patience: Patience,
    now: DateTime<Utc>,
) -> Option<Ask> {
    let is_marked = payment.reconcile_at.is_some_and(|at| at <= now);
    let is_due = is_marked || patience == Patience::None;
    // Whoever claimed it has moved its time on.
    let at_rest = (is_due && payment.reconcile_at.is_some()).then_some(Ask::Rest);
    if is_credit(payment.gateway) {
        return at_rest;
    }
    match payment.status {
        Status::Pending | Status::ActionRequired | Status::Authorized if is_over(order) => {
            is_due.then_some(Ask::Cancel)
        }
        Status::Pending | Status::ActionRequired if payment.gateway == Gateway::Manual => at_rest,
        // It was paid by hand meanwhile.
        Status::Pending | Status::ActionRequired if order.status != sales_order::Status::Pending => {
            is_due.then_some(Ask::Cancel)
        }
        // Nobody is charged for an order whose time is up. Whether they were already, only the provider knows.
        Status::Pending if payment.provider_key.is_none() && is_overdue(order, now) => is_due.then_some(Ask::Cancel),
        Status::Pending if payment.provider_key.is_none() && payment.attempts == 0 => Some(Ask::Begin),
        Status::Pending | Status::ActionRequired => is_due.then_some(Ask::Look),
        Status::Authorized if payment.capture_pending > Minor::ZERO => is_due.then_some(Ask::Capture),
        Status::Captured | Status::Failed | Status::Voided if payment.capture_pending > Minor::ZERO => {
            Some(Ask::DropCapture)
        }
        Status::Authorized | Status::Captured | Status::Failed | Status::Voided => at_rest,
    }
}

fn is_overdue(order: &sales_order::Model, now: DateTime<Utc>) -> bool {
    order.status == sales_order::Status::Pending && order.expires_at.is_some_and(|at| at <= now)
}

/// Whether money that is set aside is to be given back now.
pub(super) fn is_due(transaction: &refund_transaction::Model, patience: Patience, now: DateTime<Utc>) -> bool {
    transaction.status == refund_transaction::Status::Pending
        && (patience == Patience::None || transaction.reconcile_at.is_some_and(|at| at <= now))
}

/// Whether the shop itself holds the money.
pub(super) fn is_credit(gateway: Gateway) -> bool {
    match gateway {
        Gateway::GiftCard | Gateway::StoreCredit => true,
        Gateway::Manual | Gateway::Test | Gateway::Stripe => false,
    }
}
