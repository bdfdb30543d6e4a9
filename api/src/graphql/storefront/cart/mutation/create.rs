//! A cart begins.
use async_graphql::{Context, ID, Object, Result};
use service::cart::{
    copy::copy,
    create::{CreateCart, create},
    edit::Target,
    forget_buyer::forget_buyer,
    key::CartKey,
    metafields::NewMetafield,
};
use uuid::Uuid;

use super::{
    answer, attributes,
    buyer::read_buyer,
    delivery::{new_address, preferred_addresses},
    lines, target,
};
use crate::graphql::{
    context::ContextExt,
    storefront::cart::{
        input::CartInput,
        payload::{CartClonePayload, CartCreatePayload, CartRemovePersonalDataPayload, CartUserError, Outcome},
        refusal::{CREATE, PLAIN},
    },
};

/// Beginnings.
#[derive(Default)]
pub struct CreateMutation;

#[Object]
impl CreateMutation {
    /// Begins a cart. Its id contains its key and is told nowhere else: whoever has it has the cart.
    async fn cart_create(&self, ctx: &Context<'_>, input: Option<CartInput>) -> Result<CartCreatePayload> {
        let request = match read(ctx, input.unwrap_or_default()).await? {
            Ok(request) => request,
            Err(refused) => return Ok(Outcome::refused(refused).into()),
        };
        let edited = create(ctx.shop(), &request).await;
        // Of a cart that was refused there is none to show.
        let nowhere = Target::from(CartKey { id: Uuid::nil().into(), secret: None, customer: None });
        answer(ctx, &nowhere, edited, &CREATE).await.map(Into::into)
    }

    /// Begins another cart with the same things in it, and nothing of who buys them.
    async fn cart_clone(&self, ctx: &Context<'_>, cart_id: ID) -> Result<CartClonePayload> {
        let of = target(ctx, &cart_id, None);
        let edited = copy(ctx.shop(), &of.cart).await;
        answer(ctx, &of, edited, &PLAIN).await.map(Into::into)
    }

    /// Takes all off a cart that says who buys: contacts, addresses, gift cards, the note.
    async fn cart_remove_personal_data(&self, ctx: &Context<'_>, cart_id: ID) -> Result<CartRemovePersonalDataPayload> {
        let target = target(ctx, &cart_id, None);
        let edited = forget_buyer(ctx.shop(), &target).await;
        answer(ctx, &target, edited, &PLAIN).await.map(Into::into)
    }
}

/// A cart as it is to begin, for a visitor from where this one is.
pub async fn read(ctx: &Context<'_>, input: CartInput) -> Result<Result<CreateCart, Vec<CartUserError>>> {
    let lines = input.lines.unwrap_or_default();
    let refused = lines::without_plans(lines.iter().map(|line| line.selling_plan_id.as_ref()), &CREATE);
    if !refused.is_empty() {
        return Ok(Err(refused));
    }
    let mut buyer_identity = input.buyer_identity.unwrap_or_default();
    let preferred = buyer_identity.delivery_address_preferences.take().unwrap_or_default();
    let given = input.delivery.and_then(|delivery| delivery.addresses).unwrap_or_default();
    let addresses =
        if given.is_empty() { preferred_addresses(preferred) } else { given.into_iter().map(new_address).collect() };
    let buyer = match read_buyer(ctx, buyer_identity, &CREATE).await? {
        Ok(buyer) => buyer,
        Err(refused) => return Ok(Err(vec![refused])),
    };
    let metafields = input.metafields.unwrap_or_default().into_iter().map(|given| NewMetafield {
        key: given.key,
        type_name: given.type_name,
        value: given.value,
    });
    Ok(Ok(CreateCart {
        country: ctx.viewer().country,
        language: ctx.viewer().language.clone(),
        buyer,
        lines: lines.into_iter().map(lines::new_line).collect(),
        codes: input.discount_codes.unwrap_or_default(),
        gift_cards: input.gift_card_codes.unwrap_or_default(),
        attributes: attributes(input.attributes.unwrap_or_default()),
        note: input.note.unwrap_or_default(),
        metafields: metafields.collect(),
        source_name: input.source_name,
        addresses,
        delivery_option: None,
    }))
}
