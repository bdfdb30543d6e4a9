//! The buyer chooses how the goods are sent.
use entity::cart_delivery_choice;
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use super::{
    DELIVERY_GROUP,
    edit::{self, Edited, Target},
    load,
    refusal::CartError,
};
use crate::shop::{Shop, Unit, fault::Fault};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct ChooseDelivery {
    pub target: Target,
    pub choices: Vec<Choice>,
}

/// An option for a delivery group. A cart has one group: [`DELIVERY_GROUP`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub group: String,
    /// The option's handle.
    pub option: String,
}

/// Chooses how the goods of a cart are sent.
///
/// An option must be offered now. Whether it still is, is looked at whenever the cart is priced.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, an option that is not offered.
pub async fn choose_delivery(shop: &Shop, request: &ChooseDelivery) -> Result<Edited, CartError> {
    let view = load::load(shop, &request.target.cart).await?.ok_or(CartError::NotFound)?;
    let is_shipped = view.shipped_lines().next().is_some();
    for (index, choice) in request.choices.iter().enumerate() {
        if choice.group != DELIVERY_GROUP || !is_shipped {
            return Err(CartError::DeliveryGroupUnknown { index });
        }
        if !view.delivery_options().iter().any(|option| option.handle() == choice.option) {
            return Err(CartError::DeliveryOptionUnknown { index });
        }
    }
    shop.write(request, work).await?;
    edit::answer(shop, &request.target.cart, Vec::new()).await
}

async fn work(unit: &Unit, request: &ChooseDelivery) -> Result<(), CartError> {
    let cart = edit::take(unit, &request.target).await?;
    let Some(choice) = request.choices.last() else { return Ok(()) };
    Ok(write(unit, cart.id, &choice.option).await?)
}

/// Writes the choice for a cart that was taken.
pub(super) async fn write(unit: &Unit, cart: entity::ids::CartId, option: &str) -> Result<(), Fault> {
    let row = cart_delivery_choice::ActiveModel {
        cart_id: Set(cart),
        group_key: Set(DELIVERY_GROUP.to_owned()),
        option_handle: Set(option.to_owned()),
    };
    let again = OnConflict::columns([cart_delivery_choice::Column::CartId, cart_delivery_choice::Column::GroupKey])
        .update_column(cart_delivery_choice::Column::OptionHandle)
        .to_owned();
    cart_delivery_choice::Entity::insert(row).on_conflict(again).exec_without_returning(&unit.tx).await?;
    Ok(())
}
