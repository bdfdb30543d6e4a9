//! How an order is to be paid, written down with the order. Nobody has been asked for money yet.
use chrono::Duration;
use entity::{
    money::Minor,
    payment::{self, Gateway, Status},
    payment_event, sales_order,
};
use serde_json::json;

use super::ledger::{self, Entry};
use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::Fault,
};

/// A payment that nobody settles right away is looked at by the reconciler after this.
pub const ANSWER_WITHIN: Duration = Duration::minutes(2);

/// A way of paying.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// `Manual`, `Test` or `Stripe`.
    pub gateway: Gateway,
    /// The provider's token for how the buyer pays.
    pub source: Option<String>,
    /// Above zero.
    pub amount: Minor,
    /// Otherwise it is only authorized, and captured later.
    pub is_captured_at_once: bool,
}

/// Writes a payment down, in the unit that writes its order: two statements. The caller tells the timeline
/// (`Happening::PaymentBegun`), and settles the order after the unit.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn begin_rows(unit: &Unit, order: &sales_order::Model, new: &NewPayment) -> Result<payment::Model, Fault> {
    let payment = row(unit, order, new);
    bulk::insert::<payment::Entity>(unit, std::slice::from_ref(&payment), OnConflict::Fail).await?;
    let begun =
        Entry { payment: &payment, kind: payment_event::Kind::Begun, amount: payment.amount, detail: json!({}) };
    ledger::record(unit, &[begun], ledger::BUYER).await?;
    Ok(payment)
}

/// A payment that nothing is known of yet.
pub(super) fn row(unit: &Unit, order: &sales_order::Model, new: &NewPayment) -> payment::Model {
    // Nobody can be asked whether money came by hand.
    let reconcile_at = (new.gateway != Gateway::Manual).then(|| unit.now + ANSWER_WITHIN);
    payment::Model {
        id: unit.new_id(),
        order_id: order.id,
        gateway: new.gateway,
        status: Status::Pending,
        currency: order.currency,
        amount: new.amount,
        authorized: Minor::ZERO,
        captured: Minor::ZERO,
        capture_pending: Minor::ZERO,
        refund_pending: Minor::ZERO,
        refunded: Minor::ZERO,
        is_captured_at_once: new.is_captured_at_once,
        source: new.source.clone(),
        gift_card_id: None,
        provider_key: None,
        action_url: None,
        failure_code: None,
        reconcile_at,
        attempts: 0,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    }
}
