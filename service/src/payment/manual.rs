//! Money came by hand, and whoever runs the shop says so.
use entity::{
    ids::OrderId,
    money::Minor,
    payment::{self, Gateway, Status},
    sales_order,
};

use super::{
    begin::{self, NewPayment},
    gateway::{Observation, Seen},
    record::{self, counted, is_over},
};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    order::{balance, give_back, transition},
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct MarkPaid {
    pub order: OrderId,
    pub actor: Actor,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum MarkPaidError {
    #[error("the order does not exist")]
    NotFound,
    #[error("the order is over, or was never placed")]
    NotOpen,
    #[error("nothing is left to be paid for the order")]
    NothingOwed,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for MarkPaidError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::NotFound | Self::NotOpen | Self::NothingOwed => None,
        }
    }
}

/// All that is still to be paid for an order has come by hand: how much that was.
///
/// What a provider has promised counts as on its way.
///
/// # Errors
/// See [`MarkPaidError`].
pub async fn mark_paid(shop: &Shop, request: &MarkPaid) -> Result<Minor, MarkPaidError> {
    shop.write(request, mark_paid_in).await
}

/// [`mark_paid`] in a unit that does more.
///
/// # Errors
/// See [`MarkPaidError`].
pub async fn mark_paid_in(unit: &Unit, request: &MarkPaid) -> Result<Minor, MarkPaidError> {
    let order = transition::take(unit, request.order).await?.ok_or(MarkPaidError::NotFound)?;
    if is_over(&order) || order.status == sales_order::Status::Draft {
        return Err(MarkPaidError::NotOpen);
    }
    let payments = give_back::of_order(unit, order.id).await?;
    // What went back because an edit made the order cost less is owed again once it costs more.
    let corrected = balance::of_order(unit, order.id, &payments).await?.corrected;
    let paid = payments.iter().map(counted).sum::<Minor>() - corrected;
    let mut owed = order.current_total - paid;
    if owed <= Minor::ZERO {
        return Err(MarkPaidError::NothingOwed);
    }
    let total = owed;
    for payment in payments.iter().filter(|payment| is_waiting(payment)) {
        let amount = std::cmp::min(payment.amount, owed);
        if amount > Minor::ZERO {
            receive(unit, payment, amount, &request.actor.name).await?;
            owed -= amount;
        }
    }
    if owed > Minor::ZERO {
        let new = NewPayment { gateway: Gateway::Manual, source: None, amount: owed, is_captured_at_once: true };
        let payment = begin::begin_rows(unit, &order, &new).await?;
        receive(unit, &payment, owed, &request.actor.name).await?;
    }
    audit::record(unit, &request.actor, [Entry::new("orderMarkAsPaid", "Order", order.id)]).await?;
    Ok(total)
}

fn is_waiting(payment: &payment::Model) -> bool {
    payment.gateway == Gateway::Manual && payment.status == Status::Pending
}

async fn receive(unit: &Unit, payment: &payment::Model, amount: Minor, actor: &str) -> Result<(), Fault> {
    let seen = Observation { provider_key: None, state: Seen::Captured, authorized: amount, captured: amount };
    record::record(unit, payment.id, &seen, actor).await?;
    Ok(())
}
