//! What staff do to taxes.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{tax_category, tax_rate};
use service::{
    access::Scope,
    tax::{
        category::{self, CreateTaxCategory, DeleteTaxCategory, TaxCategoryError, UpdateTaxCategory},
        rate::{self, CreateTaxRate, DeleteTaxRate, TaxRateError, UpdateTaxRate},
    },
};

use super::{
    object::{TaxCategory, TaxCategoryCreateInput, TaxCategoryUpdateInput, TaxRate, TaxRateInput},
    refusal::{self, TaxUserError},
};
use crate::graphql::{admin::Needs, context::ContextExt, storefront::node::id};

/// A tax category as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct TaxCategoryPayload {
    pub tax_category: Option<TaxCategory>,
    pub user_errors: Vec<TaxUserError>,
}

/// A tax rate as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct TaxRatePayload {
    pub tax_rate: Option<TaxRate>,
    pub user_errors: Vec<TaxUserError>,
}

/// What was deleted, or why it was not.
#[derive(SimpleObject)]
pub struct TaxDeletePayload {
    pub deleted_id: Option<ID>,
    pub user_errors: Vec<TaxUserError>,
}

/// The part of the mutation root for taxes.
#[derive(Default)]
pub struct TaxMutation;

#[Object]
impl TaxMutation {
    /// Makes a tax category. Needs `write_taxes`.
    #[graphql(guard = "Needs(Scope::WriteTaxes)")]
    async fn tax_category_create(
        &self,
        ctx: &Context<'_>,
        input: TaxCategoryCreateInput,
    ) -> Result<TaxCategoryPayload> {
        let TaxCategoryCreateInput { code, name, is_default } = input;
        let request = CreateTaxCategory { code, name, is_default, actor: ctx.actor()? };
        of_category(category::create(ctx.shop(), &request).await)
    }

    /// Gives a tax category another name, or makes it the default. Needs `write_taxes`.
    #[graphql(guard = "Needs(Scope::WriteTaxes)")]
    async fn tax_category_update(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TaxCategoryUpdateInput,
    ) -> Result<TaxCategoryPayload> {
        let id = id::known("TaxCategory", &id)?;
        let TaxCategoryUpdateInput { name, make_default } = input;
        let request = UpdateTaxCategory { id, name, make_default, actor: ctx.actor()? };
        of_category(category::update(ctx.shop(), &request).await)
    }

    /// Deletes a tax category that nothing is of. Goods that name it are then in the default one. Needs `write_taxes`.
    #[graphql(guard = "Needs(Scope::WriteTaxes)")]
    async fn tax_category_delete(&self, ctx: &Context<'_>, id: ID) -> Result<TaxDeletePayload> {
        let request = DeleteTaxCategory { id: id::known("TaxCategory", &id)?, actor: ctx.actor()? };
        let refused = match category::delete(ctx.shop(), &request).await {
            Ok(()) => None,
            Err(error) => Some(refusal::of_category(error)?),
        };
        Ok(deleted("TaxCategory", request.id.0, refused))
    }

    /// Makes a tax rate. Needs `write_taxes`.
    #[graphql(guard = "Needs(Scope::WriteTaxes)")]
    async fn tax_rate_create(&self, ctx: &Context<'_>, input: TaxRateInput) -> Result<TaxRatePayload> {
        let request = CreateTaxRate { terms: input.terms()?, actor: ctx.actor()? };
        of_rate(rate::create(ctx.shop(), &request).await)
    }

    /// Replaces a tax rate by another, in all of its terms. Needs `write_taxes`.
    #[graphql(guard = "Needs(Scope::WriteTaxes)")]
    async fn tax_rate_update(&self, ctx: &Context<'_>, id: ID, input: TaxRateInput) -> Result<TaxRatePayload> {
        let id = id::known("TaxRate", &id)?;
        let request = UpdateTaxRate { id, terms: input.terms()?, actor: ctx.actor()? };
        of_rate(rate::update(ctx.shop(), &request).await)
    }

    /// Deletes a tax rate. Needs `write_taxes`.
    #[graphql(guard = "Needs(Scope::WriteTaxes)")]
    async fn tax_rate_delete(&self, ctx: &Context<'_>, id: ID) -> Result<TaxDeletePayload> {
        let request = DeleteTaxRate { id: id::known("TaxRate", &id)?, actor: ctx.actor()? };
        let refused = match rate::delete(ctx.shop(), &request).await {
            Ok(()) => None,
            Err(error) => Some(refusal::of_rate(error)?),
        };
        Ok(deleted("TaxRate", request.id.0, refused))
    }
}

fn of_category(outcome: Result<tax_category::Model, TaxCategoryError>) -> Result<TaxCategoryPayload> {
    Ok(match outcome {
        Ok(row) => TaxCategoryPayload { tax_category: Some(TaxCategory(Arc::new(row))), user_errors: Vec::new() },
        Err(error) => TaxCategoryPayload { tax_category: None, user_errors: vec![refusal::of_category(error)?] },
    })
}

fn of_rate(outcome: Result<tax_rate::Model, TaxRateError>) -> Result<TaxRatePayload> {
    Ok(match outcome {
        Ok(row) => TaxRatePayload { tax_rate: Some(TaxRate(row)), user_errors: Vec::new() },
        Err(error) => TaxRatePayload { tax_rate: None, user_errors: vec![refusal::of_rate(error)?] },
    })
}

fn deleted(kind: &str, key: uuid::Uuid, refused: Option<TaxUserError>) -> TaxDeletePayload {
    TaxDeletePayload {
        deleted_id: refused.is_none().then(|| id::encode(kind, key)),
        user_errors: refused.into_iter().collect(),
    }
}
