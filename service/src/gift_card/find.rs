//! Gift cards as carts need them.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    gift_card,
    ids::{CustomerId, GiftCardId},
    money::{Currency, Minor},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DerivePartialModel, EntityTrait, QueryFilter};

use super::code;
use crate::shop::fault::Fault;

/// Cards looked up at once at most: more than a cart takes.
pub const CARDS_PER_LOOKUP_MAX: usize = 100;

/// A card and what is left on it.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "gift_card::Entity")]
pub struct GiftCard {
    pub id: GiftCardId,
    pub last_characters: String,
    pub currency: Currency,
    pub initial_amount: Minor,
    pub balance: Minor,
    /// Whose it is, when it is somebody's alone.
    pub customer_id: Option<CustomerId>,
    pub is_active: bool,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Whether a card can be spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usability {
    Usable,
    Deactivated,
    Expired,
    /// It belongs to somebody else.
    NotTheirs,
    WrongCurrency,
    Empty,
}

impl GiftCard {
    /// Whether that buyer can pay with it in that currency, then.
    pub fn usability(&self, now: DateTime<Utc>, currency: Currency, customer: Option<CustomerId>) -> Usability {
        if !self.is_active {
            Usability::Deactivated
        } else if self.expires_at.is_some_and(|at| at <= now) {
            Usability::Expired
        } else if self.customer_id.is_some() && self.customer_id != customer {
            Usability::NotTheirs
        } else if self.currency != currency {
            Usability::WrongCurrency
        } else if self.balance <= Minor(0) {
            Usability::Empty
        } else {
            Usability::Usable
        }
    }
}

/// Cards by their codes as typed. A code that is missing in the answer is no card's.
///
/// # Errors
/// A [`Fault`] when the database fails, or for more than [`CARDS_PER_LOOKUP_MAX`] codes.
pub async fn by_codes(db: &impl ConnectionTrait, codes: &[String]) -> Result<HashMap<String, GiftCard>, Fault> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    bounded(codes.len())?;
    let hashes: Vec<_> = codes.iter().map(|code| code::hash(code)).collect();
    let found = gift_card::Entity::find().filter(gift_card::Column::CodeHash.is_in(&hashes)).all(db).await?;
    let cards: HashMap<_, _> = found.into_iter().map(|card| (card.code_hash.clone(), GiftCard::from(card))).collect();
    let by_code = codes.iter().zip(&hashes).filter_map(|(code, hash)| Some((code.clone(), cards.get(hash)?.clone())));
    Ok(by_code.collect())
}

/// Cards by their keys, with what is left on them now.
///
/// # Errors
/// A [`Fault`] when the database fails, or for more than [`CARDS_PER_LOOKUP_MAX`] cards.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[GiftCardId]) -> Result<HashMap<GiftCardId, GiftCard>, Fault> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    bounded(ids.len())?;
    let select = gift_card::Entity::find().filter(gift_card::Column::Id.is_in(ids.iter().copied()));
    let found = select.into_partial_model::<GiftCard>().all(db).await?;
    Ok(found.into_iter().map(|card| (card.id, card)).collect())
}

fn bounded(cards: usize) -> Result<(), Fault> {
    if cards > CARDS_PER_LOOKUP_MAX {
        return Err(Fault::broken("too many gift cards looked up at once"));
    }
    Ok(())
}

impl From<gift_card::Model> for GiftCard {
    fn from(card: gift_card::Model) -> Self {
        Self {
            id: card.id,
            last_characters: card.last_characters,
            currency: card.currency,
            initial_amount: card.initial_amount,
            balance: card.balance,
            customer_id: card.customer_id,
            is_active: card.is_active,
            expires_at: card.expires_at,
        }
    }
}
