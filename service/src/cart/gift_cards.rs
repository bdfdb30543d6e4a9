//! Gift cards that a buyer pays with.
use entity::{
    cart, cart_gift_card,
    ids::{CartId, GiftCardId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    CODE_CHARS_MAX, GIFT_CARDS_MAX,
    edit::{self, Edited, Target},
    refusal::{CartError, GiftCardProblem},
};
use crate::{
    gift_card::find::{self, Usability},
    shop::{Shop, Unit, fault::Fault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct EditGiftCards {
    pub target: Target,
    pub change: GiftCardChange,
}

/// How the gift cards of a cart change.
#[derive(Clone)]
pub enum GiftCardChange {
    /// Those with these codes, and no others.
    Replace(Vec<String>),
    /// Those with these codes as well.
    Add(Vec<String>),
    Remove(Vec<GiftCardId>),
}

/// Logs never carry codes that are worth money.
impl std::fmt::Debug for GiftCardChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Replace(codes) => write!(f, "Replace({} codes)", codes.len()),
            Self::Add(codes) => write!(f, "Add({} codes)", codes.len()),
            Self::Remove(cards) => f.debug_tuple("Remove").field(cards).finish(),
        }
    }
}

/// Changes which gift cards pay for a cart. They are used in the order in which they were entered.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, cards that are too many or of no use.
pub async fn edit_gift_cards(shop: &Shop, request: &EditGiftCards) -> Result<Edited, CartError> {
    if let GiftCardChange::Replace(codes) | GiftCardChange::Add(codes) = &request.change {
        check(codes)?;
    }
    shop.write(request, work).await?;
    edit::answer(shop, &request.target.cart, Vec::new()).await
}

/// Refuses what no card can have for a code.
pub(super) fn check(codes: &[String]) -> Result<(), CartError> {
    if codes.len() > GIFT_CARDS_MAX {
        return Err(CartError::TooManyGiftCards);
    }
    match codes.iter().position(|code| code.chars().count() > CODE_CHARS_MAX) {
        Some(index) => Err(CartError::GiftCard { index, problem: GiftCardProblem::CodeUnknown }),
        None => Ok(()),
    }
}

async fn work(unit: &Unit, request: &EditGiftCards) -> Result<(), CartError> {
    let cart = edit::take(unit, &request.target).await?;
    match &request.change {
        GiftCardChange::Replace(codes) => {
            let cards = with_codes(unit, &cart, codes).await?;
            remove_all(unit, cart.id).await?;
            Ok(write(unit, cart.id, &cards).await?)
        }
        GiftCardChange::Add(codes) => {
            let mut cards = applied(unit, cart.id).await?;
            for card in with_codes(unit, &cart, codes).await? {
                if !cards.contains(&card) {
                    cards.push(card);
                }
            }
            if cards.len() > GIFT_CARDS_MAX {
                return Err(CartError::TooManyGiftCards);
            }
            remove_all(unit, cart.id).await?;
            Ok(write(unit, cart.id, &cards).await?)
        }
        GiftCardChange::Remove(gone) => {
            let mut cards = applied(unit, cart.id).await?;
            if let Some(index) = gone.iter().position(|card| !cards.contains(card)) {
                return Err(CartError::GiftCard { index, problem: GiftCardProblem::NotApplied });
            }
            cards.retain(|card| !gone.contains(card));
            remove_all(unit, cart.id).await?;
            Ok(write(unit, cart.id, &cards).await?)
        }
    }
}

/// The cards of a cart, in the order they were entered.
pub(super) async fn applied(unit: &Unit, cart: CartId) -> Result<Vec<GiftCardId>, Fault> {
    let rows = cart_gift_card::Entity::find()
        .filter(cart_gift_card::Column::CartId.eq(cart))
        .order_by_asc(cart_gift_card::Column::Position)
        .all(&unit.tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.gift_card_id).collect())
}

/// The cards with these codes, each once: usable by this buyer, in the cart's currency, with something on them.
/// Blank codes are left out.
pub(super) async fn with_codes(
    unit: &Unit,
    cart: &cart::Model,
    codes: &[String],
) -> Result<Vec<GiftCardId>, CartError> {
    let wanted: Vec<_> = codes.iter().enumerate().filter(|(_, code)| !code.trim().is_empty()).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let codes: Vec<_> = wanted.iter().map(|(_, code)| (*code).clone()).collect();
    let known = find::by_codes(&unit.tx, &codes).await?;
    let mut cards = Vec::with_capacity(codes.len());
    for (index, code) in wanted {
        let refuse = |problem| CartError::GiftCard { index, problem };
        let found = known.get(code).ok_or_else(|| refuse(GiftCardProblem::CodeUnknown))?;
        match found.usability(unit.now, cart.currency, cart.customer_id) {
            Usability::Usable => {}
            Usability::Deactivated | Usability::Expired | Usability::NotTheirs => {
                return Err(refuse(GiftCardProblem::CodeUnknown));
            }
            Usability::WrongCurrency => {
                return Err(refuse(GiftCardProblem::WrongCurrency { currency: found.currency }));
            }
            Usability::Empty => return Err(refuse(GiftCardProblem::Empty)),
        }
        if !cards.contains(&found.id) {
            cards.push(found.id);
        }
    }
    Ok(cards)
}

async fn remove_all(unit: &Unit, cart: CartId) -> Result<(), Fault> {
    cart_gift_card::Entity::delete_many().filter(cart_gift_card::Column::CartId.eq(cart)).exec(&unit.tx).await?;
    Ok(())
}

/// Writes the cards of a cart that has none.
pub(super) async fn write(unit: &Unit, cart: CartId, cards: &[GiftCardId]) -> Result<(), Fault> {
    if cards.is_empty() {
        return Ok(());
    }
    let rows = (0..).zip(cards).map(|(position, card)| cart_gift_card::ActiveModel {
        cart_id: Set(cart),
        gift_card_id: Set(*card),
        position: Set(position),
    });
    cart_gift_card::Entity::insert_many(rows).exec_without_returning(&unit.tx).await?;
    Ok(())
}
