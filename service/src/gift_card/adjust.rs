//! Whoever runs the shop puts money on a gift card, or takes some off.
use entity::{
    gift_card_movement::Kind,
    ids::GiftCardId,
    money::{Minor, Money},
};

use super::ledger::{self, MoveError, Movement};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    shop::{
        Shop, Unit,
        idempotency::{self, NotDone, Once, Turn},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct AdjustGiftCard {
    pub card: GiftCardId,
    /// Above zero: onto the card; below: off it.
    pub delta: Money,
    /// What paper says so.
    pub reference: Option<String>,
    pub actor: Actor,
}

/// Changes what is on a card, and answers with what is on it then.
///
/// # Errors
/// See [`MoveError`]: nothing was moved.
pub async fn adjust(shop: &Shop, request: &AdjustGiftCard) -> Result<Minor, MoveError> {
    shop.write(request, work).await
}

/// The same, only once for a key.
///
/// # Errors
/// See [`NotDone`]: nothing was moved.
pub async fn adjust_once(shop: &Shop, request: &AdjustGiftCard, once: &Once) -> Result<(), NotDone<MoveError>> {
    shop.write(&(request, once), work_once).await
}

async fn work_once(unit: &Unit, (request, once): &(&AdjustGiftCard, &Once)) -> Result<(), NotDone<MoveError>> {
    if idempotency::begin(unit, once, request.card.0).await? == Turn::First {
        work(unit, request).await.map_err(NotDone::Refused)?;
    }
    Ok(())
}

async fn work(unit: &Unit, request: &AdjustGiftCard) -> Result<Minor, MoveError> {
    let movement = Movement {
        card: request.card,
        kind: Kind::Adjust,
        delta: request.delta.amount,
        currency: request.delta.currency,
        reference: request.reference.as_deref(),
        actor: &request.actor.name,
    };
    let balance = ledger::move_money(unit, &movement).await?;
    let action = if request.delta.amount > Minor(0) { "giftCardCredit" } else { "giftCardDebit" };
    audit::record(unit, &request.actor, [Entry::new(action, "GiftCard", request.card)]).await?;
    event::record(unit, [Event::GiftCardChanged(request.card)]).await?;
    Ok(balance)
}
