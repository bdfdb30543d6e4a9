//! What staff do to gift cards and store credit.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{
    ids::GiftCardId,
    money::{Minor, Money},
};
use service::{
    access::Scope,
    gift_card::{self as cards, adjust::AdjustGiftCard, create::CreateGiftCard, deactivate::DeactivateGiftCard},
    shop::idempotency::NotDone,
    store_credit::{self as accounts, change::ChangeStoreCredit},
};

use super::{
    object::{BalanceChangeInput, GiftCard, GiftCardCreateInput, StoreCreditAccount},
    refusal::{self, GiftCardUserError},
};
use crate::graphql::{
    admin::{Needs, once::once},
    context::ContextExt,
    error::OrFail,
    storefront::node::id,
};

/// A new gift card with its code, or why there is none.
#[derive(SimpleObject)]
pub struct GiftCardCreatePayload {
    pub gift_card: Option<GiftCard>,
    /// Shown now and never again: it is not stored.
    pub gift_card_code: Option<String>,
    pub user_errors: Vec<GiftCardUserError>,
}

/// A gift card as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct GiftCardPayload {
    pub gift_card: Option<GiftCard>,
    pub user_errors: Vec<GiftCardUserError>,
}

/// An account as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct StoreCreditAccountPayload {
    pub store_credit_account: Option<StoreCreditAccount>,
    pub user_errors: Vec<GiftCardUserError>,
}

/// The part of the mutation root for gift cards and store credit.
#[derive(Default)]
pub struct GiftCardMutation;

#[Object]
impl GiftCardMutation {
    /// Issues a gift card. Needs `write_gift_cards`.
    #[graphql(guard = "Needs(Scope::WriteGiftCards)")]
    async fn gift_card_create(&self, ctx: &Context<'_>, input: GiftCardCreateInput) -> Result<GiftCardCreatePayload> {
        let Money { amount, currency } = input.initial_value.money()?;
        let request = CreateGiftCard {
            amount,
            currency,
            code: input.code,
            customer: input.customer_id.map(|customer| id::known("Customer", &customer)).transpose()?,
            expires_at: input.expires_at.map(|at| at.0),
            note: input.note.unwrap_or_default(),
            actor: ctx.actor()?,
        };
        match cards::create::create(ctx.shop(), &request).await {
            Ok(new) => Ok(GiftCardCreatePayload {
                gift_card: found(ctx, new.id).await?,
                gift_card_code: Some(new.code),
                user_errors: Vec::new(),
            }),
            Err(error) => Ok(GiftCardCreatePayload {
                gift_card: None,
                gift_card_code: None,
                user_errors: vec![refusal::of_create(error)?],
            }),
        }
    }

    /// Puts money on a gift card. Needs `write_gift_cards`.
    #[graphql(guard = "Needs(Scope::WriteGiftCards)")]
    async fn gift_card_credit(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: BalanceChangeInput,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<GiftCardPayload> {
        adjust(ctx, &id, input, Way::Onto, idempotency_key).await
    }

    /// Takes money off a gift card. Needs `write_gift_cards`.
    #[graphql(guard = "Needs(Scope::WriteGiftCards)")]
    async fn gift_card_debit(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: BalanceChangeInput,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<GiftCardPayload> {
        adjust(ctx, &id, input, Way::Off, idempotency_key).await
    }

    /// Lets nobody spend a gift card any more, for good. Needs `write_gift_cards`.
    #[graphql(guard = "Needs(Scope::WriteGiftCards)")]
    async fn gift_card_deactivate(&self, ctx: &Context<'_>, id: ID) -> Result<GiftCardPayload> {
        let request = DeactivateGiftCard { card: id::known("GiftCard", &id)?, actor: ctx.actor()? };
        match cards::deactivate::deactivate(ctx.shop(), &request).await {
            Ok(()) => changed(ctx, request.card).await,
            Err(error) => Ok(GiftCardPayload { gift_card: None, user_errors: vec![refusal::of_deactivate(error)?] }),
        }
    }

    /// Gives a customer store credit; the first opens the account. Needs `write_gift_cards`.
    #[graphql(guard = "Needs(Scope::WriteGiftCards)")]
    async fn store_credit_account_credit(
        &self,
        ctx: &Context<'_>,
        customer_id: ID,
        input: BalanceChangeInput,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<StoreCreditAccountPayload> {
        change(ctx, &customer_id, input, Way::Onto, idempotency_key).await
    }

    /// Takes store credit from a customer. Needs `write_gift_cards`.
    #[graphql(guard = "Needs(Scope::WriteGiftCards)")]
    async fn store_credit_account_debit(
        &self,
        ctx: &Context<'_>,
        customer_id: ID,
        input: BalanceChangeInput,
        #[graphql(desc = "The same key does the same only once.")] idempotency_key: Option<String>,
    ) -> Result<StoreCreditAccountPayload> {
        change(ctx, &customer_id, input, Way::Off, idempotency_key).await
    }
}

#[derive(Clone, Copy, Debug)]
enum Way {
    Onto,
    Off,
}

impl Way {
    fn of(self, money: Money) -> Money {
        match self {
            Self::Onto => money,
            Self::Off => Money { amount: Minor(-money.amount.0), ..money },
        }
    }
}

async fn adjust(
    ctx: &Context<'_>,
    id: &ID,
    input: BalanceChangeInput,
    way: Way,
    key: Option<String>,
) -> Result<GiftCardPayload> {
    let refused = |error| Ok(GiftCardPayload { gift_card: None, user_errors: vec![error] });
    let once = match once(&ctx.actor()?, key, "giftCardAdjust", &(id, &input, way)) {
        Ok(once) => once,
        Err(error) => return refused(refusal::of_once(error)?),
    };
    let request = AdjustGiftCard {
        card: id::known("GiftCard", id)?,
        delta: way.of(input.amount.money()?),
        reference: input.reference,
        actor: ctx.actor()?,
    };
    let done = match &once {
        Some(once) => cards::adjust::adjust_once(ctx.shop(), &request, once).await,
        None => cards::adjust::adjust(ctx.shop(), &request).await.map(|_| ()).map_err(NotDone::Refused),
    };
    match done {
        Ok(()) => changed(ctx, request.card).await,
        Err(NotDone::Once(error)) => refused(refusal::of_once(error)?),
        Err(NotDone::Refused(error)) => refused(refusal::of_card(error)?),
    }
}

async fn changed(ctx: &Context<'_>, card: GiftCardId) -> Result<GiftCardPayload> {
    Ok(GiftCardPayload { gift_card: found(ctx, card).await?, user_errors: Vec::new() })
}

async fn found(ctx: &Context<'_>, card: GiftCardId) -> Result<Option<GiftCard>> {
    Ok(cards::list::by_id(ctx.shop(), card).await.or_fail()?.map(GiftCard))
}

async fn change(
    ctx: &Context<'_>,
    customer: &ID,
    input: BalanceChangeInput,
    way: Way,
    key: Option<String>,
) -> Result<StoreCreditAccountPayload> {
    let refused = |error| Ok(StoreCreditAccountPayload { store_credit_account: None, user_errors: vec![error] });
    let once = match once(&ctx.actor()?, key, "storeCreditAccountChange", &(customer, &input, way)) {
        Ok(once) => once,
        Err(error) => return refused(refusal::of_once(error)?),
    };
    let request = ChangeStoreCredit {
        customer: id::known("Customer", customer)?,
        delta: way.of(input.amount.money()?),
        reference: input.reference,
        actor: ctx.actor()?,
    };
    let done = match &once {
        Some(once) => accounts::change::change_once(ctx.shop(), &request, once).await,
        None => accounts::change::change(ctx.shop(), &request).await.map_err(NotDone::Refused),
    };
    match done {
        Ok(standing) => {
            let account = accounts::list::by_id(ctx.shop(), standing.account).await.or_fail()?;
            Ok(StoreCreditAccountPayload {
                store_credit_account: account.map(StoreCreditAccount),
                user_errors: Vec::new(),
            })
        }
        Err(NotDone::Once(error)) => refused(refusal::of_once(error)?),
        Err(NotDone::Refused(error)) => refused(refusal::of_credit(error)?),
    }
}
