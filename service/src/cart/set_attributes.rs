//! Values of the buyer's own on a cart.
use entity::cart;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    ATTRIBUTES_MAX,
    add_lines::Attribute,
    draft,
    edit::{self, Edited, Target},
    refusal::CartError,
};
use crate::shop::{Shop, Unit, fault::Fault};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct SetAttributes {
    pub target: Target,
    /// All that the cart shall have: others go.
    pub attributes: Vec<Attribute>,
}

/// Replaces a cart's attributes.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, attributes that are too many or too long.
pub async fn set_attributes(shop: &Shop, request: &SetAttributes) -> Result<Edited, CartError> {
    check(&request.attributes)?;
    shop.write(request, work).await?;
    edit::answer(shop, &request.target.cart, Vec::new()).await
}

pub(super) fn check(attributes: &[Attribute]) -> Result<(), CartError> {
    if attributes.len() > ATTRIBUTES_MAX {
        return Err(CartError::TooManyAttributes);
    }
    for (index, attribute) in attributes.iter().enumerate() {
        draft::check_attribute(attribute).map_err(|problem| CartError::Attribute { index, problem })?;
    }
    Ok(())
}

async fn work(unit: &Unit, request: &SetAttributes) -> Result<(), CartError> {
    let cart = edit::take(unit, &request.target).await?;
    cart::Entity::update_many()
        .col_expr(cart::Column::Attributes, Expr::value(draft::attributes_to_json(&request.attributes)?))
        .filter(cart::Column::Id.eq(cart.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    Ok(())
}
