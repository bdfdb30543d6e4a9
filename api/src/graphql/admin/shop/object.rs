//! What staff see of their shop.
use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use service::{access::Staff, shop::settings::Settings};

use crate::graphql::{
    context::ContextExt,
    scalar::{DateTime, Url},
    storefront::{
        codes::{CountryCode, CurrencyCode},
        node::id,
        shop::SHOP_ID,
        variant::object::WeightUnit,
    },
};

/// The shop.
pub struct Shop(pub Arc<Settings>);

#[Object]
impl Shop {
    /// A globally unique id.
    async fn id(&self) -> ID {
        ID(SHOP_ID.to_owned())
    }

    async fn name(&self) -> &str {
        &self.0.shop.name
    }

    async fn description(&self) -> &str {
        &self.0.shop.description
    }

    /// Where customers write to.
    async fn email(&self) -> &str {
        &self.0.shop.email
    }

    /// Where the storefront lives: as set up, or where this server is reached.
    async fn url(&self, ctx: &Context<'_>) -> Url {
        let own = &self.0.shop.primary_url;
        Url(if own.is_empty() { ctx.base_url().to_owned() } else { own.clone() })
    }

    /// Where the shop is.
    async fn country_code(&self) -> CountryCode {
        self.0.shop.country.into()
    }

    /// The currency of the books. Price lists may have others.
    async fn currency_code(&self) -> CurrencyCode {
        self.0.shop.currency.into()
    }

    /// What weights are written in.
    async fn weight_unit(&self) -> WeightUnit {
        self.0.shop.weight_unit.into()
    }
}

/// A key to this API, without the secret part.
pub struct ApiKey(pub Staff);

#[Object]
impl ApiKey {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("ApiKey", self.0.key)
    }

    /// What it is for.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The letters it begins with.
    async fn prefix(&self) -> &str {
        &self.0.prefix
    }

    /// What it allows: `all`, or scopes one by one.
    async fn scopes(&self) -> Vec<&'static str> {
        self.0.scopes.words()
    }

    /// When it stops to work. Absent: when it is revoked.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(Into::into)
    }
}
