//! Finding and encoding a product's variants.
use std::sync::Arc;

use async_graphql::{Context, Result};
use entity::variant;
use futures::future::try_join_all;
use service::catalogue::{
    offer::Offer,
    option,
    variant::{option_values, title},
};

use super::{
    encoding,
    object::{Product, ProductVariantSortKeys},
    option::SelectedOptionInput,
    selection::{Choosable, ChoosableValue, Matching, Selection},
};
use crate::graphql::{
    context::ContextExt,
    error::{OrFail, bad_input},
    loader::OptionsOf,
    storefront::{text::translated, variant::ProductVariant},
};

/// Choices in one request at most. A product has three options.
const CHOICES_MAX: usize = 10;

/// What a viewer has chosen, and how strictly it is taken.
pub(super) struct Choices {
    wanted: Vec<SelectedOptionInput>,
    matching: Matching,
}

impl Choices {
    pub(super) fn new(wanted: Vec<SelectedOptionInput>, ignore_unknown: bool, ignore_case: bool) -> Result<Self> {
        if wanted.len() > CHOICES_MAX {
            return Err(bad_input(format!("select at most {CHOICES_MAX} options")));
        }
        Ok(Self { wanted, matching: Matching { ignore_unknown, ignore_case } })
    }
}

/// The variants in an order.
pub(super) fn sorted(
    variants: &[Arc<variant::Model>],
    key: ProductVariantSortKeys,
    reverse: bool,
) -> Vec<ProductVariant> {
    let mut sorted = variants.to_vec();
    match key {
        ProductVariantSortKeys::Position | ProductVariantSortKeys::Relevance => {}
        ProductVariantSortKeys::Id => sorted.sort_by_key(|variant| variant.id),
        ProductVariantSortKeys::Sku => sorted.sort_by(|a, b| a.sku.cmp(&b.sku).then(a.id.cmp(&b.id))),
        ProductVariantSortKeys::Title => sorted.sort_by(|a, b| title(a).cmp(&title(b)).then(a.id.cmp(&b.id))),
    }
    if reverse {
        sorted.reverse();
    }
    sorted.into_iter().map(node).collect()
}

/// The variant that meets all choices, where they choose every option.
pub(super) async fn exact(ctx: &Context<'_>, product: &Product, choices: &Choices) -> Result<Option<ProductVariant>> {
    let Some(selection) = selection(ctx, product, choices).await? else { return Ok(None) };
    let variants = product.variants_list(ctx).await?;
    Ok(variants.iter().find(|variant| selection.matches(variant)).cloned().map(node))
}

/// The variant that meets the choices; without one, the first that can be ordered; else the first.
pub(super) async fn selected_or_first_available(
    ctx: &Context<'_>,
    product: &Product,
    choices: &Choices,
) -> Result<Option<ProductVariant>> {
    let (variants, offers) = (product.variants_list(ctx).await?, product.offers(ctx).await?);
    let for_sale = |variant: &&Arc<variant::Model>| is_offered(&offers, variant, Offer::is_for_sale);
    let selection = selection(ctx, product, choices).await?.filter(|_| !choices.wanted.is_empty());
    let matching = |variant: &&Arc<variant::Model>| selection.as_ref().is_some_and(|wanted| wanted.matches(variant));
    let selected = variants.iter().filter(matching).find(for_sale).or_else(|| variants.iter().find(matching));
    Ok(selected.or_else(|| variants.iter().find(for_sale)).or_else(|| variants.first()).cloned().map(node))
}

/// For every option, the variant that each of its other values leads to from what is selected.
pub(super) async fn adjacent(ctx: &Context<'_>, product: &Product, choices: &Choices) -> Result<Vec<ProductVariant>> {
    let Some(current) = selected_or_first_available(ctx, product, choices).await? else { return Ok(Vec::new()) };
    let selection = selection(ctx, product, choices).await?.unwrap_or_default().completed_by(&current.0);
    let variants = product.variants_list(ctx).await?;
    Ok(variants.iter().filter(|variant| selection.distance(variant) == 1).cloned().map(node).collect())
}

/// Which combinations of option values exist among the variants that are offered so.
pub(super) async fn encoded(ctx: &Context<'_>, product: &Product, offered: impl Fn(&Offer) -> bool) -> Result<String> {
    let options = ctx.load().list(OptionsOf(product.0.id)).await.or_fail()?;
    let (variants, offers) = (product.variants_list(ctx).await?, product.offers(ctx).await?);
    let combinations = variants
        .iter()
        .filter(|variant| is_offered(&offers, variant, &offered))
        .filter_map(|variant| positions(&options, variant))
        .collect();
    Ok(encoding::encode(combinations))
}

/// The position of a variant's value in each option. A product without options has one value.
fn positions(options: &[option::ProductOption], variant: &variant::Model) -> Option<Vec<usize>> {
    if options.is_empty() {
        return Some(vec![0]);
    }
    let position = |(option, value): (&option::ProductOption, &str)| {
        option.values.iter().position(|candidate| candidate.name == value)
    };
    options.iter().zip(option_values(variant)).map(position).collect()
}

fn is_offered(offers: &[Offer], variant: &variant::Model, offered: impl Fn(&Offer) -> bool) -> bool {
    offers.iter().any(|offer| offer.variant == variant.id && offered(offer))
}

/// What the choices mean for the product. Names count in the viewer's language and in the original.
async fn selection(ctx: &Context<'_>, product: &Product, choices: &Choices) -> Result<Option<Selection>> {
    let options = ctx.load().list(OptionsOf(product.0.id)).await.or_fail()?;
    let choosable = try_join_all(options.iter().map(|option| choosable(ctx, option))).await?;
    Ok(Selection::of(&choosable, &choices.wanted, choices.matching))
}

async fn choosable(ctx: &Context<'_>, option: &option::ProductOption) -> Result<Choosable> {
    let own = &option.option;
    let names = try_join_all([translated(ctx, own.id, "name", &own.name)]);
    let values = try_join_all(option.values.iter().map(|value| translated(ctx, value.id, "name", &value.name)));
    let (names, values) = futures::future::try_join(names, values).await?;
    let with_original = |original: &str, name: String| vec![original.to_owned(), name];
    Ok(Choosable {
        position: own.position,
        names: names.into_iter().flat_map(|name| with_original(&own.name, name)).collect(),
        values: option
            .values
            .iter()
            .zip(values)
            .map(|(value, name)| ChoosableValue {
                original: value.name.clone(),
                names: with_original(&value.name, name),
            })
            .collect(),
    })
}

fn node(variant: Arc<variant::Model>) -> ProductVariant {
    ProductVariant(variant)
}
