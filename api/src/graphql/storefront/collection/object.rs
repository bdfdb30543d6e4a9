//! A collection.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::collection;
use service::{
    catalogue::{
        collection_products::{self, Order, own_order},
        description, product,
    },
    search::query as search,
    shop::page::PageRequest,
};

use crate::{
    connection,
    graphql::{
        argument::OrDefault,
        context::ContextExt,
        error::OrFail,
        loader::{MediaById, ProductsIn},
        scalar::{DateTime, Html, Url},
        storefront::{
            connection::page,
            media::Image,
            metafield::{self, HasMetafieldsIdentifier, Metafield},
            node::id,
            product::{Product, ProductConnection},
            search::{ProductFilter, found},
            text::{Seo, translated, translated_optional},
        },
    },
};

/// A group of products.
#[derive(Clone)]
pub struct Collection(pub Arc<collection::Model>);

/// What a collection's products are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ProductCollectionSortKeys {
    BestSelling,
    /// As the shop says.
    #[default]
    CollectionDefault,
    Created,
    Id,
    /// As the shopkeeper placed them.
    Manual,
    Price,
    Relevance,
    Title,
}

#[Object]
impl Collection {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Collection", self.0.id)
    }

    /// The name in its address.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.0.id, "title", &self.0.title).await
    }

    /// The description as plain text, cut to so many characters if asked for.
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(validator(minimum = 0))] truncate_at: Option<i32>,
    ) -> Result<String> {
        let plain = description::plain(&translated(ctx, self.0.id, "body_html", &self.0.body_html).await?);
        Ok(match truncate_at.and_then(|chars| usize::try_from(chars).ok()) {
            Some(chars) => description::truncate(&plain, chars),
            None => plain,
        })
    }

    async fn description_html(&self, ctx: &Context<'_>) -> Result<Html> {
        translated(ctx, self.0.id, "body_html", &self.0.body_html).await.map(Html)
    }

    async fn image(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        let Some(media) = self.0.media_id else { return Ok(None) };
        Ok(ctx.load().get(MediaById(media)).await.or_fail()?.and_then(|media| Image::of(&media)))
    }

    async fn seo(&self, ctx: &Context<'_>) -> Result<Seo> {
        Ok(Seo {
            title: translated_optional(ctx, self.0.id, "seo_title", self.0.seo_title.as_deref()).await?,
            description: translated_optional(ctx, self.0.id, "seo_description", self.0.seo_description.as_deref())
                .await?,
        })
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Its page in the shop's own storefront.
    async fn online_store_url(&self, ctx: &Context<'_>) -> Option<Url> {
        Some(Url(format!("{}/collections/{}", ctx.base_url(), self.0.handle)))
    }

    /// Always absent: nothing is tracked.
    async fn tracking_parameters(&self) -> Option<&str> {
        None
    }

    /// The products in it.
    #[expect(clippy::too_many_arguments, reason = "the arguments are the dialect's")]
    async fn products(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<ProductCollectionSortKeys>,
        #[graphql(desc = "All conditions must hold, alternatives of one kind aside.")] filters: Option<
            Vec<ProductFilter>,
        >,
    ) -> Result<ProductConnection> {
        let (OrDefault(reverse), OrDefault(sort_key)) = (reverse, sort_key);
        let request = page(first, after, last, before)?;
        let wants_filters = ctx.look_ahead().field("filters").exists();
        let filters = filters.unwrap_or_default();
        if wants_filters || !filters.is_empty() {
            return self.filtered(ctx, filters, sort_key, reverse, request, wants_filters).await;
        }
        let (order, reverse) = self.order(sort_key, reverse);
        let key = ProductsIn(collection_products::ProductsIn { collection: self.0.id, order, reverse, page: request });
        let Some(page) = ctx.load().get(key).await.or_fail()? else {
            return Ok(ProductConnection { page: service::shop::page::Page::empty(), filters: Vec::new() });
        };
        let page = page.or_fail()?;
        Ok(ProductConnection { page: page.as_ref().clone().map(Product), filters: Vec::new() })
    }

    async fn metafield(&self, ctx: &Context<'_>, namespace: Option<String>, key: String) -> Result<Option<Metafield>> {
        metafield::one(ctx, self.0.id, namespace.as_deref(), &key).await
    }

    async fn metafields(
        &self,
        ctx: &Context<'_>,
        identifiers: Vec<HasMetafieldsIdentifier>,
    ) -> Result<Vec<Option<Metafield>>> {
        metafield::some(ctx, self.0.id, &identifiers).await
    }
}

impl Collection {
    async fn filtered(
        &self,
        ctx: &Context<'_>,
        filters: Vec<ProductFilter>,
        sort_key: ProductCollectionSortKeys,
        reverse: bool,
        page: PageRequest,
        facets: bool,
    ) -> Result<ProductConnection> {
        let (order, reverse) = self.order(sort_key, reverse);
        let (order, reverse) = in_index(order, reverse);
        let question = search::ProductQuery {
            text: None,
            filters: ProductFilter::all(ctx, filters)?,
            collection: Some(self.0.id),
            order,
            reverse,
            unavailable: search::Unavailable::Show,
            page,
            facets,
            count: false,
        };
        found(ctx, &question).await
    }

    /// What a sort key means here, and which way it runs.
    fn order(&self, key: ProductCollectionSortKeys, reverse: bool) -> (Order, bool) {
        match key {
            ProductCollectionSortKeys::CollectionDefault | ProductCollectionSortKeys::Relevance => {
                let (order, backwards) = own_order(self.0.product_order);
                (order, backwards != reverse)
            }
            ProductCollectionSortKeys::Manual => (Order::Manual, reverse),
            ProductCollectionSortKeys::BestSelling => (Order::By(product::Order::BestSelling), !reverse),
            ProductCollectionSortKeys::Created => (Order::By(product::Order::CreatedAt), reverse),
            ProductCollectionSortKeys::Id => (Order::By(product::Order::Id), reverse),
            ProductCollectionSortKeys::Price => (Order::By(product::Order::Price), reverse),
            ProductCollectionSortKeys::Title => (Order::By(product::Order::Title), reverse),
        }
    }
}

/// The same order in the index, where best sellers begin with the most sold.
fn in_index(order: Order, reverse: bool) -> (search::ProductOrder, bool) {
    match order {
        Order::Manual => (search::ProductOrder::Collection, reverse),
        Order::By(product::Order::BestSelling) => (search::ProductOrder::BestSelling, !reverse),
        Order::By(product::Order::CreatedAt) => (search::ProductOrder::CreatedAt, reverse),
        Order::By(product::Order::UpdatedAt) => (search::ProductOrder::UpdatedAt, reverse),
        Order::By(product::Order::Id) => (search::ProductOrder::Id, reverse),
        Order::By(product::Order::Price) => (search::ProductOrder::Price, reverse),
        Order::By(product::Order::Title) => (search::ProductOrder::Title, reverse),
        Order::By(product::Order::Vendor) => (search::ProductOrder::Vendor, reverse),
        Order::By(product::Order::ProductType) => (search::ProductOrder::ProductType, reverse),
    }
}

connection!(
    /// Collections.
    CollectionConnection,
    CollectionEdge,
    Collection
);
