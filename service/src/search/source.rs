//! What documents are made of, as read from the database.
use entity::{
    ids::{CategoryId, LocationId, PriceListId, ProductId},
    locale::Language,
    money::Minor,
};
use sea_orm::prelude::DateTimeUtc;
use uuid::Uuid;

use super::query::Kind;

/// A product that may be seen.
#[derive(Clone, Debug)]
pub(super) struct ProductSource {
    pub(super) id: ProductId,
    pub(super) handle: String,
    pub(super) title: String,
    pub(super) sort_title: String,
    pub(super) body_html: String,
    pub(super) vendor: String,
    pub(super) product_type: String,
    /// Its own and those above it.
    pub(super) categories: Vec<CategoryId>,
    pub(super) tags: Vec<String>,
    pub(super) published_at: DateTimeUtc,
    pub(super) units_sold: i64,
    pub(super) created_at: DateTimeUtc,
    pub(super) updated_at: DateTimeUtc,
    /// Their names; empty where there is none.
    pub(super) options: [String; 3],
    pub(super) variants: Vec<VariantSource>,
    pub(super) collections: Vec<CollectionPlace>,
    pub(super) metafields: Vec<MetafieldSource>,
    /// Language, field and text.
    pub(super) translations: Vec<(Language, String, String)>,
}

#[derive(Clone, Debug)]
pub(super) struct VariantSource {
    pub(super) options: [String; 3],
    pub(super) sku: Option<String>,
    pub(super) barcode: Option<String>,
    /// Whether it is sold only while there is stock.
    pub(super) is_limited: bool,
    /// The price of one, in each list that has one.
    pub(super) prices: Vec<(PriceListId, Minor)>,
    /// What is left to sell, by location.
    pub(super) stock: Vec<(LocationId, i64)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct CollectionPlace {
    pub(super) collection: Uuid,
    pub(super) position: i64,
}

#[derive(Clone, Debug)]
pub(super) struct MetafieldSource {
    pub(super) of_variant: bool,
    pub(super) namespace: String,
    pub(super) key: String,
    pub(super) type_name: String,
    pub(super) value: String,
}

/// A collection, page or article.
#[derive(Clone, Debug)]
pub(super) struct TextSource {
    pub(super) kind: Kind,
    pub(super) id: Uuid,
    pub(super) handle: String,
    pub(super) title: String,
    pub(super) body_html: String,
    pub(super) author: String,
    pub(super) tags: Vec<String>,
    pub(super) published_at: DateTimeUtc,
    pub(super) created_at: DateTimeUtc,
    pub(super) updated_at: DateTimeUtc,
    pub(super) translations: Vec<(Language, String, String)>,
}
