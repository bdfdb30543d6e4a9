//! Who buys, and what they say.
use async_graphql::{Context, ID, MaybeUndefined, Object, Result};
use service::{
    auth::customer_of,
    cart::{
        bill_to::{BillTo, bill_to},
        set_attributes::{SetAttributes, set_attributes},
        set_note::{SetNote, set_note},
        update_buyer::{Buyer, Patch, UpdateBuyer, update_buyer},
        use_store_credit::{UseStoreCredit, use_store_credit},
    },
};

use super::{answer, attributes, delivery::preferred_addresses, target};
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    storefront::{
        address::MailingAddressInput,
        cart::{
            buyer::kept,
            code::CartErrorCode,
            input::{AttributeInput, CartBuyerIdentityInput},
            payload::{
                CartAttributesUpdatePayload, CartBillingAddressUpdatePayload, CartBuyerIdentityUpdatePayload,
                CartNoteUpdatePayload, CartStoreCreditUpdatePayload, CartUserError, Outcome,
            },
            refusal::{BILLING, BUYER, PLAIN, Place},
        },
        codes::CountryCode,
    },
};

/// Edits of what is known about the buyer.
#[derive(Default)]
pub struct BuyerMutation;

#[Object]
impl BuyerMutation {
    /// Changes who buys: from where, which customer, how they are reached. What is left out stays.
    ///
    /// When a guest's cart becomes a customer's, what the customer had in other carts comes into it.
    async fn cart_buyer_identity_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        buyer_identity: CartBuyerIdentityInput,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartBuyerIdentityUpdatePayload> {
        let mut buyer_identity = buyer_identity;
        let preferred = buyer_identity.delivery_address_preferences.take();
        let buyer = match read_buyer(ctx, buyer_identity, &BUYER).await? {
            Ok(buyer) => buyer,
            Err(refused) => return Ok(Outcome::refused(vec![refused]).into()),
        };
        let buyer = Buyer { addresses: preferred.map(preferred_addresses), ..buyer };
        let request = UpdateBuyer { target: target(ctx, &cart_id, expected_version), buyer };
        let edited = update_buyer(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &BUYER).await.map(Into::into)
    }

    /// Says who the invoice is written to. Null: whoever the goods go to.
    async fn cart_billing_address_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        billing_address: Option<MailingAddressInput>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartBillingAddressUpdatePayload> {
        let address = billing_address.map(MailingAddressInput::typed);
        let request = BillTo { target: target(ctx, &cart_id, expected_version), address };
        let edited = bill_to(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &BILLING).await.map(Into::into)
    }

    /// Writes the buyer's note. Empty takes it away.
    async fn cart_note_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        note: Option<String>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartNoteUpdatePayload> {
        let target = target(ctx, &cart_id, expected_version);
        let request = SetNote { target, note: note.unwrap_or_default() };
        let edited = set_note(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &PLAIN).await.map(Into::into)
    }

    /// Replaces the cart's attributes.
    async fn cart_attributes_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        #[graphql(name = "attributes")] given: Vec<AttributeInput>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartAttributesUpdatePayload> {
        let target = target(ctx, &cart_id, expected_version);
        let request = SetAttributes { target, attributes: attributes(given) };
        let edited = set_attributes(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &PLAIN).await.map(Into::into)
    }

    /// Ours: pays for the cart from the customer's store credit, as far as it goes, or no longer does.
    async fn cart_store_credit_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        use_store_credit: bool,
        #[graphql(desc = "At any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartStoreCreditUpdatePayload> {
        let request = UseStoreCredit { target: target(ctx, &cart_id, expected_version), use_store_credit };
        let edited = self::use_store_credit(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &PLAIN).await.map(Into::into)
    }
}

/// What is told about the buyer; or what is wrong with it.
pub async fn read_buyer(
    ctx: &Context<'_>,
    given: CartBuyerIdentityInput,
    place: &Place,
) -> Result<Result<Buyer, CartUserError>> {
    let refused = |code, field: &str, message: &str| {
        let field = place.path(place.buyer.iter().copied().chain([field]));
        Ok(Err(CartUserError { code: Some(code), field, message: message.to_owned() }))
    };
    if given.company_location_id.is_some() {
        let message = "nobody buys for a company here";
        return refused(CartErrorCode::InvalidCompanyLocation, "companyLocationId", message);
    }
    let customer = match given.customer_access_token {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(token) => match customer_of(ctx.shop(), &token).await.or_fail()? {
            Some(customer) => Patch::Set(customer.id),
            None => return refused(CartErrorCode::Invalid, "customerAccessToken", "this access token opens nothing"),
        },
    };
    let text = |given: MaybeUndefined<String>| match given {
        MaybeUndefined::Undefined => Patch::Keep,
        MaybeUndefined::Value(text) if !text.trim().is_empty() => Patch::Set(text),
        MaybeUndefined::Null | MaybeUndefined::Value(_) => Patch::Clear,
    };
    // Clients that know no country say so with `ZZ`.
    let country = given.country_code.filter(|country| *country != CountryCode::ZZ);
    Ok(Ok(Buyer {
        country: country.and_then(CountryCode::to_entity),
        customer,
        email: text(given.email),
        phone: text(given.phone),
        preferences: given.preferences.map_or(Patch::Keep, |preferences| Patch::Set(kept(&preferences))),
        addresses: None,
    }))
}
