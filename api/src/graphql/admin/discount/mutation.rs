//! What staff do to discounts.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::ids::PromotionId;
use service::{
    access::Scope,
    promotion::{
        add_codes::{self, AddCodes},
        batch::{self, CreateBatch},
        create::{self, CreateAutomaticDiscount, CreateCodeDiscount, DiscountError, NewCode},
        list,
        switch::{self, SwitchDiscount},
        terms::Terms,
        update::{self, UpdateDiscount},
    },
};

use super::{
    input::{
        DiscountAutomaticInput, DiscountCodeBasicInput, DiscountCodeBatchInput, DiscountCodeBxgyInput,
        DiscountCodeFreeShippingInput, DiscountRedeemCodeInput, DiscountUpdateInput,
    },
    object::{Discount, DiscountCodeBatch},
    refusal::{self, DiscountUserError},
};
use crate::graphql::{admin::Needs, context::ContextExt, error::OrFail, storefront::node::id};

/// A discount as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct DiscountPayload {
    pub discount: Option<Discount>,
    pub user_errors: Vec<DiscountUserError>,
}

/// What was deleted, or why it was not.
#[derive(SimpleObject)]
pub struct DiscountDeletePayload {
    pub deleted_id: Option<ID>,
    pub user_errors: Vec<DiscountUserError>,
}

/// A new batch of codes, or why there is none.
#[derive(SimpleObject)]
pub struct DiscountCodeBatchPayload {
    pub batch: Option<DiscountCodeBatch>,
    pub user_errors: Vec<DiscountUserError>,
}

/// The part of the mutation root for discounts.
#[derive(Default)]
pub struct DiscountMutation;

#[Object]
impl DiscountMutation {
    /// Makes a discount by code: a percentage, an amount or a fixed price. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_code_basic_create(
        &self,
        ctx: &Context<'_>,
        input: DiscountCodeBasicInput,
    ) -> Result<DiscountPayload> {
        let terms = input.terms.basic(input.customer_gets)?;
        create_by_code(ctx, terms, input.code, input.is_active).await
    }

    /// Makes a discount by code: buy X get Y, or a gift. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_code_bxgy_create(
        &self,
        ctx: &Context<'_>,
        input: DiscountCodeBxgyInput,
    ) -> Result<DiscountPayload> {
        let terms = input.terms.bxgy(input.value)?;
        create_by_code(ctx, terms, input.code, input.is_active).await
    }

    /// Makes a discount by code: free shipping. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_code_free_shipping_create(
        &self,
        ctx: &Context<'_>,
        input: DiscountCodeFreeShippingInput,
    ) -> Result<DiscountPayload> {
        create_by_code(ctx, input.terms.free_shipping()?, input.code, input.is_active).await
    }

    /// Makes a discount that applies by itself. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_automatic_create(
        &self,
        ctx: &Context<'_>,
        input: DiscountAutomaticInput,
    ) -> Result<DiscountPayload> {
        let DiscountAutomaticInput { terms, value, is_active } = input;
        let request = CreateAutomaticDiscount { terms: terms.terms(value)?, is_active, actor: ctx.actor()? };
        payload(ctx, create::create_automatic_discount(ctx.shop(), &request).await).await
    }

    /// Describes a discount anew, in all of its terms. Its codes and its status stay. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_update(&self, ctx: &Context<'_>, id: ID, input: DiscountUpdateInput) -> Result<DiscountPayload> {
        let id = id::known("Discount", &id)?;
        let terms = input.terms.terms(input.value)?;
        let request = UpdateDiscount { id, version: input.version, terms, actor: ctx.actor()? };
        payload(ctx, update::update(ctx.shop(), &request).await.map(|()| id)).await
    }

    /// Lets a discount by code apply, within its dates. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_code_activate(&self, ctx: &Context<'_>, id: ID) -> Result<DiscountPayload> {
        let request = one(ctx, &id, false)?;
        payload(ctx, switch::activate(ctx.shop(), &request).await.map(|()| request.id)).await
    }

    /// Stops a discount by code. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_code_deactivate(&self, ctx: &Context<'_>, id: ID) -> Result<DiscountPayload> {
        let request = one(ctx, &id, false)?;
        payload(ctx, switch::deactivate(ctx.shop(), &request).await.map(|()| request.id)).await
    }

    /// Deletes a discount by code. Codes that nobody has used are free again. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_code_delete(&self, ctx: &Context<'_>, id: ID) -> Result<DiscountDeletePayload> {
        delete(ctx, one(ctx, &id, false)?).await
    }

    /// Lets an automatic discount apply, within its dates. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_automatic_activate(&self, ctx: &Context<'_>, id: ID) -> Result<DiscountPayload> {
        let request = one(ctx, &id, true)?;
        payload(ctx, switch::activate(ctx.shop(), &request).await.map(|()| request.id)).await
    }

    /// Stops an automatic discount. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_automatic_deactivate(&self, ctx: &Context<'_>, id: ID) -> Result<DiscountPayload> {
        let request = one(ctx, &id, true)?;
        payload(ctx, switch::deactivate(ctx.shop(), &request).await.map(|()| request.id)).await
    }

    /// Deletes an automatic discount. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_automatic_delete(&self, ctx: &Context<'_>, id: ID) -> Result<DiscountDeletePayload> {
        delete(ctx, one(ctx, &id, true)?).await
    }

    /// Adds codes to a discount, all of them or none. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_redeem_code_bulk_add(
        &self,
        ctx: &Context<'_>,
        discount_id: ID,
        #[graphql(desc = "At most 250.")] codes: Vec<DiscountRedeemCodeInput>,
    ) -> Result<DiscountPayload> {
        let discount = id::known("Discount", &discount_id)?;
        let new = |code: DiscountRedeemCodeInput| NewCode { code: code.code, usage_limit: code.usage_limit };
        let codes = codes.into_iter().map(new).collect();
        let request = AddCodes { discount, codes, actor: ctx.actor()? };
        payload(ctx, add_codes::add_codes(ctx.shop(), &request).await.map(|()| discount)).await
    }

    /// Draws many codes for a discount, all of them or none. Needs `write_discounts`.
    #[graphql(guard = "Needs(Scope::WriteDiscounts)")]
    async fn discount_code_batch_create(
        &self,
        ctx: &Context<'_>,
        discount_id: ID,
        input: DiscountCodeBatchInput,
    ) -> Result<DiscountCodeBatchPayload> {
        let request = CreateBatch {
            discount: id::known("Discount", &discount_id)?,
            prefix: input.prefix,
            // Fewer than none are none, which is refused.
            size: usize::try_from(input.size).unwrap_or_default(),
            usage_limit: input.usage_limit,
            actor: ctx.actor()?,
        };
        Ok(match batch::create(ctx.shop(), &request).await {
            Ok(batch) => DiscountCodeBatchPayload { batch: Some(DiscountCodeBatch(batch)), user_errors: Vec::new() },
            Err(error) => DiscountCodeBatchPayload { batch: None, user_errors: vec![refusal::of_batch(error)?] },
        })
    }
}

async fn create_by_code(ctx: &Context<'_>, terms: Terms, code: String, is_active: bool) -> Result<DiscountPayload> {
    let codes = vec![NewCode { code, usage_limit: None }];
    let request = CreateCodeDiscount { terms, codes, is_active, actor: ctx.actor()? };
    payload(ctx, create::create_code_discount(ctx.shop(), &request).await).await
}

fn one(ctx: &Context<'_>, id: &ID, is_automatic: bool) -> Result<SwitchDiscount> {
    Ok(SwitchDiscount { id: id::known("Discount", id)?, is_automatic, actor: ctx.actor()? })
}

async fn payload(ctx: &Context<'_>, outcome: Result<PromotionId, DiscountError>) -> Result<DiscountPayload> {
    Ok(match outcome {
        Ok(id) => {
            let discount = list::by_id(ctx.shop(), id).await.or_fail()?.map(Discount);
            DiscountPayload { discount, user_errors: Vec::new() }
        }
        Err(error) => DiscountPayload { discount: None, user_errors: vec![refusal::of_discount(error)?] },
    })
}

async fn delete(ctx: &Context<'_>, request: SwitchDiscount) -> Result<DiscountDeletePayload> {
    Ok(match switch::delete(ctx.shop(), &request).await {
        Ok(()) => {
            DiscountDeletePayload { deleted_id: Some(id::encode("Discount", request.id)), user_errors: Vec::new() }
        }
        Err(error) => DiscountDeletePayload { deleted_id: None, user_errors: vec![refusal::of_discount(error)?] },
    })
}
