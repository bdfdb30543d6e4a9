//! Where gift cards and store credit are found.
use async_graphql::{Context, ID, Object, Result};
use service::{access::Scope, gift_card as cards, store_credit as accounts};

use super::object::{GiftCard, GiftCardConnection, StoreCreditAccount};
use crate::graphql::{
    admin::Needs,
    context::ContextExt,
    error::OrFail,
    storefront::{connection::page, node::id},
};

/// The part of the query root for gift cards and store credit.
#[derive(Default)]
pub struct GiftCardQuery;

#[Object]
impl GiftCardQuery {
    /// Gift cards, the newest first. Needs `read_gift_cards`.
    #[graphql(guard = "Needs(Scope::ReadGiftCards)")]
    async fn gift_cards(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<GiftCardConnection> {
        let found = cards::list::list(ctx.shop(), &page(first, after, last, before)?).await.or_fail()?;
        Ok(GiftCardConnection(found.map(GiftCard)))
    }

    /// A gift card. Needs `read_gift_cards`.
    #[graphql(guard = "Needs(Scope::ReadGiftCards)")]
    async fn gift_card(&self, ctx: &Context<'_>, id: ID) -> Result<Option<GiftCard>> {
        let Some(key) = id::decode("GiftCard", &id)? else { return Ok(None) };
        Ok(cards::list::by_id(ctx.shop(), key).await.or_fail()?.map(GiftCard))
    }

    /// A customer's store credit, one account for each currency. Needs `read_gift_cards`.
    #[graphql(guard = "Needs(Scope::ReadGiftCards)")]
    async fn store_credit_accounts(&self, ctx: &Context<'_>, customer_id: ID) -> Result<Vec<StoreCreditAccount>> {
        let Some(customer) = id::decode("Customer", &customer_id)? else { return Ok(Vec::new()) };
        let mut found = accounts::list::of_customers(ctx.shop(), &[customer]).await.or_fail()?;
        Ok(found.remove(&customer).unwrap_or_default().into_iter().map(StoreCreditAccount).collect())
    }
}
