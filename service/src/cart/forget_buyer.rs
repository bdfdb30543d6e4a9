//! A cart forgets who buys: on a device that others use as well.
use entity::{cart, cart_address, cart_gift_card};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    edit::{self, Edited, Target},
    refusal::CartError,
};
use crate::shop::{Shop, Unit, fault::Fault};

/// Takes the customer, the e-mail address and phone number, all addresses, gift cards and the note off a cart. Its lines
/// and codes stay.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version.
pub async fn forget_buyer(shop: &Shop, target: &Target) -> Result<Edited, CartError> {
    shop.write(target, work).await?;
    edit::answer(shop, &target.cart, Vec::new()).await
}

async fn work(unit: &Unit, target: &Target) -> Result<(), CartError> {
    let cart = edit::take(unit, target).await?;
    cart_address::Entity::delete_many()
        .filter(cart_address::Column::CartId.eq(cart.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    cart_gift_card::Entity::delete_many()
        .filter(cart_gift_card::Column::CartId.eq(cart.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    cart::Entity::update_many()
        .col_expr(cart::Column::CustomerId, Expr::value(None::<entity::ids::CustomerId>))
        .col_expr(cart::Column::Email, Expr::value(None::<String>))
        .col_expr(cart::Column::Phone, Expr::value(None::<String>))
        .col_expr(cart::Column::BillingAddress, Expr::value(None::<serde_json::Value>))
        .col_expr(cart::Column::UseStoreCredit, Expr::value(false))
        .col_expr(cart::Column::Note, Expr::value(String::new()))
        .filter(cart::Column::Id.eq(cart.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    Ok(())
}
