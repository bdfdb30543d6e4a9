//! A page of text.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use service::{
    catalogue::description,
    content::page::{Order, TextPage},
};

use crate::{
    connection,
    graphql::{
        context::ContextExt,
        error::OrFail,
        loader::BodyOfPage,
        scalar::{DateTime, Html, Url},
        storefront::{
            metafield::{self, HasMetafieldsIdentifier, Metafield},
            node::id,
            text::{Seo, translated, translated_optional},
        },
    },
};

/// Characters of a summary.
const SUMMARY_CHARS: usize = 150;

/// A page of text, as in "About us".
#[derive(Clone)]
pub struct Page(pub Arc<TextPage>);

/// What pages are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum PageSortKeys {
    /// In the order they were made.
    #[default]
    Id,
    /// As `ID`: pages are not ranked here; `search` ranks.
    Relevance,
    Title,
    UpdatedAt,
}

impl From<PageSortKeys> for Order {
    fn from(key: PageSortKeys) -> Self {
        match key {
            PageSortKeys::Id | PageSortKeys::Relevance => Self::Id,
            PageSortKeys::Title => Self::Title,
            PageSortKeys::UpdatedAt => Self::UpdatedAt,
        }
    }
}

impl Page {
    async fn body_html(&self, ctx: &Context<'_>) -> Result<String> {
        let body = ctx.load().get(BodyOfPage(self.0.id)).await.or_fail()?.unwrap_or_default();
        translated(ctx, self.0.id, "body_html", &body).await
    }
}

#[Object]
impl Page {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Page", self.0.id)
    }

    /// The word in its address.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.0.id, "title", &self.0.title).await
    }

    /// The text.
    async fn body(&self, ctx: &Context<'_>) -> Result<Html> {
        Ok(Html(self.body_html(ctx).await?))
    }

    /// How the text begins, without markup.
    async fn body_summary(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(description::truncate(&description::plain(&self.body_html(ctx).await?), SUMMARY_CHARS))
    }

    /// What search engines are told.
    async fn seo(&self, ctx: &Context<'_>) -> Result<Seo> {
        Ok(Seo {
            title: translated_optional(ctx, self.0.id, "seo_title", self.0.seo_title.as_deref()).await?,
            description: translated_optional(ctx, self.0.id, "seo_description", self.0.seo_description.as_deref())
                .await?,
        })
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
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

    /// What a client should add to links after a search: nothing here.
    async fn tracking_parameters(&self) -> Option<String> {
        None
    }
}

connection!(
    /// Pages of text.
    PageConnection,
    PageEdge,
    Page
);
