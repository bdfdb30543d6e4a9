//! What a list of products can be filtered by, with counts.
use async_graphql::{Context, Enum, SimpleObject};
use entity::money::{Minor, Money};
use serde_json::{Value, json};
use service::{
    pricing::currency,
    search::query::{Bucket, Facet},
};

use crate::graphql::{
    context::ContextExt,
    scalar::{Color, Json},
    storefront::media::MediaImage,
};

/// Something a list can be filtered by.
#[derive(Clone, SimpleObject)]
pub struct Filter {
    /// The same for the same filter in every answer.
    pub id: String,
    /// What to call it.
    pub label: String,
    /// How its values are best shown.
    pub presentation: Option<FilterPresentation>,
    #[graphql(name = "type")]
    pub kind: FilterType,
    pub values: Vec<FilterValue>,
}

/// How the values of a filter are best shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum FilterPresentation {
    Image,
    Swatch,
    Text,
}

/// What kind of values a filter has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum FilterType {
    Boolean,
    List,
    PriceRange,
}

/// A value to filter by.
#[derive(Clone, SimpleObject)]
pub struct FilterValue {
    pub id: String,
    pub label: String,
    /// How many products it would leave, with the other filters as they are.
    pub count: i32,
    /// A `ProductFilter`, ready to be sent.
    pub input: Json,
    pub image: Option<MediaImage>,
    pub swatch: Option<Swatch>,
}

/// How a value looks.
#[derive(Clone, SimpleObject)]
pub struct Swatch {
    pub color: Option<Color>,
    pub image: Option<MediaImage>,
}

impl Filter {
    pub(super) fn all(ctx: &Context<'_>, facets: Vec<Facet>) -> Vec<Self> {
        facets.into_iter().map(|facet| Self::of(ctx, facet)).collect()
    }

    fn of(ctx: &Context<'_>, facet: Facet) -> Self {
        match facet {
            Facet::Availability { available, unavailable } => availability(available, unavailable),
            Facet::Price { min, max } => price(ctx, min, max),
            Facet::Vendor(buckets) => {
                list("filter.p.vendor", "Brand", buckets, |value| json!({ "productVendor": value }))
            }
            Facet::ProductType(buckets) => {
                list("filter.p.product_type", "Product type", buckets, |value| json!({ "productType": value }))
            }
            Facet::Tag(buckets) => list("filter.p.tag", "Tag", buckets, |value| json!({ "tag": value })),
            Facet::VariantOption { name, values } => {
                let id = format!("filter.v.option.{}", slug(&name));
                list(&id, &name, values, |value| json!({ "variantOption": { "name": name, "value": value } }))
            }
            Facet::ProductMetafield { namespace, key, values } => {
                let id = format!("filter.p.m.{namespace}.{key}");
                list(
                    &id,
                    &key,
                    values,
                    |value| json!({ "productMetafield": { "namespace": namespace, "key": key, "value": value } }),
                )
            }
        }
    }
}

fn availability(available: u64, unavailable: u64) -> Filter {
    let value = |id: &str, label: &str, count, is_available: bool| FilterValue {
        id: format!("filter.v.availability.{id}"),
        label: label.to_owned(),
        count: whole(count),
        input: Json(json!({ "available": is_available })),
        image: None,
        swatch: None,
    };
    Filter {
        id: "filter.v.availability".to_owned(),
        label: "Availability".to_owned(),
        presentation: Some(FilterPresentation::Text),
        kind: FilterType::List,
        values: vec![value("1", "In stock", available, true), value("0", "Out of stock", unavailable, false)],
    }
}

fn price(ctx: &Context<'_>, min: Minor, max: Minor) -> Filter {
    let amount = |amount| {
        let exact = currency::to_decimal(Money { amount, currency: ctx.viewer().currency() });
        // The dialect has a number here.
        serde_json::from_str::<Value>(&exact.to_string()).unwrap_or(Value::Null)
    };
    let value = FilterValue {
        id: "filter.v.price".to_owned(),
        label: "Price".to_owned(),
        count: 0,
        input: Json(json!({ "price": { "min": amount(min), "max": amount(max) } })),
        image: None,
        swatch: None,
    };
    Filter {
        id: "filter.v.price".to_owned(),
        label: "Price".to_owned(),
        presentation: None,
        kind: FilterType::PriceRange,
        values: vec![value],
    }
}

fn list(id: &str, label: &str, buckets: Vec<Bucket>, input: impl Fn(&str) -> Value) -> Filter {
    let value = |bucket: Bucket| FilterValue {
        id: format!("{id}.{}", slug(&bucket.value)),
        count: whole(bucket.count),
        input: Json(input(&bucket.value)),
        label: bucket.value,
        image: None,
        swatch: None,
    };
    Filter {
        id: id.to_owned(),
        label: label.to_owned(),
        presentation: Some(FilterPresentation::Text),
        kind: FilterType::List,
        values: buckets.into_iter().map(value).collect(),
    }
}

fn slug(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

fn whole(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
