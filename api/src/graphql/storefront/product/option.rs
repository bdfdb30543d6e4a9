//! What there is to choose about a product.
use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::{ids::ProductId, option_value};
use futures::future::try_join_all;
use service::catalogue::{
    option,
    variant::{DEFAULT_OPTION, DEFAULT_TITLE},
};
use uuid::Uuid;

use super::selection::Selection;
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    loader::{OptionById, OptionOf, OptionsOf, ProductById, VariantsOf},
    scalar::Color,
    storefront::{media::Media, node::id, text::translated, variant::ProductVariant},
};

/// A choice to make.
#[derive(Clone, Debug, InputObject)]
pub struct SelectedOptionInput {
    /// The option: `Size`.
    pub name: String,
    /// What is chosen: `M`.
    pub value: String,
}

/// Something to choose about a product.
#[derive(Clone)]
pub struct ProductOption {
    pub(super) product: ProductId,
    /// Absent for a product with nothing to choose, which is shown with an option all the same.
    pub(super) option: Option<Arc<option::ProductOption>>,
}

impl ProductOption {
    /// An option of a visible product, by its id: that of the product, where there is nothing to choose.
    pub(in crate::graphql::storefront) async fn find(ctx: &Context<'_>, id: Uuid) -> Result<Option<Self>> {
        let option = ctx.load().get(OptionById(id.into())).await.or_fail()?;
        let found = Self { product: option.as_ref().map_or(id.into(), |option| option.option.product_id), option };
        Ok(found.is_visible(ctx).await?.then_some(found))
    }

    async fn is_visible(&self, ctx: &Context<'_>) -> Result<bool> {
        let is_there = ctx.load().get(ProductById(self.product)).await.or_fail()?.is_some();
        let is_fitting = self.option.is_some() || ctx.load().list(OptionsOf(self.product)).await.or_fail()?.is_empty();
        Ok(is_there && is_fitting)
    }
}

#[Object]
impl ProductOption {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        match &self.option {
            Some(option) => id::encode("ProductOption", option.option.id),
            None => id::encode("ProductOption", self.product),
        }
    }

    async fn name(&self, ctx: &Context<'_>) -> Result<String> {
        match &self.option {
            Some(option) => translated(ctx, option.option.id, "name", &option.option.name).await,
            None => Ok(DEFAULT_OPTION.to_owned()),
        }
    }

    /// The values to choose from, in order.
    async fn option_values(&self) -> Vec<ProductOptionValue> {
        let Some(option) = &self.option else {
            return vec![ProductOptionValue { product: self.product, option: None, value: None }];
        };
        let value = |value: &option_value::Model| ProductOptionValue {
            product: self.product,
            option: Some(option.clone()),
            value: Some(value.clone()),
        };
        option.values.iter().map(value).collect()
    }

    /// The names of the values.
    async fn values(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        match &self.option {
            Some(option) => {
                try_join_all(option.values.iter().map(|value| translated(ctx, value.id, "name", &value.name))).await
            }
            None => Ok(vec![DEFAULT_TITLE.to_owned()]),
        }
    }
}

/// One of the answers to an option.
#[derive(Clone)]
pub struct ProductOptionValue {
    product: ProductId,
    option: Option<Arc<option::ProductOption>>,
    value: Option<option_value::Model>,
}

impl ProductOptionValue {
    /// A value of an option of a visible product, by its id: that of the product, where there is nothing to choose.
    pub(in crate::graphql::storefront) async fn find(ctx: &Context<'_>, id: Uuid) -> Result<Option<Self>> {
        let option = ctx.load().get(OptionOf(id.into())).await.or_fail()?;
        let value = option.as_ref().and_then(|option| option.values.iter().find(|value| value.id.0 == id)).cloned();
        let of =
            ProductOption { product: option.as_ref().map_or(id.into(), |option| option.option.product_id), option };
        let is_visible = of.is_visible(ctx).await?;
        Ok(is_visible.then_some(Self { product: of.product, option: of.option, value }))
    }
}

/// How a value looks.
#[derive(Clone, SimpleObject)]
pub struct ProductOptionValueSwatch {
    pub color: Option<Color>,
    pub image: Option<Media>,
}

#[Object]
impl ProductOptionValue {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        match &self.value {
            Some(value) => id::encode("ProductOptionValue", value.id),
            None => id::encode("ProductOptionValue", self.product),
        }
    }

    async fn name(&self, ctx: &Context<'_>) -> Result<String> {
        match &self.value {
            Some(value) => translated(ctx, value.id, "name", &value.name).await,
            None => Ok(DEFAULT_TITLE.to_owned()),
        }
    }

    /// How it looks, where the shop says.
    async fn swatch(&self) -> Option<ProductOptionValueSwatch> {
        let color = self.value.as_ref()?.swatch_color.clone()?;
        Some(ProductOptionValueSwatch { color: Some(Color(color)), image: None })
    }

    /// The first variant with this value.
    async fn first_selectable_variant(&self, ctx: &Context<'_>) -> Result<Option<ProductVariant>> {
        let variants = ctx.load().list(VariantsOf(self.product)).await.or_fail()?;
        let (Some(option), Some(value)) = (&self.option, &self.value) else {
            return Ok(variants.first().cloned().map(ProductVariant));
        };
        let wanted = Selection::one(option.option.position, &value.name);
        let found = variants.iter().find(|variant| wanted.matches(variant));
        Ok(found.cloned().map(ProductVariant))
    }
}
