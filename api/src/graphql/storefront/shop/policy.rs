//! The shop's legal texts.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::shop_policy::{self, Kind};
use service::content::policy;

use super::domain;
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    loader::PolicyOf,
    scalar::{Html, Url},
    storefront::{node::id, text::translated},
};

/// A legal text of the shop.
#[derive(Clone)]
pub struct ShopPolicy(pub Arc<shop_policy::Model>);

impl ShopPolicy {
    /// The shop's text of that kind, if it has one.
    pub(super) async fn of(ctx: &Context<'_>, kind: Kind) -> Result<Option<Self>> {
        Ok(ctx.load().get(PolicyOf(kind)).await.or_fail()?.map(Self))
    }
}

#[Object]
impl ShopPolicy {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("ShopPolicy", self.0.id)
    }

    /// The word in its address.
    async fn handle(&self) -> &str {
        policy::handle(self.0.kind)
    }

    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.0.id, "title", &self.0.title).await
    }

    /// The text, as HTML.
    async fn body(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.0.id, "body_html", &self.0.body_html).await
    }

    /// Where it can be read.
    async fn url(&self, ctx: &Context<'_>) -> Result<Url> {
        domain::absolute(ctx, &format!("/policies/{}", policy::handle(self.0.kind))).await
    }
}

/// A legal text that a shop could have a ready-made version of. Here it is its own or none.
pub struct ShopPolicyWithDefault(pub ShopPolicy);

#[Object]
impl ShopPolicyWithDefault {
    /// A globally unique id.
    async fn id(&self) -> Option<ID> {
        Some(id::encode("ShopPolicy", self.0.0.id))
    }

    /// The word in its address.
    async fn handle(&self) -> &str {
        policy::handle(self.0.0.kind)
    }

    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.0.0.id, "title", &self.0.0.title).await
    }

    /// The text.
    async fn body(&self, ctx: &Context<'_>) -> Result<Html> {
        Ok(Html(translated(ctx, self.0.0.id, "body_html", &self.0.0.body_html).await?))
    }

    /// Where it can be read.
    async fn url(&self, ctx: &Context<'_>) -> Result<Url> {
        domain::absolute(ctx, &format!("/policies/{}", policy::handle(self.0.0.kind))).await
    }
}
