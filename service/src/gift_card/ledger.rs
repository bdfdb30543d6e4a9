//! Moving money on and off a gift card. Each change leaves a line, in the transaction that makes it.
use entity::{
    gift_card, gift_card_movement,
    gift_card_movement::Kind,
    ids::GiftCardId,
    money::{Currency, Minor},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::{Fault, HasFault},
};

/// Minor units on one card at most: far from where sums stop to fit.
pub const BALANCE_MAX: i64 = 1_000_000_000_000;

/// Money to move.
#[derive(Clone, Debug)]
pub struct Movement<'a> {
    pub card: GiftCardId,
    pub kind: Kind,
    /// Above zero: onto the card; below: off it.
    pub delta: Minor,
    /// What the caller thinks it is an amount of.
    pub currency: Currency,
    /// What paper says so: an order's number.
    pub reference: Option<&'a str>,
    pub actor: &'a str,
}

/// Why it stayed where it was.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("nothing was to be moved")]
    NoAmount,
    #[error("the gift card does not exist")]
    NotFound,
    #[error("the gift card is in another currency")]
    WrongCurrency,
    #[error("the gift card was deactivated")]
    Deactivated,
    #[error("the gift card has expired")]
    Expired,
    #[error("there is less on the gift card")]
    NotEnough,
    #[error("a gift card cannot hold that much")]
    TooMuch,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for MoveError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::NoAmount
            | Self::NotFound
            | Self::WrongCurrency
            | Self::Deactivated
            | Self::Expired
            | Self::NotEnough
            | Self::TooMuch => None,
        }
    }
}

/// Moves money, and answers with what is on the card afterwards. Touch several cards in the order of their keys.
///
/// Spending and adding need an active card that has not expired; giving back what was spent
/// ([`Kind::Refund`]) does not.
///
/// # Errors
/// See [`MoveError`]: nothing was moved.
pub async fn move_money(unit: &Unit, movement: &Movement<'_>) -> Result<Minor, MoveError> {
    let balance = change(unit, movement).await?;
    record(unit, movement, balance).await?;
    Ok(balance)
}

/// Moves money on several cards, which are given in the order of their keys; their lines take one statement.
///
/// # Errors
/// The card that refused, and why. Then the unit has to be rolled back.
pub(crate) async fn move_each(unit: &Unit, movements: &[Movement<'_>]) -> Result<(), (GiftCardId, MoveError)> {
    let mut lines = Vec::with_capacity(movements.len());
    for movement in movements {
        let balance = change(unit, movement).await.map_err(|error| (movement.card, error))?;
        lines.push(line(unit, movement, balance));
    }
    let Some(first) = movements.first() else { return Ok(()) };
    bulk::insert::<gift_card_movement::Entity>(unit, &lines, OnConflict::Fail)
        .await
        .map_err(|fault| (first.card, fault.into()))
}

/// Changes a balance, and leaves the line to the caller.
async fn change(unit: &Unit, movement: &Movement<'_>) -> Result<Minor, MoveError> {
    let delta = movement.delta.0;
    if delta == 0 {
        return Err(MoveError::NoAmount);
    }
    if delta.unsigned_abs() > BALANCE_MAX.unsigned_abs() {
        return Err(if delta > 0 { MoveError::TooMuch } else { MoveError::NotEnough });
    }
    let balance = Expr::col(gift_card::Column::Balance);
    let mut update = gift_card::Entity::update_many()
        .col_expr(gift_card::Column::Balance, balance.clone().add(delta))
        .col_expr(gift_card::Column::Version, Expr::col(gift_card::Column::Version).add(1))
        .col_expr(gift_card::Column::UpdatedAt, Expr::value(unit.now))
        .filter(gift_card::Column::Id.eq(movement.card))
        .filter(gift_card::Column::Currency.eq(movement.currency))
        .filter(balance.add(delta).between(0, BALANCE_MAX));
    if movement.kind != Kind::Refund {
        let lasts = gift_card::Column::ExpiresAt.is_null().or(gift_card::Column::ExpiresAt.gt(unit.now));
        update = update.filter(Condition::all().add(gift_card::Column::IsActive.eq(true)).add(lasts));
    }
    let moved = update.exec_with_returning(&unit.tx).await.map_err(Fault::from)?;
    let Some(card) = moved.into_iter().next() else { return Err(refusal(unit, movement).await?) };
    Ok(card.balance)
}

/// The line of a movement that left `balance` on the card.
pub(super) async fn record(unit: &Unit, movement: &Movement<'_>, balance: Minor) -> Result<(), Fault> {
    line(unit, movement, balance).into_active_model().insert(&unit.tx).await?;
    Ok(())
}

fn line(unit: &Unit, movement: &Movement<'_>, balance: Minor) -> gift_card_movement::Model {
    gift_card_movement::Model {
        id: unit.new_id(),
        gift_card_id: movement.card,
        kind: movement.kind,
        delta: movement.delta,
        balance_before: Minor(balance.0 - movement.delta.0),
        balance_after: balance,
        reference: movement.reference.map(str::to_owned),
        actor: movement.actor.to_owned(),
        created_at: unit.now,
    }
}

/// Why no row was changed. Asked after the fact, so it may tell of a later moment; nothing hangs on it.
async fn refusal(unit: &Unit, movement: &Movement<'_>) -> Result<MoveError, Fault> {
    let card = gift_card::Entity::find_by_id(movement.card).one(&unit.tx).await?;
    let Some(card) = card else { return Ok(MoveError::NotFound) };
    let is_refund = movement.kind == Kind::Refund;
    Ok(if card.currency != movement.currency {
        MoveError::WrongCurrency
    } else if !card.is_active && !is_refund {
        MoveError::Deactivated
    } else if card.expires_at.is_some_and(|at| at <= unit.now) && !is_refund {
        MoveError::Expired
    } else if movement.delta.0 > 0 {
        MoveError::TooMuch
    } else {
        MoveError::NotEnough
    })
}
