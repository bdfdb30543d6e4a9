//! A gift card is issued.
use chrono::{DateTime, Utc};
use entity::{
    gift_card,
    gift_card_movement::Kind,
    ids::{CustomerId, GiftCardId},
    money::{Currency, Minor},
};

use super::{
    code::{self, CHARS_MAX, CHARS_MIN},
    ledger::{self, BALANCE_MAX, Movement},
};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    pricing::currency,
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault, Violation},
    },
};

/// Letters of a note at most.
const NOTE_CHARS_MAX: usize = 5_000;
/// Codes drawn before we believe that something is wrong with chance.
const DRAWS_MAX: u32 = 3;

/// A card is wanted.
#[derive(Clone, Debug)]
pub struct CreateGiftCard {
    pub amount: Minor,
    pub currency: Currency,
    /// Absent: one is drawn, which is better.
    pub code: Option<String>,
    pub customer: Option<CustomerId>,
    pub expires_at: Option<DateTime<Utc>>,
    pub note: String,
    pub actor: Actor,
}

/// Why there is no new card.
#[derive(Debug, thiserror::Error)]
pub enum CreateGiftCardError {
    #[error("a gift card holds more than nothing")]
    AmountNotPositive,
    #[error("a gift card cannot hold that much")]
    AmountTooLarge,
    #[error("there is no such currency")]
    UnknownCurrency,
    #[error("a gift card's code has {CHARS_MIN} to {CHARS_MAX} letters and digits")]
    BadCode,
    #[error("another gift card has this code")]
    CodeTaken,
    #[error("a gift card cannot expire before it is made")]
    Expired,
    #[error("a note has at most {NOTE_CHARS_MAX} letters")]
    NoteTooLong,
    #[error("there is no such customer")]
    NoCustomer,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CreateGiftCardError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::AmountNotPositive
            | Self::AmountTooLarge
            | Self::UnknownCurrency
            | Self::BadCode
            | Self::CodeTaken
            | Self::Expired
            | Self::NoteTooLong
            | Self::NoCustomer => None,
        }
    }
}

/// A card that was just made: the only moment at which its code is known.
#[derive(Clone, PartialEq, Eq)]
pub struct NewGiftCard {
    pub id: GiftCardId,
    pub code: String,
}

/// Logs never carry codes.
impl std::fmt::Debug for NewGiftCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewGiftCard").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Issues a gift card.
pub async fn create(shop: &Shop, request: &CreateGiftCard) -> Result<NewGiftCard, CreateGiftCardError> {
    check(request)?;
    let mut draws = 0;
    loop {
        let code = match &request.code {
            Some(code) => code.trim().to_owned(),
            None => code::draw(shop)?,
        };
        draws += 1;
        match shop.write(&(request, code), create_in).await {
            Err(CreateGiftCardError::CodeTaken) if request.code.is_none() && draws < DRAWS_MAX => {}
            outcome => return outcome,
        }
    }
}

fn check(request: &CreateGiftCard) -> Result<(), CreateGiftCardError> {
    if request.amount <= Minor(0) {
        return Err(CreateGiftCardError::AmountNotPositive);
    }
    if request.amount > Minor(BALANCE_MAX) {
        return Err(CreateGiftCardError::AmountTooLarge);
    }
    if !currency::is_known(request.currency) {
        return Err(CreateGiftCardError::UnknownCurrency);
    }
    if request.note.chars().count() > NOTE_CHARS_MAX {
        return Err(CreateGiftCardError::NoteTooLong);
    }
    match &request.code {
        Some(code) => {
            let normal = code::normal(code);
            let is_sound = (CHARS_MIN..=CHARS_MAX).contains(&normal.len())
                && normal.bytes().all(|letter| letter.is_ascii_alphanumeric());
            if is_sound { Ok(()) } else { Err(CreateGiftCardError::BadCode) }
        }
        None => Ok(()),
    }
}

/// Issues a card with a code that was chosen or drawn before, in a unit that does more.
pub(crate) async fn create_in(
    unit: &Unit,
    (request, written): &(&CreateGiftCard, String),
) -> Result<NewGiftCard, CreateGiftCardError> {
    if request.expires_at.is_some_and(|at| at <= unit.now) {
        return Err(CreateGiftCardError::Expired);
    }
    let normal = code::normal(written);
    let card = gift_card::Model {
        id: unit.new_id(),
        code_hash: code::hash(written),
        last_characters: code::last_characters(&normal),
        currency: request.currency,
        initial_amount: request.amount,
        balance: request.amount,
        customer_id: request.customer,
        is_active: true,
        expires_at: request.expires_at,
        note: request.note.trim().to_owned(),
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    };
    let id = card.id;
    bulk::insert::<gift_card::Entity>(unit, &[card], OnConflict::Fail).await.map_err(|fault| {
        match fault.violation() {
            Some(Violation::Unique) => CreateGiftCardError::CodeTaken,
            Some(Violation::ForeignKey) => CreateGiftCardError::NoCustomer,
            Some(Violation::Check) | None => fault.into(),
        }
    })?;
    let issue = Movement {
        card: id,
        kind: Kind::Issue,
        delta: request.amount,
        currency: request.currency,
        reference: None,
        actor: &request.actor.name,
    };
    ledger::record(unit, &issue, request.amount).await?;
    audit::record(unit, &request.actor, [Entry::new("giftCardCreate", "GiftCard", id)]).await?;
    event::record(unit, [Event::GiftCardChanged(id)]).await?;
    Ok(NewGiftCard { id, code: written.clone() })
}
