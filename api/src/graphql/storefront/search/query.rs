//! The search page: products, pages and articles in one list.
use async_graphql::{Context, Enum, Object, Result, Union};
use futures::future::try_join_all;
use service::{
    search::query::{self as search, EverythingOrder, EverythingQuery, Found, Kind, LastWord},
    shop::page::Page as ListPage,
};

use super::{Filter, ProductFilter};
use crate::graphql::{
    argument::OrDefault,
    context::ContextExt,
    error::OrFail,
    loader::{ArticleById, PageById, ProductById},
    storefront::{
        connection::{PageInfo, page},
        content::{Article, Page},
        product::Product,
    },
};

/// What a search is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SearchSortKeys {
    Price,
    #[default]
    Relevance,
}

/// What can be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SearchType {
    Article,
    Page,
    Product,
}

/// What happens to products that are sold out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SearchUnavailableProductsType {
    Hide,
    Last,
    Show,
}

/// How the last word of a search is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SearchPrefixQueryType {
    /// It may be the beginning of a longer one.
    Last,
    #[default]
    None,
}

impl From<SearchUnavailableProductsType> for search::Unavailable {
    fn from(kind: SearchUnavailableProductsType) -> Self {
        match kind {
            SearchUnavailableProductsType::Hide => Self::Hide,
            SearchUnavailableProductsType::Last => Self::Last,
            SearchUnavailableProductsType::Show => Self::Show,
        }
    }
}

/// Something that a search found.
#[derive(Clone, Union)]
pub enum SearchResultItem {
    Article(Article),
    Page(Page),
    Product(Product),
}

/// The root of the search page.
#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Products, pages and articles that match a text.
    #[expect(clippy::too_many_arguments, reason = "the arguments are the dialect's")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In the search syntax; plain words forgive typing errors.")] query: String,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<SearchSortKeys>,
        types: Option<Vec<SearchType>>,
        product_filters: Option<Vec<ProductFilter>>,
        unavailable_products: Option<SearchUnavailableProductsType>,
        prefix: Option<SearchPrefixQueryType>,
    ) -> Result<SearchResultItemConnection> {
        let (OrDefault(reverse), OrDefault(sort_key)) = (reverse, sort_key);
        let wanted = ctx.look_ahead();
        let question = EverythingQuery {
            text: query,
            kinds: types.unwrap_or_default().into_iter().map(kind).collect(),
            filters: ProductFilter::all(ctx, product_filters.unwrap_or_default())?,
            order: match sort_key {
                SearchSortKeys::Relevance => EverythingOrder::Relevance,
                SearchSortKeys::Price => EverythingOrder::Price,
            },
            reverse,
            unavailable: unavailable_products.map_or(search::Unavailable::Last, Into::into),
            last_word: match prefix.unwrap_or_default() {
                SearchPrefixQueryType::Last => LastWord::Prefix,
                SearchPrefixQueryType::None => LastWord::Whole,
            },
            page: page(first, after, last, before)?,
            facets: wanted.field("productFilters").exists(),
            count: wanted.field("totalCount").exists(),
        };
        let hits = search::everything(ctx.search(), ctx.viewer(), &question).await.or_fail()?;
        Ok(SearchResultItemConnection {
            total: hits.total.unwrap_or_default(),
            filters: hits.facets.map(|facets| Filter::all(ctx, facets)).unwrap_or_default(),
            page: items(ctx, hits.page).await?,
        })
    }
}

fn kind(kind: SearchType) -> Kind {
    match kind {
        SearchType::Article => Kind::Article,
        SearchType::Page => Kind::Page,
        SearchType::Product => Kind::Product,
    }
}

/// What was found, read from the database: the index may lag, so some of it may be gone.
async fn items(ctx: &Context<'_>, page: ListPage<Found>) -> Result<ListPage<SearchResultItem>> {
    let ListPage { items, has_next, has_previous } = page;
    let found = try_join_all(items.iter().map(|(_, found)| item(ctx, *found))).await?;
    let items = items.into_iter().zip(found).filter_map(|((cursor, _), item)| Some((cursor, item?))).collect();
    Ok(ListPage { items, has_next, has_previous })
}

async fn item(ctx: &Context<'_>, found: Found) -> Result<Option<SearchResultItem>> {
    let load = ctx.load();
    Ok(match found {
        Found::Product(id) => load.get(ProductById(id)).await.or_fail()?.map(|found| Product(found).into()),
        Found::Page(id) => load.get(PageById(id)).await.or_fail()?.map(|found| Page(found).into()),
        Found::Article(id) => load.get(ArticleById(id)).await.or_fail()?.map(|found| Article(found).into()),
        // The dialect's search page has no collections.
        Found::Collection(_) => None,
    })
}

/// What a search found.
pub struct SearchResultItemConnection {
    page: ListPage<SearchResultItem>,
    filters: Vec<Filter>,
    total: u64,
}

/// Something found, with its cursor.
pub struct SearchResultItemEdge<'a> {
    cursor: &'a str,
    node: &'a SearchResultItem,
}

#[Object]
impl SearchResultItemConnection {
    /// What was found, with cursors.
    async fn edges(&self) -> Vec<SearchResultItemEdge<'_>> {
        self.page.items.iter().map(|(cursor, node)| SearchResultItemEdge { cursor, node }).collect()
    }

    /// What was found.
    async fn nodes(&self) -> Vec<&SearchResultItem> {
        self.page.items.iter().map(|(_, node)| node).collect()
    }

    /// Where this page is in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo::of(&self.page)
    }

    /// What the products found can be filtered by.
    async fn product_filters(&self) -> &[Filter] {
        &self.filters
    }

    /// How many there are in all.
    async fn total_count(&self) -> i32 {
        i32::try_from(self.total).unwrap_or(i32::MAX)
    }
}

#[Object]
impl SearchResultItemEdge<'_> {
    /// Where the item is in its list: for `after` and `before`.
    async fn cursor(&self) -> &str {
        self.cursor
    }

    /// The item.
    async fn node(&self) -> &SearchResultItem {
        self.node
    }
}
