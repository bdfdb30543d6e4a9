//! What happened to an order, told to those who look at it.
use entity::{
    ids::{FulfilmentId, OrderId, OrderReturnId, PaymentId, RefundId},
    money::Minor,
    order_event,
    sales_order::CancelReason,
};
use sea_orm::ActiveEnum;
use serde_json::{Value, json};

use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::Fault,
    },
};

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Staff wrote it down, or changed what they wrote down.
    Drafted,
    Placed,
    /// It has its number, and is to be sent.
    Confirmed,
    /// It was never paid for.
    Expired,
    Cancelled(CancelReason),
    PaymentBegun(PaymentId),
    PaymentAuthorized(PaymentId, Minor),
    PaymentCaptured(PaymentId, Minor),
    PaymentFailed(PaymentId, String),
    PaymentVoided(PaymentId),
    /// Somebody wants so much of what is authorized.
    CaptureBegun(PaymentId, Minor),
    RefundBegun(RefundId, Minor),
    RefundSucceeded(RefundId, Minor),
    RefundFailed(RefundId, Minor),
    Fulfilled(FulfilmentId),
    TrackingChanged(FulfilmentId),
    Delivered(FulfilmentId),
    ReturnChanged(OrderReturnId, &'static str),
    Edited {
        before: Minor,
        after: Minor,
    },
    Note(String),
}

impl Happening {
    /// The word it is stored under. It does not change.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Placed => "placed",
            Self::Confirmed => "confirmed",
            Self::Expired => "expired",
            Self::Cancelled(_) => "cancelled",
            Self::PaymentBegun(_) => "payment_begun",
            Self::PaymentAuthorized(..) => "payment_authorized",
            Self::PaymentCaptured(..) => "payment_captured",
            Self::PaymentFailed(..) => "payment_failed",
            Self::PaymentVoided(_) => "payment_voided",
            Self::CaptureBegun(..) => "capture_begun",
            Self::RefundBegun(..) => "refund_begun",
            Self::RefundSucceeded(..) => "refund_succeeded",
            Self::RefundFailed(..) => "refund_failed",
            Self::Fulfilled(_) => "fulfilled",
            Self::TrackingChanged(_) => "tracking_changed",
            Self::Delivered(_) => "delivered",
            Self::ReturnChanged(..) => "return_changed",
            Self::Edited { .. } => "edited",
            Self::Note(_) => "note",
        }
    }

    fn detail(&self) -> Value {
        match self {
            Self::Drafted | Self::Placed | Self::Confirmed | Self::Expired => json!({}),
            Self::Cancelled(reason) => json!({ "reason": reason.to_value() }),
            Self::PaymentBegun(payment) | Self::PaymentVoided(payment) => json!({ "payment": payment }),
            Self::PaymentAuthorized(payment, amount)
            | Self::PaymentCaptured(payment, amount)
            | Self::CaptureBegun(payment, amount) => json!({ "payment": payment, "amount": amount }),
            Self::PaymentFailed(payment, code) => json!({ "payment": payment, "code": code }),
            Self::RefundBegun(refund, amount)
            | Self::RefundSucceeded(refund, amount)
            | Self::RefundFailed(refund, amount) => json!({ "refund": refund, "amount": amount }),
            Self::Fulfilled(fulfilment) | Self::TrackingChanged(fulfilment) | Self::Delivered(fulfilment) => {
                json!({ "fulfilment": fulfilment })
            }
            Self::ReturnChanged(of, status) => json!({ "return": of, "status": status }),
            Self::Edited { before, after } => json!({ "before": before, "after": after }),
            Self::Note(text) => json!({ "text": text }),
        }
    }
}

/// Writes down what happened, in the transaction that does it.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(crate) async fn record(
    unit: &Unit,
    order: OrderId,
    happened: impl IntoIterator<Item = Happening>,
    actor: &str,
) -> Result<(), Fault> {
    record_each(unit, happened.into_iter().map(|happening| (order, happening)), actor).await
}

/// The same, of many orders.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(crate) async fn record_each(
    unit: &Unit,
    happened: impl IntoIterator<Item = (OrderId, Happening)>,
    actor: &str,
) -> Result<(), Fault> {
    let rows: Vec<_> = happened
        .into_iter()
        .map(|(order, happening)| order_event::Model {
            id: unit.new_id(),
            order_id: order,
            kind: happening.kind().to_owned(),
            detail: happening.detail(),
            actor: actor.to_owned(),
            created_at: unit.now,
        })
        .collect();
    bulk::insert::<order_event::Entity>(unit, &rows, OnConflict::Fail).await
}

/// What staff did to an order, written down everywhere that it has to be: in its timeline, in the audit log under the
/// mutation's name, and for those who follow the shop's events.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn tell(
    unit: &Unit,
    order: OrderId,
    action: &'static str,
    happened: impl IntoIterator<Item = Happening>,
    actor: &Actor,
) -> Result<(), Fault> {
    record(unit, order, happened, &actor.name).await?;
    audit::record(unit, actor, [Entry::new(action, "Order", order)]).await?;
    event::record(unit, [Event::OrderUpdated(order)]).await
}
