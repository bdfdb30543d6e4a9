//! A variant.
use std::sync::Arc;

use async_graphql::{Context, Enum, Error, ID, Object, Result, SimpleObject};
use entity::{variant, weight};
use futures::future::{try_join, try_join_all};
use rust_decimal::Decimal;
use service::{
    catalogue::{
        offer::Offer,
        variant::{DEFAULT_OPTION, DEFAULT_TITLE, option_values, title},
    },
    pricing::unit_price,
    shop::{fault::Fault, page::Page},
};

use super::unit_price::UnitPriceMeasurement;
use crate::{
    connection,
    graphql::{
        context::ContextExt,
        error::{OrFail, internal},
        loader::{MediaOf, OffersOf, OptionsOf, ProductById},
        storefront::{
            media::Image,
            metafield::{self, HasMetafieldsIdentifier, Metafield},
            money::MoneyV2,
            node::id,
            product::Product,
            selling_plan::{ProductVariantComponentConnection, SellingPlanAllocationConnection},
            text::translated,
        },
    },
};

/// One sellable form of a product.
#[derive(Clone)]
pub struct ProductVariant(pub Arc<variant::Model>);

/// A choice that was made.
#[derive(Clone, Debug, SimpleObject)]
pub struct SelectedOption {
    /// The option: `Size`.
    pub name: String,
    /// What was chosen: `M`.
    pub value: String,
}

/// A unit of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WeightUnit {
    Grams,
    Kilograms,
    Ounces,
    Pounds,
}

impl From<weight::WeightUnit> for WeightUnit {
    fn from(unit: weight::WeightUnit) -> Self {
        match unit {
            weight::WeightUnit::Grams => Self::Grams,
            weight::WeightUnit::Kilograms => Self::Kilograms,
            weight::WeightUnit::Ounces => Self::Ounces,
            weight::WeightUnit::Pounds => Self::Pounds,
        }
    }
}

impl ProductVariant {
    async fn offer(&self, ctx: &Context<'_>) -> Result<Option<Offer>> {
        let offers = ctx.load().list(OffersOf(self.0.product_id)).await.or_fail()?;
        Ok(offers.iter().find(|offer| offer.variant == self.0.id).copied())
    }
}

#[Object]
impl ProductVariant {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("ProductVariant", self.0.id)
    }

    /// The product it is a form of.
    async fn product(&self, ctx: &Context<'_>) -> Result<Product> {
        let product = ctx.load().get(ProductById(self.0.product_id)).await.or_fail()?;
        product.map(Product).ok_or_else(|| gone("a variant's product is not visible"))
    }

    /// Its option values, joined: `Red / M`.
    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        if ctx.viewer().reads_original || title(&self.0) == DEFAULT_TITLE {
            return Ok(title(&self.0));
        }
        let choices = selected(ctx, &self.0).await?;
        Ok(choices.into_iter().map(|choice| choice.value).collect::<Vec<_>>().join(" / "))
    }

    async fn sku(&self) -> Option<&str> {
        self.0.sku.as_deref()
    }

    async fn barcode(&self) -> Option<&str> {
        self.0.barcode.as_deref()
    }

    /// What was chosen of each of the product's options.
    async fn selected_options(&self, ctx: &Context<'_>) -> Result<Vec<SelectedOption>> {
        selected(ctx, &self.0).await
    }

    /// The price of one, in the viewer's market. Zero where the market does not price it; it is
    /// then not for sale.
    async fn price(&self, ctx: &Context<'_>) -> Result<MoneyV2> {
        let offer = self.offer(ctx).await?;
        Ok(offer.and_then(|offer| offer.price).unwrap_or_else(|| ctx.viewer().nothing()).into())
    }

    /// The price it is compared with, if it is on sale.
    async fn compare_at_price(&self, ctx: &Context<'_>) -> Result<Option<MoneyV2>> {
        Ok(self.offer(ctx).await?.and_then(|offer| offer.compare_at).map(Into::into))
    }

    #[graphql(deprecation = "use `price`")]
    async fn price_v2(&self, ctx: &Context<'_>) -> Result<MoneyV2> {
        self.price(ctx).await
    }

    #[graphql(deprecation = "use `compareAtPrice`")]
    async fn compare_at_price_v2(&self, ctx: &Context<'_>) -> Result<Option<MoneyV2>> {
        self.compare_at_price(ctx).await
    }

    /// The price per unit of measure.
    async fn unit_price(&self, ctx: &Context<'_>) -> Result<Option<MoneyV2>> {
        let Some(price) = self.offer(ctx).await?.and_then(|offer| offer.price) else { return Ok(None) };
        let quoted = || {
            let quantity: Decimal = self.0.unit_quantity.as_deref()?.parse().ok()?;
            let (unit, reference_unit) = (self.0.unit.as_deref()?, self.0.reference_unit.as_deref()?);
            unit_price::unit_price(price, quantity, unit, self.0.reference_quantity?, reference_unit)
        };
        Ok(quoted().map(Into::into))
    }

    /// How the price per unit is quoted.
    async fn unit_price_measurement(&self) -> Option<UnitPriceMeasurement> {
        UnitPriceMeasurement::of(&self.0)
    }

    /// Whether it can be ordered now.
    async fn available_for_sale(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.offer(ctx).await?.is_some_and(|offer| offer.is_for_sale()))
    }

    /// Whether it can be ordered although nothing is left: it will be sent later.
    async fn currently_not_in_stock(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.offer(ctx).await?.is_some_and(|offer| offer.is_backordered()))
    }

    /// How many are left, over the market's locations; absent where nobody counts.
    async fn quantity_available(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let offer = self.offer(ctx).await?.filter(|offer| offer.is_tracked);
        Ok(offer.map(|offer| i32::try_from(offer.available.max(0)).unwrap_or(i32::MAX)))
    }

    async fn requires_shipping(&self) -> bool {
        self.0.requires_shipping
    }

    async fn taxable(&self) -> bool {
        self.0.taxable
    }

    /// In `weightUnit`.
    #[expect(clippy::cast_precision_loss, clippy::float_arithmetic, reason = "a weight for people to read, not money")]
    async fn weight(&self) -> f64 {
        let exact = self.0.weight_mg as f64 / self.0.weight_unit.milligrams() as f64;
        (exact * 10_000.0).round() / 10_000.0
    }

    async fn weight_unit(&self) -> WeightUnit {
        self.0.weight_unit.into()
    }

    /// Its own picture, or the product's first.
    async fn image(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        let media = ctx.load().list(MediaOf(self.0.product_id)).await.or_fail()?;
        let own = self.0.media_id.and_then(|id| media.iter().find(|media| media.id == id));
        Ok(own.and_then(Image::of).or_else(|| media.iter().find_map(Image::of)))
    }

    /// Whether it is a bundle. There are none yet.
    async fn requires_components(&self) -> bool {
        false
    }

    /// What it consists of, if it is a bundle. There are none yet.
    async fn components(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> ProductVariantComponentConnection {
        let _ = (first, after, last, before);
        ProductVariantComponentConnection::none()
    }

    /// The bundles it is in. There are none yet.
    async fn grouped_by(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> ProductVariantConnection {
        let _ = (first, after, last, before);
        ProductVariantConnection(Page::empty())
    }

    /// What it costs under each selling plan. There are none yet.
    async fn selling_plan_allocations(
        &self,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> SellingPlanAllocationConnection {
        let _ = (first, after, last, before);
        SellingPlanAllocationConnection::none()
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

/// The names of the options and of the chosen values, in the viewer's language.
async fn selected(ctx: &Context<'_>, variant: &variant::Model) -> Result<Vec<SelectedOption>> {
    if option_values(variant).next().is_none() {
        let only = SelectedOption { name: DEFAULT_OPTION.to_owned(), value: DEFAULT_TITLE.to_owned() };
        return Ok(vec![only]);
    }
    let options = ctx.load().list(OptionsOf(variant.product_id)).await.or_fail()?;
    // Asked together, so that all variants' texts come in one batch.
    try_join_all(options.iter().zip(option_values(variant)).map(async |(option, value)| {
        let chosen = option.values.iter().find(|candidate| candidate.name == value);
        let name = translated(ctx, option.option.id, "name", &option.option.name);
        let value = async {
            match chosen {
                Some(chosen) => translated(ctx, chosen.id, "name", value).await,
                None => Ok(value.to_owned()),
            }
        };
        let (name, value) = try_join(name, value).await?;
        Ok(SelectedOption { name, value })
    }))
    .await
}

fn gone(what: &str) -> Error {
    internal(&Fault::broken(what))
}

connection!(
    /// Variants.
    ProductVariantConnection,
    ProductVariantEdge,
    ProductVariant
);
