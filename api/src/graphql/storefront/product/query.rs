//! Where products are found.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::ids::ProductId;
use futures::future::try_join_all;
use service::{
    catalogue::{
        product::{self, ListProducts, Order},
        tag,
    },
    search::query::{self as search, Intent},
    shop::page::Page,
};

use super::{connection::ProductConnection, object::Product};
use crate::graphql::{
    argument::OrDefault,
    context::ContextExt,
    error::{OrFail, bad_input},
    loader::{ProductByHandle, ProductById},
    storefront::{
        connection::{StringConnection, page},
        node::id,
        search::{ProductFilter, found},
    },
};

/// Recommendations for a product.
const RECOMMENDATIONS: u32 = 10;

/// What a list of products is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ProductSortKeys {
    BestSelling,
    CreatedAt,
    #[default]
    Id,
    Price,
    ProductType,
    Relevance,
    Title,
    UpdatedAt,
    Vendor,
}

/// What a recommendation is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ProductRecommendationIntent {
    /// Something to go with it.
    Complementary,
    /// Something like it.
    #[default]
    Related,
}

/// The roots that lead to products.
#[derive(Default)]
pub struct ProductQuery;

#[Object]
impl ProductQuery {
    /// A product by its id or its handle.
    async fn product(&self, ctx: &Context<'_>, handle: Option<String>, id: Option<ID>) -> Result<Option<Product>> {
        match (id, handle) {
            (Some(id), _) => by_id(ctx, &id).await,
            (None, Some(handle)) => by_handle(ctx, handle).await,
            (None, None) => Err(bad_input("name the product by `id` or by `handle`")),
        }
    }

    #[graphql(deprecation = "use `product`")]
    async fn product_by_handle(&self, ctx: &Context<'_>, handle: String) -> Result<Option<Product>> {
        by_handle(ctx, handle).await
    }

    /// Products, all of them or those that a search finds.
    #[expect(clippy::too_many_arguments, reason = "the arguments are the dialect's")]
    async fn products(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<ProductSortKeys>,
        #[graphql(desc = "In the search syntax: `tag:summer variants.price:<20`.")] query: Option<String>,
        #[graphql(desc = "Ours: as in a collection. All conditions must hold, alternatives of one kind aside.")]
        filters: Option<Vec<ProductFilter>>,
    ) -> Result<ProductConnection> {
        let (OrDefault(reverse), OrDefault(sort_key)) = (reverse, sort_key);
        let request = page(first, after, last, before)?;
        let wants_filters = ctx.look_ahead().field("filters").exists();
        let text = query.filter(|text| !text.trim().is_empty());
        if text.is_some() || wants_filters || filters.as_ref().is_some_and(|filters| !filters.is_empty()) {
            let question = search::ProductQuery {
                text,
                filters: ProductFilter::all(ctx, filters.unwrap_or_default())?,
                collection: None,
                order: sort_key.in_index(),
                reverse,
                unavailable: search::Unavailable::Show,
                page: request,
                facets: wants_filters,
                count: false,
            };
            return found(ctx, &question).await;
        }
        let (order, reverse) = sort_key.in_database(reverse);
        let request = ListProducts { order, reverse, page: request };
        let page = product::list(ctx.shop(), ctx.viewer(), &request).await.or_fail()?;
        Ok(ProductConnection { page: page.map(|product| Product(Arc::new(product))), filters: Vec::new() })
    }

    /// Products to look at beside a product.
    async fn product_recommendations(
        &self,
        ctx: &Context<'_>,
        product_id: Option<ID>,
        product_handle: Option<String>,
        #[graphql(default)] intent: OrDefault<ProductRecommendationIntent>,
    ) -> Result<Option<Vec<Product>>> {
        let OrDefault(intent) = intent;
        let product = match (product_id, product_handle) {
            (Some(id), _) => id::decode::<ProductId>("Product", &id)?,
            (None, Some(handle)) => by_handle(ctx, handle).await?.map(|product| product.0.id),
            (None, None) => return Err(bad_input("name the product by `productId` or by `productHandle`")),
        };
        let Some(product) = product else { return Ok(None) };
        let intent = match intent {
            ProductRecommendationIntent::Related => Intent::Related,
            ProductRecommendationIntent::Complementary => Intent::Complementary,
        };
        let related = search::related(ctx.search(), ctx.viewer(), product, intent, RECOMMENDATIONS).await.or_fail()?;
        products_of(ctx, related).await.map(Some)
    }

    /// The tags that products have.
    async fn product_tags(&self, ctx: &Context<'_>, first: i32, after: Option<String>) -> Result<StringConnection> {
        let request = page(Some(first), after, None, None)?;
        Ok(StringConnection(tag::list(ctx.shop(), &request).await.or_fail()?))
    }

    /// The types that products have.
    async fn product_types(&self, ctx: &Context<'_>, first: i32, after: Option<String>) -> Result<StringConnection> {
        let request = page(Some(first), after, None, None)?;
        Ok(StringConnection(product::types(ctx.shop(), &request).await.or_fail()?))
    }
}

async fn by_id(ctx: &Context<'_>, id: &ID) -> Result<Option<Product>> {
    match id::decode("Product", id)? {
        Some(key) => Ok(ctx.load().get(ProductById(key)).await.or_fail()?.map(Product)),
        None => Ok(None),
    }
}

async fn by_handle(ctx: &Context<'_>, handle: String) -> Result<Option<Product>> {
    Ok(ctx.load().get(ProductByHandle(handle)).await.or_fail()?.map(Product))
}

/// Products in the order of their ids, without those that are no longer visible.
pub async fn products_of(ctx: &Context<'_>, ids: Vec<ProductId>) -> Result<Vec<Product>> {
    let found = try_join_all(ids.into_iter().map(|id| ctx.load().get(ProductById(id)))).await.or_fail()?;
    Ok(found.into_iter().flatten().map(Product).collect())
}

/// As [`products_of`], for a page.
pub async fn page_of(ctx: &Context<'_>, page: Page<ProductId>) -> Result<Page<Product>> {
    let Page { items, has_next, has_previous } = page;
    let found = try_join_all(items.iter().map(|(_, id)| ctx.load().get(ProductById(*id)))).await.or_fail()?;
    let items =
        items.into_iter().zip(found).filter_map(|((cursor, _), product)| Some((cursor, Product(product?)))).collect();
    Ok(Page { items, has_next, has_previous })
}

impl ProductSortKeys {
    /// In the database: the dialect's best sellers begin with the most sold.
    fn in_database(self, reverse: bool) -> (Order, bool) {
        match self {
            Self::BestSelling => (Order::BestSelling, !reverse),
            Self::CreatedAt => (Order::CreatedAt, reverse),
            Self::Id | Self::Relevance => (Order::Id, reverse),
            Self::Price => (Order::Price, reverse),
            Self::ProductType => (Order::ProductType, reverse),
            Self::Title => (Order::Title, reverse),
            Self::UpdatedAt => (Order::UpdatedAt, reverse),
            Self::Vendor => (Order::Vendor, reverse),
        }
    }

    fn in_index(self) -> search::ProductOrder {
        match self {
            Self::BestSelling => search::ProductOrder::BestSelling,
            Self::CreatedAt => search::ProductOrder::CreatedAt,
            Self::Id => search::ProductOrder::Id,
            Self::Price => search::ProductOrder::Price,
            Self::ProductType => search::ProductOrder::ProductType,
            Self::Relevance => search::ProductOrder::Relevance,
            Self::Title => search::ProductOrder::Title,
            Self::UpdatedAt => search::ProductOrder::UpdatedAt,
            Self::Vendor => search::ProductOrder::Vendor,
        }
    }
}
