//! Where taxes are found.
use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use service::{access::Scope, tax::list};

use super::object::{TaxCategory, TaxCategoryConnection, TaxRate, TaxRateConnection};
use crate::graphql::{
    admin::{Needs, money::country},
    context::ContextExt,
    error::OrFail,
    storefront::{codes::CountryCode, connection::page},
};

/// The part of the query root for taxes.
#[derive(Default)]
pub struct TaxQuery;

#[Object]
impl TaxQuery {
    /// Tax categories, by code. Needs `read_taxes`.
    #[graphql(guard = "Needs(Scope::ReadTaxes)")]
    async fn tax_categories(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<TaxCategoryConnection> {
        let found = list::categories(ctx.shop(), &page(first, after, last, before)?).await.or_fail()?;
        Ok(TaxCategoryConnection(found.map(|row| TaxCategory(Arc::new(row)))))
    }

    /// Tax rates, the oldest first. Needs `read_taxes`.
    #[graphql(guard = "Needs(Scope::ReadTaxes)")]
    async fn tax_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those of one country.")] country_code: Option<CountryCode>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<TaxRateConnection> {
        let of = country_code.map(country).transpose()?;
        let found = list::rates(ctx.shop(), of, &page(first, after, last, before)?).await.or_fail()?;
        Ok(TaxRateConnection(found.map(TaxRate)))
    }
}
