//! What clients ask about cookies.

#![expect(clippy::used_underscore_binding, reason = "the answer is the same whatever was agreed to")]

use async_graphql::{Context, InputObject, Object, Result};

use super::domain;

/// What a visitor agreed to. Nothing here depends on it: the shop sets no cookies of its own.
#[derive(Clone, Debug, InputObject)]
pub struct VisitorConsent {
    pub analytics: Option<bool>,
    pub marketing: Option<bool>,
    pub preferences: Option<bool>,
    pub sale_of_data: Option<bool>,
}

/// What a client needs to know before it stores a visitor's choices.
pub struct ConsentManagement;

#[Object]
impl ConsentManagement {
    /// Where a client keeps its cookies.
    async fn cookies(
        &self,
        #[graphql(name = "visitorConsent")] _visitor_consent: Option<VisitorConsent>,
    ) -> ConsentCookies {
        ConsentCookies
    }
}

/// Where a client keeps its cookies.
pub struct ConsentCookies;

#[Object]
impl ConsentCookies {
    /// The domain to set cookies for: the shop's own.
    async fn cookie_domain(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(domain::host(&domain::primary(ctx).await?))
    }
}
