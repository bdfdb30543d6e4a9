//! A product.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::variant;
use service::catalogue::{self, description, offer};

use super::{
    option::{ProductOption, SelectedOptionInput},
    variants::{self, Choices},
};
use crate::graphql::{
    argument::OrDefault,
    context::ContextExt,
    error::OrFail,
    loader::{BodyOf, CollectionsOf, MediaOf, OffersOf, OptionsOf, VariantsOf},
    scalar::{DateTime, Html, Url},
    storefront::{
        category::TaxonomyCategory,
        collection::{Collection, CollectionConnection},
        connection::{page, slice},
        media::{Image, ImageConnection, Media, MediaConnection},
        metafield::{self, HasMetafieldsIdentifier, Metafield},
        money::MoneyV2,
        node::id,
        selling_plan::SellingPlanGroupConnection,
        text::{Count, Seo, translated, translated_optional},
        variant::{ProductVariant, ProductVariantConnection},
    },
};

/// What the shop sells.
#[derive(Clone)]
pub struct Product(pub Arc<catalogue::product::Product>);

/// The span of a product's prices.
#[derive(Clone, SimpleObject)]
pub struct ProductPriceRange {
    pub min_variant_price: MoneyV2,
    pub max_variant_price: MoneyV2,
}

/// What a product's variants are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ProductVariantSortKeys {
    Id,
    #[default]
    Position,
    Relevance,
    Sku,
    Title,
}

/// What a product's pictures are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ProductImageSortKeys {
    CreatedAt,
    Id,
    #[default]
    Position,
    Relevance,
}

impl Product {
    pub(super) async fn variants_list(&self, ctx: &Context<'_>) -> Result<Arc<Vec<Arc<variant::Model>>>> {
        ctx.load().list(VariantsOf(self.0.id)).await.or_fail()
    }

    pub(super) async fn offers(&self, ctx: &Context<'_>) -> Result<Arc<Vec<offer::Offer>>> {
        ctx.load().list(OffersOf(self.0.id)).await.or_fail()
    }

    async fn body(&self, ctx: &Context<'_>) -> Result<String> {
        let original = ctx.load().get(BodyOf(self.0.id)).await.or_fail()?.unwrap_or_default();
        translated(ctx, self.0.id, "body_html", &original).await
    }

    async fn images_list(&self, ctx: &Context<'_>) -> Result<Vec<Image>> {
        let media = ctx.load().list(MediaOf(self.0.id)).await.or_fail()?;
        Ok(media.iter().filter_map(Image::of).collect())
    }
}

#[Object]
impl Product {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Product", self.0.id)
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
        let plain = description::plain(&self.body(ctx).await?);
        Ok(match truncate_at.and_then(|chars| usize::try_from(chars).ok()) {
            Some(chars) => description::truncate(&plain, chars),
            None => plain,
        })
    }

    async fn description_html(&self, ctx: &Context<'_>) -> Result<Html> {
        self.body(ctx).await.map(Html)
    }

    async fn vendor(&self) -> &str {
        &self.0.vendor
    }

    async fn product_type(&self) -> &str {
        &self.0.product_type
    }

    async fn tags(&self) -> &[String] {
        &self.0.tags.0
    }

    async fn is_gift_card(&self) -> bool {
        self.0.is_gift_card
    }

    async fn seo(&self, ctx: &Context<'_>) -> Result<Seo> {
        Ok(Seo {
            title: translated_optional(ctx, self.0.id, "seo_title", self.0.seo_title.as_deref()).await?,
            description: translated_optional(ctx, self.0.id, "seo_description", self.0.seo_description.as_deref())
                .await?,
        })
    }

    async fn published_at(&self) -> DateTime {
        self.0.published_at.unwrap_or(self.0.created_at).into()
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Its page in the shop's own storefront.
    async fn online_store_url(&self, ctx: &Context<'_>) -> Option<Url> {
        Some(Url(format!("{}/products/{}", ctx.base_url(), self.0.handle)))
    }

    /// Always absent: nothing is tracked.
    async fn tracking_parameters(&self) -> Option<&str> {
        None
    }

    /// Where it is in the category tree.
    async fn category(&self, ctx: &Context<'_>) -> Result<Option<TaxonomyCategory>> {
        match self.0.category_id {
            Some(category) => TaxonomyCategory::find(ctx, category).await,
            None => Ok(None),
        }
    }

    /// Whether any variant can be ordered now.
    async fn available_for_sale(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.offers(ctx).await?.iter().any(offer::Offer::is_for_sale))
    }

    /// How many are left over all variants that are counted.
    async fn total_inventory(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let offers = self.offers(ctx).await?;
        let total: i64 = offers.iter().filter(|offer| offer.is_tracked).map(|offer| offer.available.max(0)).sum();
        Ok(Some(i32::try_from(total).unwrap_or(i32::MAX)))
    }

    /// The lowest and the highest price, in the viewer's market.
    async fn price_range(&self, ctx: &Context<'_>) -> Result<ProductPriceRange> {
        Ok(span(ctx, offer::price_range(&self.offers(ctx).await?)))
    }

    /// The lowest and the highest price compared with; zero where nothing is on sale.
    async fn compare_at_price_range(&self, ctx: &Context<'_>) -> Result<ProductPriceRange> {
        Ok(span(ctx, offer::compare_at_range(&self.offers(ctx).await?)))
    }

    /// What there is to choose.
    async fn options(
        &self,
        ctx: &Context<'_>,
        #[graphql(validator(minimum = 0))] first: Option<i32>,
    ) -> Result<Vec<ProductOption>> {
        let options = ctx.load().list(OptionsOf(self.0.id)).await.or_fail()?;
        let limit = first.and_then(|first| usize::try_from(first).ok()).unwrap_or(usize::MAX);
        if options.is_empty() {
            return Ok(vec![ProductOption { product: self.0.id, option: None }]);
        }
        let named = |option: &catalogue::option::ProductOption| ProductOption {
            product: self.0.id,
            option: Some(Arc::new(option.clone())),
        };
        Ok(options.iter().take(limit).map(named).collect())
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments are the dialect's")]
    async fn variants(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<ProductVariantSortKeys>,
    ) -> Result<ProductVariantConnection> {
        let (OrDefault(reverse), OrDefault(sort_key)) = (reverse, sort_key);
        let request = page(first, after, last, before)?;
        let variants = variants::sorted(&self.variants_list(ctx).await?, sort_key, reverse);
        Ok(ProductVariantConnection(slice(&variants, &request, |variant| variant.0.id.to_string())?))
    }

    async fn variants_count(&self, ctx: &Context<'_>) -> Result<Option<Count>> {
        Ok(Some(Count::exact(self.variants_list(ctx).await?.len() as u64)))
    }

    /// The variant with all of these option values.
    async fn variant_by_selected_options(
        &self,
        ctx: &Context<'_>,
        selected_options: Vec<SelectedOptionInput>,
        #[graphql(default)] ignore_unknown_options: OrDefault<bool>,
        #[graphql(default)] case_insensitive_match: OrDefault<bool>,
    ) -> Result<Option<ProductVariant>> {
        let (OrDefault(ignore_unknown_options), OrDefault(case_insensitive_match)) =
            (ignore_unknown_options, case_insensitive_match);
        let choices = Choices::new(selected_options, ignore_unknown_options, case_insensitive_match)?;
        variants::exact(ctx, self, &choices).await
    }

    /// The variant with these option values, or else the first that can be ordered, or else the first.
    async fn selected_or_first_available_variant(
        &self,
        ctx: &Context<'_>,
        selected_options: Option<Vec<SelectedOptionInput>>,
        #[graphql(default_with = "Some(true)")] ignore_unknown_options: Option<bool>,
        #[graphql(default)] case_insensitive_match: OrDefault<bool>,
    ) -> Result<Option<ProductVariant>> {
        let OrDefault(case_insensitive_match) = case_insensitive_match;
        let ignore_unknown_options = ignore_unknown_options.unwrap_or(true);
        let choices =
            Choices::new(selected_options.unwrap_or_default(), ignore_unknown_options, case_insensitive_match)?;
        variants::selected_or_first_available(ctx, self, &choices).await
    }

    /// The variants that differ from the selected one in a single option.
    async fn adjacent_variants(
        &self,
        ctx: &Context<'_>,
        selected_options: Option<Vec<SelectedOptionInput>>,
        #[graphql(default_with = "Some(true)")] ignore_unknown_options: Option<bool>,
        #[graphql(default)] case_insensitive_match: OrDefault<bool>,
    ) -> Result<Vec<ProductVariant>> {
        let OrDefault(case_insensitive_match) = case_insensitive_match;
        let ignore_unknown_options = ignore_unknown_options.unwrap_or(true);
        let choices =
            Choices::new(selected_options.unwrap_or_default(), ignore_unknown_options, case_insensitive_match)?;
        variants::adjacent(ctx, self, &choices).await
    }

    /// Which combinations of option values exist, encoded.
    async fn encoded_variant_existence(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        variants::encoded(ctx, self, |_| true).await.map(Some)
    }

    /// Which combinations of option values can be ordered now, encoded.
    async fn encoded_variant_availability(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        variants::encoded(ctx, self, offer::Offer::is_for_sale).await.map(Some)
    }

    /// The first picture.
    async fn featured_image(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        Ok(self.images_list(ctx).await?.into_iter().next())
    }

    /// The first picture, film or model.
    async fn featured_media(&self, ctx: &Context<'_>) -> Result<Option<Media>> {
        let media = ctx.load().list(MediaOf(self.0.id)).await.or_fail()?;
        Ok(media.first().cloned().map(Media::from))
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments are the dialect's")]
    async fn images(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<ProductImageSortKeys>,
    ) -> Result<ImageConnection> {
        let (OrDefault(reverse), OrDefault(sort_key)) = (reverse, sort_key);
        let request = page(first, after, last, before)?;
        let mut images = self.images_list(ctx).await?;
        if matches!(sort_key, ProductImageSortKeys::Id | ProductImageSortKeys::CreatedAt) {
            images.sort_by_key(|image| image.id);
        }
        if reverse {
            images.reverse();
        }
        Ok(ImageConnection(slice(&images, &request, |image| image.id.map(|id| id.to_string()).unwrap_or_default())?))
    }

    async fn media(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
    ) -> Result<MediaConnection> {
        let OrDefault(reverse) = reverse;
        let request = page(first, after, last, before)?;
        let mut media = ctx.load().list(MediaOf(self.0.id)).await.or_fail()?.to_vec();
        if reverse {
            media.reverse();
        }
        Ok(MediaConnection(slice(&media, &request, |media| media.id.to_string())?.map(Media::from)))
    }

    /// The collections it is in.
    async fn collections(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
    ) -> Result<CollectionConnection> {
        let OrDefault(reverse) = reverse;
        let request = page(first, after, last, before)?;
        let mut collections = ctx.load().list(CollectionsOf(self.0.id)).await.or_fail()?.to_vec();
        if reverse {
            collections.reverse();
        }
        let page = slice(&collections, &request, |collection| collection.id.to_string())?;
        Ok(CollectionConnection(page.map(|collection| Collection(Arc::new(collection)))))
    }

    /// Whether it is only sold by a selling plan. There are none yet.
    async fn requires_selling_plan(&self) -> bool {
        false
    }

    /// Its selling plans. There are none yet.
    async fn selling_plan_groups(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> SellingPlanGroupConnection {
        let _ = (first, after, last, before);
        SellingPlanGroupConnection::none()
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

fn span(ctx: &Context<'_>, range: Option<offer::Range>) -> ProductPriceRange {
    let nothing = ctx.viewer().nothing();
    let range = range.unwrap_or(offer::Range { min: nothing, max: nothing });
    ProductPriceRange { min_variant_price: range.min.into(), max_variant_price: range.max.into() }
}
