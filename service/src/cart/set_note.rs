//! The buyer's note.
use entity::cart;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    NOTE_CHARS_MAX,
    edit::{self, Edited, Target},
    refusal::CartError,
};
use crate::shop::{Shop, Unit, fault::Fault};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct SetNote {
    pub target: Target,
    /// Empty takes the note away.
    pub note: String,
}

/// Writes the buyer's note on a cart.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, a note that is too long.
pub async fn set_note(shop: &Shop, request: &SetNote) -> Result<Edited, CartError> {
    check(&request.note)?;
    shop.write(request, work).await?;
    edit::answer(shop, &request.target.cart, Vec::new()).await
}

pub(super) fn check(note: &str) -> Result<(), CartError> {
    if note.chars().count() > NOTE_CHARS_MAX { Err(CartError::NoteTooLong) } else { Ok(()) }
}

async fn work(unit: &Unit, request: &SetNote) -> Result<(), CartError> {
    let cart = edit::take(unit, &request.target).await?;
    cart::Entity::update_many()
        .col_expr(cart::Column::Note, Expr::value(request.note.as_str()))
        .filter(cart::Column::Id.eq(cart.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    Ok(())
}
