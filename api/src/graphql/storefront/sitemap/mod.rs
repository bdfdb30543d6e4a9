//! What a search engine may visit.
use async_graphql::{Context, Enum, Interface, Object, Result, SimpleObject};
use service::content::sitemap::{self, Of};

use super::text::Count;
use crate::graphql::{
    context::ContextExt,
    error::{OrFail, bad_input},
    scalar::DateTime,
};

/// The sitemap part of the query root.
#[derive(Default)]
pub struct SitemapQuery;

#[Object]
impl SitemapQuery {
    /// The map of one kind of thing.
    async fn sitemap(&self, #[graphql(name = "type")] kind: SitemapType) -> Sitemap {
        Sitemap(kind)
    }
}

/// What a map is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SitemapType {
    Article,
    Blog,
    Collection,
    /// There are none yet.
    Metaobject,
    Page,
    Product,
}

impl SitemapType {
    fn of(self) -> Option<Of> {
        match self {
            Self::Article => Some(Of::Articles),
            Self::Blog => Some(Of::Blogs),
            Self::Collection => Some(Of::Collections),
            Self::Metaobject => None,
            Self::Page => Some(Of::Pages),
            Self::Product => Some(Of::Products),
        }
    }
}

/// The map of one kind of thing, in pages of 250.
pub struct Sitemap(SitemapType);

#[Object]
impl Sitemap {
    /// How many pages there are.
    async fn pages_count(&self, ctx: &Context<'_>) -> Result<Count> {
        let pages = match self.0.of() {
            Some(of) => sitemap::count(ctx.shop(), ctx.viewer(), of).await.or_fail()?,
            None => 0,
        };
        Ok(Count::exact(pages))
    }

    /// A page, the first being 1. Beyond the last there is nothing.
    async fn resources(&self, ctx: &Context<'_>, page: i32) -> Result<PaginatedSitemapResources> {
        let number = u64::try_from(page).ok().filter(|number| (1..=sitemap::PAGES_MAX).contains(number));
        let number = number.ok_or_else(|| bad_input(format!("pages are numbered from 1 to {}", sitemap::PAGES_MAX)))?;
        let Some(of) = self.0.of() else {
            return Ok(PaginatedSitemapResources { has_next_page: false, items: Vec::new() });
        };
        let found = sitemap::entries(ctx.shop(), ctx.viewer(), of, number).await.or_fail()?;
        let resource = |entry: sitemap::Entry| {
            SitemapResource { handle: entry.handle, updated_at: entry.updated_at.into() }.into()
        };
        let items = found.entries.into_iter().map(resource).collect();
        Ok(PaginatedSitemapResources { has_next_page: found.has_next, items })
    }
}

/// A page of a map.
#[derive(SimpleObject)]
pub struct PaginatedSitemapResources {
    has_next_page: bool,
    items: Vec<SitemapResourceInterface>,
}

/// Something to visit.
#[derive(Interface)]
#[graphql(
    field(name = "handle", ty = "String", desc = "The word in its address."),
    field(name = "updated_at", ty = "DateTime", desc = "When it last changed.")
)]
pub enum SitemapResourceInterface {
    Resource(SitemapResource),
    Metaobject(SitemapResourceMetaobject),
}

/// Something to visit.
pub struct SitemapResource {
    handle: String,
    updated_at: DateTime,
}

#[Object]
impl SitemapResource {
    /// The word in its address.
    async fn handle(&self) -> String {
        self.handle.clone()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.updated_at
    }
}

/// A metaobject to visit. There are none yet.
pub struct SitemapResourceMetaobject {
    handle: String,
    type_name: String,
    updated_at: DateTime,
}

#[Object]
impl SitemapResourceMetaobject {
    /// The word in its address.
    async fn handle(&self) -> String {
        self.handle.clone()
    }

    /// Which shape it has.
    #[graphql(name = "type")]
    async fn type_name(&self) -> &str {
        &self.type_name
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.updated_at
    }
}
