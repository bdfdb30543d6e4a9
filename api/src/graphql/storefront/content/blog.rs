//! A series of articles.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::blog;

use super::article::{Article, ArticleConnection, ArticleSortKeys, list};
use crate::{
    connection,
    graphql::{
        argument::OrDefault,
        context::ContextExt,
        error::OrFail,
        loader::ArticleByHandle,
        scalar::Url,
        storefront::{
            connection::page,
            metafield::{self, HasMetafieldsIdentifier, Metafield},
            node::id,
            text::{Seo, translated, translated_optional},
        },
    },
};

/// A series of articles.
#[derive(Clone)]
pub struct Blog(pub Arc<blog::Model>);

#[Object]
impl Blog {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Blog", self.0.id)
    }

    /// The word in its address.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.0.id, "title", &self.0.title).await
    }

    /// What search engines are told.
    async fn seo(&self, ctx: &Context<'_>) -> Result<Seo> {
        Ok(Seo {
            title: translated_optional(ctx, self.0.id, "seo_title", self.0.seo_title.as_deref()).await?,
            description: translated_optional(ctx, self.0.id, "seo_description", self.0.seo_description.as_deref())
                .await?,
        })
    }

    /// An article by the word in its address.
    async fn article_by_handle(&self, ctx: &Context<'_>, handle: String) -> Result<Option<Article>> {
        let found = ctx.load().get(ArticleByHandle((self.0.id, handle))).await.or_fail()?;
        Ok(found.map(Article))
    }

    /// Its articles. `query` knows `title`, `author`, `tag`, `created_at`, `updated_at` and
    /// `published_at`; anything else is looked for in the texts.
    #[expect(clippy::too_many_arguments, reason = "the dialect's")]
    async fn articles(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<ArticleSortKeys>,
        query: Option<String>,
    ) -> Result<ArticleConnection> {
        let (OrDefault(reverse), OrDefault(sort_key)) = (reverse, sort_key);
        list(ctx, Some(self.0.id), query, sort_key, reverse, page(first, after, last, before)?).await
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

    /// Where it can be seen in a shop front of ours: there is none.
    async fn online_store_url(&self) -> Option<Url> {
        None
    }
}

connection!(
    /// Blogs.
    BlogConnection,
    BlogEdge,
    Blog
);
