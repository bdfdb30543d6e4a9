//! The storefront dialect: what shoppers' clients ask.
pub mod category;
pub mod codes;
pub mod collection;
pub mod connection;
pub mod media;
pub mod metafield;
pub mod money;
pub mod node;
pub mod product;
pub mod search;
pub mod text;
pub mod variant;

use async_graphql::MergedObject;

/// Where every storefront query starts.
#[derive(Default, MergedObject)]
pub struct QueryRoot(product::ProductQuery, collection::CollectionQuery);
