//! Countries, currencies, languages and markets.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use service::shop::settings;

use crate::graphql::storefront::{
    codes::{CountryCode, CurrencyCode, LanguageCode},
    metafield::{self, HasMetafieldsIdentifier, Metafield},
    node::id,
};

/// A country that the shop sells to.
#[derive(Clone)]
pub struct Country {
    pub code: CountryCode,
    pub market: Arc<settings::Market>,
}

#[Object]
impl Country {
    async fn iso_code(&self) -> CountryCode {
        self.code
    }

    /// In English.
    async fn name(&self) -> &str {
        self.code.name()
    }

    /// What is paid in there.
    async fn currency(&self) -> Currency {
        Currency(self.market.price_list.currency.into())
    }

    /// What weights and lengths are given in there.
    async fn unit_system(&self) -> UnitSystem {
        match self.code {
            CountryCode::US | CountryCode::LR | CountryCode::MM => UnitSystem::ImperialSystem,
            _ => UnitSystem::MetricSystem,
        }
    }

    /// The languages the shop speaks there.
    async fn available_languages(&self) -> Vec<Language> {
        self.market.languages.iter().map(|language| Language(language.into())).collect()
    }

    /// The language the shop speaks there unless asked otherwise.
    async fn default_language(&self, ctx: &Context<'_>) -> Language {
        use crate::graphql::context::ContextExt;
        Language(self.market.languages.first().unwrap_or(&ctx.viewer().language).into())
    }

    /// The market it belongs to.
    async fn market(&self) -> Option<Market> {
        Some(Market(self.market.clone()))
    }
}

/// What weights and lengths are given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum UnitSystem {
    ImperialSystem,
    MetricSystem,
}

/// A currency.
#[derive(Clone, Copy)]
pub struct Currency(pub CurrencyCode);

#[Object]
impl Currency {
    async fn iso_code(&self) -> CurrencyCode {
        self.0
    }

    /// In English.
    async fn name(&self) -> &str {
        self.0.name()
    }

    async fn symbol(&self) -> &str {
        self.0.symbol()
    }
}

/// A language.
#[derive(Clone, Copy)]
pub struct Language(pub LanguageCode);

#[Object]
impl Language {
    async fn iso_code(&self) -> LanguageCode {
        self.0
    }

    /// In English.
    async fn name(&self) -> &str {
        self.0.name()
    }

    /// In the language itself.
    async fn endonym_name(&self) -> &str {
        self.0.endonym()
    }
}

/// Countries that share a price list.
#[derive(Clone)]
pub struct Market(pub Arc<settings::Market>);

#[Object]
impl Market {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Market", self.0.id)
    }

    async fn handle(&self) -> &str {
        &self.0.handle
    }

    /// A value of the shop's own.
    async fn metafield(&self, ctx: &Context<'_>, namespace: Option<String>, key: String) -> Result<Option<Metafield>> {
        metafield::one(ctx, self.0.id, namespace.as_deref(), &key).await
    }

    /// Values of the shop's own, in the order asked for.
    async fn metafields(
        &self,
        ctx: &Context<'_>,
        identifiers: Vec<HasMetafieldsIdentifier>,
    ) -> Result<Vec<Option<Metafield>>> {
        metafield::some(ctx, self.0.id, &identifiers).await
    }
}
