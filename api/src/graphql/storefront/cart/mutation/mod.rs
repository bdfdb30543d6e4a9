//! Edits of a cart: names and ids are read here, `service::cart` decides, and the cart as it then is comes back.
pub mod buyer;
pub mod codes;
pub mod create;
pub mod delivery;
pub mod lines;
pub mod metafields;

pub use self::create::read as read_cart;
use self::{
    buyer::BuyerMutation, codes::CodeMutation, create::CreateMutation, delivery::DeliveryMutation, lines::LineMutation,
    metafields::MetafieldMutation,
};

use async_graphql::{Context, ID, MergedObject, Result};
use entity::ids::{CartId, VariantId};
use service::cart::{
    add_lines::Attribute,
    edit::{Edited, Target},
    key::CartKey,
    load,
    refusal::CartError,
};
use uuid::Uuid;

use super::{
    input::AttributeInput,
    key,
    object::Cart,
    payload::Outcome,
    refusal::{Place, user_errors},
    warning,
};
use crate::graphql::{
    context::ContextExt,
    error::{OrFail, internal},
};

/// The mutations of carts.
#[derive(Default, MergedObject)]
pub struct CartMutation(CreateMutation, LineMutation, BuyerMutation, CodeMutation, DeliveryMutation, MetafieldMutation);

/// The cart that a mutation names. An id that can be no cart's names one that is not there.
pub fn target(ctx: &Context<'_>, id: &ID, expected_version: Option<i32>) -> Target {
    let nowhere = || CartKey { id: CartId(Uuid::nil()), secret: None, customer: None };
    let cart = key::of_viewer(ctx, id).unwrap_or_else(nowhere);
    Target { cart, expected_version: expected_version.map(i64::from) }
}

/// What an edit came to: the cart as it is after it, or as it still is when the edit was refused.
async fn answer(
    ctx: &Context<'_>,
    target: &Target,
    edited: Result<Edited, CartError>,
    place: &Place,
) -> Result<Outcome> {
    match edited {
        Ok(Edited { cart, warnings }) => {
            let cart = Cart::of(ctx, cart).await;
            let warnings = warnings.into_iter().map(|warning| warning::of(warning, &cart)).collect();
            Ok(Outcome { cart: Some(cart), user_errors: Vec::new(), warnings })
        }
        Err(CartError::Fault(fault)) => Err(internal(&fault)),
        Err(refusal) => {
            let user_errors = user_errors(refusal, place)?;
            let cart = load::load(ctx.shop(), &target.cart).await.or_fail()?;
            let cart = match cart {
                Some(cart) => Some(Cart::of(ctx, cart).await),
                None => None,
            };
            Ok(Outcome { cart, user_errors, warnings: Vec::new() })
        }
    }
}

fn attributes(given: Vec<AttributeInput>) -> Vec<Attribute> {
    given.into_iter().map(|AttributeInput { key, value }| Attribute { key, value }).collect()
}

/// The variant that merchandise is. An id that can be no variant's is one of nothing.
fn variant(id: &ID) -> VariantId {
    key::decode_part("ProductVariant", id).unwrap_or(VariantId(Uuid::nil()))
}
