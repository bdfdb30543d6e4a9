//! What providers send of their own accord: verified, written down once, and taken as a hint to look.
//!
//! The sender is answered as soon as it is written down; [`apply`] follows, and the reconciler applies what was left.
use chrono::Duration;
use entity::{
    ids::{PaymentId, ProviderEventId},
    payment::{self, Gateway},
    provider_event,
};
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use super::{
    gateway::{Delivery, Gateways, Notice, WebhookError},
    settle,
};
use crate::shop::{
    Shop, Unit,
    bulk::{self, OnConflict},
    fault::{Fault, HasFault},
};

/// Deliveries that one round of the reconciler applies.
const EVENTS_PER_ROUND: u64 = 200;
/// A delivery of a payment that is not known by then is not ours.
const GIVEN_UP_AFTER: Duration = Duration::days(1);
/// Characters of a provider's words that are kept.
const WORD_CHARS_MAX: usize = 255;

/// A delivery as it came in.
#[derive(Clone, Copy, Debug)]
pub struct Receive<'a> {
    pub gateway: Gateway,
    /// The header that [`Gateways::signature_header`] names.
    pub signature: Option<&'a str>,
    pub body: &'a [u8],
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It says nothing of payments.
    Ignored,
    /// It has come before.
    Repeated,
    /// It is written down, and to be applied.
    New(Waiting),
}

/// A delivery to be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub event: ProviderEventId,
    /// The payment that it names, if it names one of ours.
    pub payment: Option<PaymentId>,
}

/// Why a delivery is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for ReceiveError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Webhook(_) => None,
        }
    }
}

/// Writes a delivery down, if it is what it says it is and has not come before.
///
/// # Errors
/// See [`ReceiveError`]: nothing was written.
pub async fn receive(shop: &Shop, gateways: &Gateways, request: &Receive<'_>) -> Result<Receipt, ReceiveError> {
    let delivery = Delivery { signature: request.signature, body: request.body, now: shop.now() };
    let Some(notice) = gateways.webhook(request.gateway, &delivery)? else { return Ok(Receipt::Ignored) };
    let is_sane = |word: &str| (1..=WORD_CHARS_MAX).contains(&word.chars().count());
    if ![&notice.event_id, &notice.kind, &notice.provider_key].into_iter().all(|word| is_sane(word)) {
        return Err(WebhookError::Unreadable.into());
    }
    let payment = notice.payment;
    let written = shop.write(&(request.gateway, notice), write).await?;
    Ok(written.map_or(Receipt::Repeated, |event| Receipt::New(Waiting { event, payment })))
}

/// None when it is there already: the unique index decides.
async fn write(unit: &Unit, (gateway, notice): &(Gateway, Notice)) -> Result<Option<ProviderEventId>, ReceiveError> {
    let row = provider_event::Model {
        id: unit.new_id(),
        gateway: *gateway,
        event_id: notice.event_id.clone(),
        kind: notice.kind.clone(),
        provider_key: Some(notice.provider_key.clone()),
        received_at: unit.now,
        applied_at: None,
    };
    bulk::insert::<provider_event::Entity>(unit, std::slice::from_ref(&row), OnConflict::Keep).await?;
    let written = provider_event::Entity::find_by_id(row.id).one(&unit.tx).await.map_err(Fault::from)?;
    Ok(written.map(|event| event.id))
}

/// Does what a delivery asks for: looks at the payment. It may be done any number of times. Whether it is done with.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn apply(shop: &Shop, gateways: &Gateways, waiting: Waiting) -> Result<bool, Fault> {
    let db = shop.database().current();
    let event = provider_event::Entity::find_by_id(waiting.event).one(db).await?;
    let Some(event) = event.filter(|event| event.applied_at.is_none()) else { return Ok(true) };
    let Some(payment) = payment_of(shop, &event, waiting.payment).await? else {
        // It may have overtaken the answer that told us what the provider calls the payment.
        let is_stranger = shop.now() - event.received_at > GIVEN_UP_AFTER;
        if is_stranger {
            shop.write(&event.id, applied).await?;
        }
        return Ok(is_stranger);
    };
    if !settle::look_at(shop, gateways, &payment).await? {
        return Ok(false);
    }
    settle::settle_now(shop, gateways, payment.order_id).await?;
    shop.write(&event.id, applied).await?;
    Ok(true)
}

async fn payment_of(
    shop: &Shop,
    event: &provider_event::Model,
    named: Option<PaymentId>,
) -> Result<Option<payment::Model>, Fault> {
    let db = shop.database().current();
    let of_gateway = || payment::Entity::find().filter(payment::Column::Gateway.eq(event.gateway));
    let known = of_gateway().filter(payment::Column::ProviderKey.eq(event.provider_key.clone())).one(db).await?;
    if known.is_some() {
        return Ok(known);
    }
    let Some(named) = named else { return Ok(None) };
    // Its own key says who it is. One that has another key is somebody else's.
    let named = of_gateway().filter(payment::Column::Id.eq(named)).filter(payment::Column::ProviderKey.is_null());
    Ok(named.one(db).await?)
}

async fn applied(unit: &Unit, event: &ProviderEventId) -> Result<(), Fault> {
    provider_event::Entity::update_many()
        .col_expr(provider_event::Column::AppliedAt, Expr::value(unit.now))
        .filter(provider_event::Column::Id.eq(*event))
        .filter(provider_event::Column::AppliedAt.is_null())
        .exec(&unit.tx)
        .await?;
    Ok(())
}

/// Applies what was written down and not applied, the oldest first.
///
/// # Errors
/// A [`Fault`] when the database fails. One delivery that fails does not keep the others.
pub(super) async fn apply_waiting(shop: &Shop, gateways: &Gateways) -> Result<(), Fault> {
    let waiting = provider_event::Entity::find()
        .filter(provider_event::Column::AppliedAt.is_null())
        .order_by_asc(provider_event::Column::ReceivedAt)
        .limit(EVENTS_PER_ROUND)
        .all(shop.database().current())
        .await?;
    for event in waiting {
        let gateway = event.gateway.to_value();
        if let Err(fault) = apply(shop, gateways, Waiting { event: event.id, payment: None }).await {
            tracing::error!(error = ?fault, gateway, event = event.event_id, "a delivery could not be applied");
        }
    }
    Ok(())
}
