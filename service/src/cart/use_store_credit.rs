//! Whether a customer pays with their store credit.
use entity::cart;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    edit::{self, Edited, Target},
    refusal::CartError,
};
use crate::shop::{Shop, Unit, fault::Fault};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct UseStoreCredit {
    pub target: Target,
    pub use_store_credit: bool,
}

/// Takes as much of what a cart costs as there is from its customer's store credit, after gift cards; or nothing.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, a cart that is no customer's.
pub async fn use_store_credit(shop: &Shop, request: &UseStoreCredit) -> Result<Edited, CartError> {
    shop.write(request, work).await?;
    edit::answer(shop, &request.target.cart, Vec::new()).await
}

async fn work(unit: &Unit, request: &UseStoreCredit) -> Result<(), CartError> {
    let cart = edit::take(unit, &request.target).await?;
    if request.use_store_credit && cart.customer_id.is_none() {
        return Err(CartError::StoreCreditWithoutCustomer);
    }
    cart::Entity::update_many()
        .col_expr(cart::Column::UseStoreCredit, Expr::value(request.use_store_credit))
        .filter(cart::Column::Id.eq(cart.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    Ok(())
}
