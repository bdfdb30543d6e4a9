//! A market.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use service::shop::settings;

use crate::{
    connection,
    graphql::{
        admin::price_list::PriceList,
        context::ContextExt,
        error::OrFail,
        loader::PriceListById,
        storefront::{
            codes::{CountryCode, CurrencyCode, LanguageCode},
            node::id,
        },
    },
};

/// Countries that share a price list and a way of showing taxes.
#[derive(Clone)]
pub struct Market(pub Arc<settings::Market>);

#[Object]
impl Market {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("Market", self.0.id)
    }

    async fn handle(&self) -> &str {
        &self.0.handle
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it is that of every country that no other has.
    async fn primary(&self) -> bool {
        self.0.is_primary
    }

    /// What is paid in there.
    async fn currency_code(&self) -> CurrencyCode {
        self.0.price_list.currency.into()
    }

    /// Whether prices shown contain the tax.
    async fn taxes_included(&self) -> bool {
        self.0.tax_inclusive
    }

    /// What customers buy from there, unless their group has a list of its own.
    async fn price_list(&self, ctx: &Context<'_>) -> Result<Option<PriceList>> {
        Ok(ctx.load().get(PriceListById(self.0.price_list.id)).await.or_fail()?.map(PriceList))
    }

    /// Its countries. There are no more than countries.
    async fn countries(&self) -> Vec<CountryCode> {
        self.0.countries.iter().map(Into::into).collect()
    }

    /// The languages spoken there; the first is the default.
    async fn languages(&self) -> Vec<LanguageCode> {
        self.0.languages.iter().map(Into::into).collect()
    }
}

connection!(
    /// Markets.
    MarketConnection,
    MarketEdge,
    Market
);
