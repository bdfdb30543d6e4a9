//! The storefront dialect: what shoppers' clients ask.
pub mod category;
pub mod codes;
pub mod collection;
pub mod connection;
pub mod content;
pub mod localization;
pub mod media;
pub mod menu;
pub mod metafield;
pub mod metaobject;
pub mod money;
pub mod node;
pub mod product;
pub mod search;
pub mod selling_plan;
pub mod shop;
pub mod sitemap;
pub mod text;
pub mod variant;

use async_graphql::MergedObject;

/// Where every storefront query starts.
#[derive(Default, MergedObject)]
pub struct QueryRoot(
    product::ProductQuery,
    search::SearchQuery,
    search::PredictiveQuery,
    collection::CollectionQuery,
    content::ContentQuery,
    localization::LocalizationQuery,
    menu::MenuQuery,
    metaobject::MetaobjectQuery,
    node::NodeQuery,
    shop::ShopQuery,
    sitemap::SitemapQuery,
);
