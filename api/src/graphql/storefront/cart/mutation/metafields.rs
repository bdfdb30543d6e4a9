//! Values of an app's own on a cart.
use async_graphql::{Context, Object, Result};
use service::cart::{
    metafields::{DeleteMetafield, NewMetafield, SetMetafields, delete_metafield, set_metafields},
    refusal::{CartError, MetafieldProblem},
};

use super::target;
use crate::graphql::{
    context::ContextExt,
    error::internal,
    storefront::{
        cart::{
            input::{CartMetafieldDeleteInput, CartMetafieldsSetInput},
            metafield::{
                CartMetafieldDeletePayload, CartMetafieldsSetPayload, MetafieldDeleteErrorCode,
                MetafieldDeleteUserError, MetafieldsSetUserError, MetafieldsSetUserErrorCode,
            },
        },
        node::id,
    },
};

/// Edits of metafields.
#[derive(Default)]
pub struct MetafieldMutation;

#[Object]
impl MetafieldMutation {
    /// Writes metafields of a cart; those of the same keys are replaced. All of one cart, and all or none.
    async fn cart_metafields_set(
        &self,
        ctx: &Context<'_>,
        metafields: Vec<CartMetafieldsSetInput>,
    ) -> Result<CartMetafieldsSetPayload> {
        let Some(owner) = metafields.first().map(|metafield| metafield.owner_id.clone()) else {
            return Ok(CartMetafieldsSetPayload::default());
        };
        if let Some(index) = metafields.iter().position(|metafield| metafield.owner_id != owner) {
            let code = MetafieldsSetUserErrorCode::InvalidOwner;
            let message = "the metafields of one request belong to one cart".to_owned();
            return Ok(CartMetafieldsSetPayload::refused(vec![set_error(code, Some((index, "ownerId")), message)]));
        }
        let metafields = metafields.into_iter().map(|given| NewMetafield {
            key: given.key,
            type_name: given.type_name,
            value: given.value,
        });
        let request = SetMetafields { target: target(ctx, &owner, None), metafields: metafields.collect() };
        match set_metafields(ctx.shop(), &request).await {
            Ok(owner) => CartMetafieldsSetPayload::done(ctx, owner, &request.metafields).await,
            Err(refusal) => Ok(CartMetafieldsSetPayload::refused(vec![set_refusal(refusal)?])),
        }
    }

    /// Takes a metafield off a cart.
    async fn cart_metafield_delete(
        &self,
        ctx: &Context<'_>,
        input: CartMetafieldDeleteInput,
    ) -> Result<CartMetafieldDeletePayload> {
        let request = DeleteMetafield { target: target(ctx, &input.owner_id, None), key: input.key };
        match delete_metafield(ctx.shop(), &request).await {
            Ok(gone) => Ok(CartMetafieldDeletePayload {
                deleted_id: Some(id::encode("Metafield", gone)),
                user_errors: Vec::new(),
            }),
            Err(refusal) => {
                Ok(CartMetafieldDeletePayload { user_errors: vec![delete_refusal(refusal)?], ..Default::default() })
            }
        }
    }
}

fn set_error(code: MetafieldsSetUserErrorCode, at: Option<(usize, &str)>, message: String) -> MetafieldsSetUserError {
    let field = at.map(|(index, field)| vec!["metafields".to_owned(), index.to_string(), field.to_owned()]);
    let element_index = at.and_then(|(index, _)| i32::try_from(index).ok());
    MetafieldsSetUserError { code: Some(code), element_index, field, message }
}

fn set_refusal(refusal: CartError) -> Result<MetafieldsSetUserError> {
    let message = refusal.to_string();
    let (code, at) = match refusal {
        CartError::Fault(fault) => return Err(internal(&fault)),
        CartError::NotFound => (MetafieldsSetUserErrorCode::InvalidOwner, Some((0, "ownerId"))),
        CartError::TooManyMetafields => (MetafieldsSetUserErrorCode::LessThanOrEqualTo, None),
        CartError::Metafield { index, problem } => {
            let (code, field) = match problem {
                MetafieldProblem::KeyMalformed | MetafieldProblem::Unknown => {
                    (MetafieldsSetUserErrorCode::InvalidValue, "key")
                }
                MetafieldProblem::TypeBlank => (MetafieldsSetUserErrorCode::Blank, "type"),
                MetafieldProblem::ValueTooLong => (MetafieldsSetUserErrorCode::TooLong, "value"),
            };
            (code, Some((index, field)))
        }
        // What only other edits are refused for.
        CartError::Stale { .. }
        | CartError::Lines(_)
        | CartError::TooManyLines
        | CartError::AttributesTooLong
        | CartError::TooManyAttributes
        | CartError::Attribute { .. }
        | CartError::NoteTooLong
        | CartError::TooManyCodes
        | CartError::CodeMalformed { .. }
        | CartError::TooManyGiftCards
        | CartError::GiftCard { .. }
        | CartError::EmailInvalid
        | CartError::PhoneInvalid
        | CartError::PreferencesTooLong
        | CartError::CustomerUnknown
        | CartError::SourceNameTooLong
        | CartError::Addresses(_)
        | CartError::TooManyAddresses
        | CartError::SeveralAddressesSelected { .. }
        | CartError::DeliveryGroupUnknown { .. }
        | CartError::DeliveryOptionUnknown { .. }
        | CartError::StoreCreditWithoutCustomer => (MetafieldsSetUserErrorCode::InvalidValue, None),
    };
    Ok(set_error(code, at, message))
}

fn delete_refusal(refusal: CartError) -> Result<MetafieldDeleteUserError> {
    let message = refusal.to_string();
    let (code, field) = match refusal {
        CartError::Fault(fault) => return Err(internal(&fault)),
        CartError::Metafield { .. } => (MetafieldDeleteErrorCode::MetafieldDoesNotExist, "key"),
        // No such cart; and what only other edits are refused for.
        CartError::NotFound
        | CartError::TooManyMetafields
        | CartError::Stale { .. }
        | CartError::Lines(_)
        | CartError::TooManyLines
        | CartError::AttributesTooLong
        | CartError::TooManyAttributes
        | CartError::Attribute { .. }
        | CartError::NoteTooLong
        | CartError::TooManyCodes
        | CartError::CodeMalformed { .. }
        | CartError::TooManyGiftCards
        | CartError::GiftCard { .. }
        | CartError::EmailInvalid
        | CartError::PhoneInvalid
        | CartError::PreferencesTooLong
        | CartError::CustomerUnknown
        | CartError::SourceNameTooLong
        | CartError::Addresses(_)
        | CartError::TooManyAddresses
        | CartError::SeveralAddressesSelected { .. }
        | CartError::DeliveryGroupUnknown { .. }
        | CartError::DeliveryOptionUnknown { .. }
        | CartError::StoreCreditWithoutCustomer => (MetafieldDeleteErrorCode::InvalidOwner, "ownerId"),
    };
    Ok(MetafieldDeleteUserError { code: Some(code), field: Some(vec!["input".to_owned(), field.to_owned()]), message })
}
