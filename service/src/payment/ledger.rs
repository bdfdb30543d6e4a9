//! What happened to payments, and the two sides of each movement of money. Only ever appended.
use entity::{
    ids::PaymentEventId,
    ledger_entry,
    money::Minor,
    payment,
    payment_event::{self, Kind},
};
use sea_orm::ActiveEnum;
use serde_json::Value;

use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::Fault,
};

/// Who does what a buyer asks for.
pub(super) const BUYER: &str = "buyer";

/// What buyers owe.
const RECEIVABLE: &str = "receivable";

/// Something that happened to a payment.
pub(super) struct Entry<'a> {
    pub(super) payment: &'a payment::Model,
    pub(super) kind: Kind,
    /// What it adds to the sum that the kind names.
    pub(super) amount: Minor,
    pub(super) detail: Value,
}

/// Writes down what happened, and what of it moved money: two statements at most.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn record(unit: &Unit, happened: &[Entry<'_>], actor: &str) -> Result<(), Fault> {
    let mut events = Vec::with_capacity(happened.len());
    let mut entries = Vec::new();
    for entry in happened {
        let event = payment_event::Model {
            id: unit.new_id(),
            payment_id: entry.payment.id,
            kind: entry.kind,
            amount: entry.amount,
            detail: entry.detail.clone(),
            actor: actor.to_owned(),
            created_at: unit.now,
        };
        entries.extend(both_sides(unit, entry, event.id));
        events.push(event);
    }
    bulk::insert::<payment_event::Entity>(unit, &events, OnConflict::Fail).await?;
    bulk::insert::<ledger_entry::Entity>(unit, &entries, OnConflict::Fail).await
}

/// Money that came is the provider's to hand over and no longer the buyer's to pay; money given back the reverse.
fn both_sides(unit: &Unit, entry: &Entry<'_>, event: PaymentEventId) -> Vec<ledger_entry::Model> {
    let amount = match entry.kind {
        Kind::Captured => entry.amount,
        Kind::Refunded => Minor::ZERO - entry.amount,
        Kind::Begun | Kind::ActionRequired | Kind::Authorized | Kind::Failed | Kind::Voided | Kind::RefundFailed => {
            return Vec::new();
        }
    };
    if amount == Minor::ZERO {
        return Vec::new();
    }
    let side = |account: String, amount| ledger_entry::Model {
        id: unit.new_id(),
        payment_event_id: event,
        order_id: entry.payment.order_id,
        account,
        currency: entry.payment.currency,
        amount,
        created_at: unit.now,
    };
    let clearing = format!("clearing:{}", entry.payment.gateway.to_value());
    vec![side(clearing, amount), side(RECEIVABLE.to_owned(), Minor::ZERO - amount)]
}
