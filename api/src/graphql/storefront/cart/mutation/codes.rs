//! Codes are entered: for discounts, and of gift cards.
use async_graphql::{Context, ID, Object, Result};
use entity::ids::GiftCardId;
use service::cart::{
    gift_cards::{EditGiftCards, GiftCardChange, edit_gift_cards},
    set_codes::{SetCodes, set_codes},
};
use uuid::Uuid;

use super::{answer, target};
use crate::graphql::{
    context::ContextExt,
    storefront::cart::{
        key,
        payload::{
            CartDiscountCodesUpdatePayload, CartGiftCardCodesAddPayload, CartGiftCardCodesRemovePayload,
            CartGiftCardCodesUpdatePayload, Outcome,
        },
        refusal::{GIFT_CARDS_REMOVE, PLAIN, Place},
    },
};

/// Edits of codes.
#[derive(Default)]
pub struct CodeMutation;

#[Object]
impl CodeMutation {
    /// Replaces the discount codes of a cart. A code need not exist, or apply yet: a warning tells what it does not do.
    async fn cart_discount_codes_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        #[graphql(desc = "All that shall be tried. Left out or empty: none.")] discount_codes: Option<Vec<String>>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartDiscountCodesUpdatePayload> {
        let request =
            SetCodes { target: target(ctx, &cart_id, expected_version), codes: discount_codes.unwrap_or_default() };
        let edited = set_codes(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &PLAIN).await.map(Into::into)
    }

    /// Replaces the gift cards that pay for a cart.
    async fn cart_gift_card_codes_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        #[graphql(desc = "In the order in which they are to be used.")] gift_card_codes: Vec<String>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartGiftCardCodesUpdatePayload> {
        let change = GiftCardChange::Replace(gift_card_codes);
        gift_cards(ctx, &cart_id, change, expected_version, &PLAIN).await.map(Into::into)
    }

    /// Pays for a cart with more gift cards.
    async fn cart_gift_card_codes_add(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        gift_card_codes: Vec<String>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartGiftCardCodesAddPayload> {
        let change = GiftCardChange::Add(gift_card_codes);
        gift_cards(ctx, &cart_id, change, expected_version, &PLAIN).await.map(Into::into)
    }

    /// Takes gift cards off a cart.
    async fn cart_gift_card_codes_remove(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        applied_gift_card_ids: Vec<ID>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartGiftCardCodesRemovePayload> {
        let card = |id| key::decode_part("AppliedGiftCard", id).unwrap_or(GiftCardId(Uuid::nil()));
        let change = GiftCardChange::Remove(applied_gift_card_ids.iter().map(card).collect());
        gift_cards(ctx, &cart_id, change, expected_version, &GIFT_CARDS_REMOVE).await.map(Into::into)
    }
}

async fn gift_cards(
    ctx: &Context<'_>,
    cart_id: &ID,
    change: GiftCardChange,
    expected_version: Option<i32>,
    place: &Place,
) -> Result<Outcome> {
    let request = EditGiftCards { target: target(ctx, cart_id, expected_version), change };
    let edited = edit_gift_cards(ctx.shop(), &request).await;
    answer(ctx, &request.target, edited, place).await
}
