//! Staff call an order off before anything of it is sent.
use entity::{
    ids::OrderId,
    sales_order::{self, CancelReason, Status},
};

use super::{
    close::{self, Ending, Settlement, Unsent},
    lines,
    timeline::{self, Happening},
    transition::{self, NotOpen},
};
use crate::{
    access::Actor,
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
        idempotency::{self, Once, OnceError, Turn},
    },
};

/// Characters of what staff write about a change.
pub const NOTE_CHARS_MAX: usize = 1_000;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Cancel {
    pub order: OrderId,
    /// The version that was seen. Without it the status alone decides.
    pub version: Option<i64>,
    pub reason: CancelReason,
    /// Whether what was not sent can be sold again. If not, it leaves the shelf.
    pub is_restocked: bool,
    /// Whether all that was taken for it goes back, also to gift cards. It always does when it was never confirmed.
    pub is_refunded: bool,
    /// For the timeline.
    pub note: Option<String>,
    pub once: Option<Once>,
    pub actor: Actor,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    #[error(transparent)]
    Order(#[from] NotOpen),
    #[error("some of it is sent already: have it sent back instead")]
    SomethingSent,
    #[error("a note has at most {NOTE_CHARS_MAX} characters")]
    NoteTooLong,
    #[error(transparent)]
    Once(#[from] OnceError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CancelError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Order(error) => error.fault(),
            Self::Once(error) => error.fault(),
            Self::SomethingSent | Self::NoteTooLong => None,
        }
    }
}

const FROM: [Status; 4] = [Status::Draft, Status::Pending, Status::Confirmed, Status::Processing];

/// Cancels an order. Its promotions and codes can be used again, and what its payments hold is let go.
///
/// # Errors
/// See [`CancelError`].
pub async fn cancel(shop: &Shop, request: &Cancel) -> Result<(), CancelError> {
    shop.write(request, cancel_in).await
}

/// The same, as part of a larger unit.
///
/// # Errors
/// See [`CancelError`].
pub async fn cancel_in(unit: &Unit, request: &Cancel) -> Result<(), CancelError> {
    if let Some(once) = &request.once
        && let Turn::Done(_) = idempotency::begin(unit, once, request.order.0).await?
    {
        return Ok(());
    }
    let note = request.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().count() > NOTE_CHARS_MAX) {
        return Err(CancelError::NoteTooLong);
    }
    let order = transition::open(unit, request.order, request.version, &FROM).await?;
    if sent(unit, &order).await? {
        return Err(CancelError::SomethingSent);
    }
    let settlement = Settlement {
        stock: if request.is_restocked { Unsent::Restocked } else { Unsent::WrittenOff },
        // Nobody keeps money for what was never confirmed.
        is_refunded: request.is_refunded || order.number.is_none(),
    };
    let noted = note.map(|note| Happening::Note(note.to_owned()));
    timeline::tell(unit, order.id, "orderCancel", noted, &request.actor).await?;
    let ending = Ending::Cancelled(request.reason);
    match close::close_with(unit, order.id, ending, settlement, &request.actor.name).await? {
        Some(_) => Ok(()),
        None => Err(Fault::broken("an order changed although its row was taken").into()),
    }
}

async fn sent(unit: &Unit, order: &sales_order::Model) -> Result<bool, Fault> {
    let lines = lines::of_order(unit, order.id).await?;
    Ok(lines.iter().any(|line| line.fulfilled > 0))
}
