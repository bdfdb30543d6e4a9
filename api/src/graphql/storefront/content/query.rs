//! Questions about content.
use async_graphql::{Context, ID, Object, Result};
use service::content::{
    blog::{self, ListBlogs},
    page::ListPages,
    redirect::{self, ListRedirects},
};

use super::{
    article::{Article, ArticleConnection, ArticleSortKeys, list},
    blog::{Blog, BlogConnection},
    page::{Page, PageConnection, PageSortKeys},
    redirect::{UrlRedirect, UrlRedirectConnection},
};
use crate::graphql::{
    argument::OrDefault,
    context::ContextExt,
    error::OrFail,
    loader::{ArticleById, BlogByHandle, BlogById, PageByHandle, PageById},
    storefront::{connection::page, node::id},
};

/// The content part of the query root.
#[derive(Default)]
pub struct ContentQuery;

#[Object]
impl ContentQuery {
    /// A page of text, by its handle or its id.
    async fn page(&self, ctx: &Context<'_>, handle: Option<String>, id: Option<ID>) -> Result<Option<Page>> {
        Ok(match (handle, id) {
            (Some(handle), _) => ctx.load().get(PageByHandle(handle)).await.or_fail()?.map(Page),
            (None, Some(id)) => match id::decode("Page", &id)? {
                Some(key) => ctx.load().get(PageById(key)).await.or_fail()?.map(Page),
                None => None,
            },
            (None, None) => None,
        })
    }

    /// A page of text by its handle.
    #[graphql(deprecation = "use `page`")]
    async fn page_by_handle(&self, ctx: &Context<'_>, handle: String) -> Result<Option<Page>> {
        Ok(ctx.load().get(PageByHandle(handle)).await.or_fail()?.map(Page))
    }

    /// Pages of text. `query` knows `title`, `handle`, `created_at` and `updated_at`; anything else
    /// is looked for in the texts.
    #[expect(clippy::too_many_arguments, reason = "the dialect's")]
    async fn pages(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<PageSortKeys>,
        query: Option<String>,
    ) -> Result<PageConnection> {
        let (OrDefault(reverse), OrDefault(sort_key)) = (reverse, sort_key);
        let request = ListPages { query, order: sort_key.into(), reverse, page: page(first, after, last, before)? };
        let found = service::content::page::list(ctx.shop(), ctx.viewer(), &request).await.or_fail()?;
        Ok(PageConnection(found.map(|page| Page(page.into()))))
    }

    /// A blog, by its handle or its id.
    async fn blog(&self, ctx: &Context<'_>, handle: Option<String>, id: Option<ID>) -> Result<Option<Blog>> {
        Ok(match (handle, id) {
            (Some(handle), _) => ctx.load().get(BlogByHandle(handle)).await.or_fail()?.map(Blog),
            (None, Some(id)) => match id::decode("Blog", &id)? {
                Some(key) => ctx.load().get(BlogById(key)).await.or_fail()?.map(Blog),
                None => None,
            },
            (None, None) => None,
        })
    }

    /// A blog by its handle.
    #[graphql(deprecation = "use `blog`")]
    async fn blog_by_handle(&self, ctx: &Context<'_>, handle: String) -> Result<Option<Blog>> {
        Ok(ctx.load().get(BlogByHandle(handle)).await.or_fail()?.map(Blog))
    }

    /// Blogs. `query` knows `title`, `handle`, `created_at` and `updated_at`.
    #[expect(clippy::too_many_arguments, reason = "the dialect's")]
    async fn blogs(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<BlogSortKeys>,
        query: Option<String>,
    ) -> Result<BlogConnection> {
        let (OrDefault(reverse), OrDefault(sort_key)) = (reverse, sort_key);
        let request = ListBlogs { query, order: sort_key.into(), reverse, page: page(first, after, last, before)? };
        let found = blog::list(ctx.shop(), &request).await.or_fail()?;
        Ok(BlogConnection(found.map(|blog| Blog(blog.into()))))
    }

    /// An article by its id.
    async fn article(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Article>> {
        let Some(key) = id::decode("Article", &id)? else { return Ok(None) };
        Ok(ctx.load().get(ArticleById(key)).await.or_fail()?.map(Article))
    }

    /// The articles of all blogs. `query` knows `title`, `author`, `blog_title`, `tag`,
    /// `created_at`, `updated_at` and `published_at`; anything else is looked for in the texts.
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
        list(ctx, None, query, sort_key, reverse, page(first, after, last, before)?).await
    }

    /// Old addresses that lead to new ones. `query` knows `path` and `target`.
    #[expect(clippy::too_many_arguments, reason = "the dialect's")]
    async fn url_redirects(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        query: Option<String>,
    ) -> Result<UrlRedirectConnection> {
        let OrDefault(reverse) = reverse;
        let request = ListRedirects { query, reverse, page: page(first, after, last, before)? };
        let found = redirect::list(ctx.shop(), &request).await.or_fail()?;
        Ok(UrlRedirectConnection(found.map(UrlRedirect)))
    }
}

/// What blogs are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, async_graphql::Enum)]
pub enum BlogSortKeys {
    Handle,
    /// In the order they were made.
    #[default]
    Id,
    /// As `ID`: blogs are not ranked.
    Relevance,
    Title,
}

impl From<BlogSortKeys> for blog::Order {
    fn from(key: BlogSortKeys) -> Self {
        match key {
            BlogSortKeys::Handle => Self::Handle,
            BlogSortKeys::Id | BlogSortKeys::Relevance => Self::Id,
            BlogSortKeys::Title => Self::Title,
        }
    }
}
