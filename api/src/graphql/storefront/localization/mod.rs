//! Where the viewer is and what they read, and what else there would be to choose.
pub mod object;

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use service::shop::settings::Market as MarketSettings;

use self::object::{Country, Language, Market};
use super::codes::CountryCode;
use crate::graphql::{context::ContextExt, error::OrFail};

/// The localization part of the query root.
#[derive(Default)]
pub struct LocalizationQuery;

#[Object]
impl LocalizationQuery {
    /// Where the viewer is and what they read, and what else there would be to choose.
    async fn localization(&self) -> Localization {
        Localization
    }
}

/// Where the viewer is and what they read, and what else there would be to choose.
pub struct Localization;

#[Object]
impl Localization {
    /// The country the answer is for.
    async fn country(&self, ctx: &Context<'_>) -> Country {
        Country { code: ctx.viewer().country.into(), market: ctx.viewer().market.clone() }
    }

    /// The language the answer is in.
    async fn language(&self, ctx: &Context<'_>) -> Language {
        Language((&ctx.viewer().language).into())
    }

    /// The market that decides prices.
    async fn market(&self, ctx: &Context<'_>) -> Market {
        Market(ctx.viewer().market.clone())
    }

    /// The countries that the shop sells to, by name.
    async fn available_countries(&self, ctx: &Context<'_>) -> Result<Vec<Country>> {
        let settings = ctx.shop().settings().await.or_fail()?;
        let of_market = |market: &Arc<MarketSettings>| {
            let market = market.clone();
            let codes: Vec<_> = market.countries.iter().map(CountryCode::from).collect();
            codes.into_iter().map(move |code| Country { code, market: market.clone() })
        };
        let mut countries: Vec<_> = settings.markets.iter().flat_map(of_market).collect();
        countries.sort_unstable_by_key(|country| country.code.name());
        Ok(countries)
    }

    /// The languages spoken in the viewer's market.
    async fn available_languages(&self, ctx: &Context<'_>) -> Vec<Language> {
        ctx.viewer().market.languages.iter().map(|language| Language(language.into())).collect()
    }
}
