//! Where discounts are found.
use async_graphql::{Context, ID, Object, Result};
use service::{access::Scope, promotion::list};

use super::object::{Discount, DiscountCodeBatch, DiscountConnection, DiscountStatus};
use crate::graphql::{
    admin::Needs,
    context::ContextExt,
    error::OrFail,
    storefront::{connection::page, node::id},
};

/// The part of the query root for discounts.
#[derive(Default)]
pub struct DiscountQuery;

#[Object]
impl DiscountQuery {
    /// Discounts, the newest first. Needs `read_discounts`.
    #[graphql(guard = "Needs(Scope::ReadDiscounts)")]
    async fn discounts(
        &self,
        ctx: &Context<'_>,
        status: Option<DiscountStatus>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<DiscountConnection> {
        let status = status.map(Into::into);
        let found = list::list(ctx.shop(), status, &page(first, after, last, before)?).await.or_fail()?;
        Ok(DiscountConnection(found.map(Discount)))
    }

    /// A discount. Needs `read_discounts`.
    #[graphql(guard = "Needs(Scope::ReadDiscounts)")]
    async fn discount(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Discount>> {
        let Some(key) = id::decode("Discount", &id)? else { return Ok(None) };
        Ok(list::by_id(ctx.shop(), key).await.or_fail()?.map(Discount))
    }

    /// A batch of codes. Needs `read_discounts`.
    #[graphql(guard = "Needs(Scope::ReadDiscounts)")]
    async fn discount_code_batch(&self, ctx: &Context<'_>, id: ID) -> Result<Option<DiscountCodeBatch>> {
        let Some(key) = id::decode("DiscountCodeBatch", &id)? else { return Ok(None) };
        Ok(list::batch_by_id(ctx.shop(), key).await.or_fail()?.map(DiscountCodeBatch))
    }
}
