//! An entry of a blog.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::ids::BlogId;
use service::{
    catalogue::description,
    content::article::{self, ListArticles, Order},
    shop::{fault::Fault, page::PageRequest},
};

use super::blog::Blog;
use crate::{
    connection,
    graphql::{
        context::ContextExt,
        error::OrFail,
        loader::{ArticlesIn, BlogById, BodyOfArticle, MediaById},
        scalar::{DateTime, Html, Url},
        storefront::{
            media::Image,
            metafield::{self, HasMetafieldsIdentifier, Metafield},
            node::id,
            text::{Seo, translated, translated_optional},
        },
    },
};

/// An entry of a blog.
#[derive(Clone)]
pub struct Article(pub Arc<article::Article>);

/// Who wrote an article.
#[derive(Clone, Debug, SimpleObject)]
pub struct ArticleAuthor {
    /// As it is shown.
    name: String,
    /// The name before the last space; empty when the name is one word.
    first_name: String,
    /// The last word of the name.
    last_name: String,
}

/// What articles are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ArticleSortKeys {
    Author,
    BlogTitle,
    /// In the order they were made.
    #[default]
    Id,
    PublishedAt,
    /// As `ID`: articles are not ranked here; `search` ranks.
    Relevance,
    Title,
    UpdatedAt,
}

impl From<ArticleSortKeys> for Order {
    fn from(key: ArticleSortKeys) -> Self {
        match key {
            ArticleSortKeys::Author => Self::Author,
            ArticleSortKeys::BlogTitle => Self::BlogTitle,
            ArticleSortKeys::Id | ArticleSortKeys::Relevance => Self::Id,
            ArticleSortKeys::PublishedAt => Self::PublishedAt,
            ArticleSortKeys::Title => Self::Title,
            ArticleSortKeys::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// A page of articles, of one blog or of all.
pub(super) async fn list(
    ctx: &Context<'_>,
    blog: Option<BlogId>,
    query: Option<String>,
    order: ArticleSortKeys,
    reverse: bool,
    page: PageRequest,
) -> Result<ArticleConnection> {
    let request = ListArticles { blog, query, order: order.into(), reverse, page };
    let found = ctx.load().get(ArticlesIn(request)).await.or_fail()?;
    let found = found.ok_or_else(|| Fault::broken("a list of articles was not answered")).or_fail()?.or_fail()?;
    Ok(ArticleConnection(found.as_ref().clone().map(Article)))
}

impl Article {
    async fn body_html(&self, ctx: &Context<'_>) -> Result<String> {
        let body = ctx.load().get(BodyOfArticle(self.0.id)).await.or_fail()?.unwrap_or_default();
        translated(ctx, self.0.id, "body_html", &body).await
    }

    async fn excerpt_text(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.0.id, "excerpt_html", &self.0.excerpt_html).await
    }
}

#[Object]
impl Article {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Article", self.0.id)
    }

    /// The word in its address, unique in its blog.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.0.id, "title", &self.0.title).await
    }

    /// The blog it is in.
    async fn blog(&self, ctx: &Context<'_>) -> Result<Blog> {
        let found = ctx.load().get(BlogById(self.0.blog_id)).await.or_fail()?;
        found.map(Blog).ok_or_else(|| Fault::broken("an article's blog is missing")).or_fail()
    }

    /// Who wrote it.
    async fn author_v2(&self) -> Option<ArticleAuthor> {
        let name = self.0.author_name.trim();
        let (first_name, last_name) = name.rsplit_once(' ').unwrap_or(("", name));
        (!name.is_empty()).then(|| ArticleAuthor {
            name: name.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
        })
    }

    /// The text without markup, cut after so many characters if asked.
    async fn content(&self, ctx: &Context<'_>, truncate_at: Option<i32>) -> Result<String> {
        Ok(cut(description::plain(&self.body_html(ctx).await?), truncate_at))
    }

    /// The text.
    async fn content_html(&self, ctx: &Context<'_>) -> Result<Html> {
        Ok(Html(self.body_html(ctx).await?))
    }

    /// What it is about, without markup, cut after so many characters if asked.
    async fn excerpt(&self, ctx: &Context<'_>, truncate_at: Option<i32>) -> Result<Option<String>> {
        let text = description::plain(&self.excerpt_text(ctx).await?);
        Ok(Some(cut(text, truncate_at)).filter(|text| !text.is_empty()))
    }

    /// What it is about.
    async fn excerpt_html(&self, ctx: &Context<'_>) -> Result<Option<Html>> {
        Ok(Some(self.excerpt_text(ctx).await?).filter(|text| !text.is_empty()).map(Html))
    }

    async fn tags(&self) -> &[String] {
        &self.0.tags.0
    }

    /// Its picture.
    async fn image(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        let Some(media) = self.0.media_id else { return Ok(None) };
        Ok(ctx.load().get(MediaById(media)).await.or_fail()?.and_then(|media| Image::of(&media)))
    }

    async fn published_at(&self) -> DateTime {
        // What can be seen is published.
        self.0.published_at.unwrap_or(self.0.created_at).into()
    }

    /// What search engines are told.
    async fn seo(&self, ctx: &Context<'_>) -> Result<Seo> {
        Ok(Seo {
            title: translated_optional(ctx, self.0.id, "seo_title", self.0.seo_title.as_deref()).await?,
            description: translated_optional(ctx, self.0.id, "seo_description", self.0.seo_description.as_deref())
                .await?,
        })
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

fn cut(text: String, truncate_at: Option<i32>) -> String {
    match truncate_at.and_then(|chars| usize::try_from(chars).ok()) {
        Some(chars) => description::truncate(&text, chars),
        None => text,
    }
}

connection!(
    /// Articles.
    ArticleConnection,
    ArticleEdge,
    Article
);
