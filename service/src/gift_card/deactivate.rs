//! A gift card shall not be spent any more: it was lost, or bought with a stolen card.
use entity::{gift_card, ids::GiftCardId};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct DeactivateGiftCard {
    pub card: GiftCardId,
    pub actor: Actor,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum DeactivateGiftCardError {
    #[error("the gift card does not exist")]
    NotFound,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for DeactivateGiftCardError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::NotFound => None,
        }
    }
}

/// Deactivates a card for good. What is on it stays in the books. Doing it again changes nothing.
pub async fn deactivate(shop: &Shop, request: &DeactivateGiftCard) -> Result<(), DeactivateGiftCardError> {
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &DeactivateGiftCard) -> Result<(), DeactivateGiftCardError> {
    let deactivated = gift_card::Entity::update_many()
        .col_expr(gift_card::Column::IsActive, Expr::value(false))
        .col_expr(gift_card::Column::Version, Expr::col(gift_card::Column::Version).add(1))
        .col_expr(gift_card::Column::UpdatedAt, Expr::value(unit.now))
        .filter(gift_card::Column::Id.eq(request.card))
        .filter(gift_card::Column::IsActive.eq(true))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if deactivated.rows_affected == 1 {
        audit::record(unit, &request.actor, [Entry::new("giftCardDeactivate", "GiftCard", request.card)]).await?;
        event::record(unit, [Event::GiftCardChanged(request.card)]).await?;
        return Ok(());
    }
    let there = gift_card::Entity::find_by_id(request.card).one(&unit.tx).await.map_err(Fault::from)?;
    there.map(|_| ()).ok_or(DeactivateGiftCardError::NotFound)
}
