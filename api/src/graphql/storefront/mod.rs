//! The storefront dialect: what shoppers' clients ask.
pub mod address;
pub mod cart;
pub mod category;
pub mod checkout;
pub mod codes;
pub mod collection;
pub mod connection;
pub mod content;
pub mod customer;
pub mod localization;
pub mod media;
pub mod menu;
pub mod metafield;
pub mod metaobject;
pub mod money;
pub mod node;
pub mod order;
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
    cart::CartQuery,
    cart::SimulateQuery,
    checkout::CheckoutQuery,
    product::ProductQuery,
    search::SearchQuery,
    search::PredictiveQuery,
    collection::CollectionQuery,
    content::ContentQuery,
    customer::CustomerQuery,
    localization::LocalizationQuery,
    menu::MenuQuery,
    metaobject::MetaobjectQuery,
    node::NodeQuery,
    shop::ShopQuery,
    sitemap::SitemapQuery,
);

/// Where everything that changes something starts. The fields of one request are run one after the other.
#[derive(Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct MutationRoot(cart::CartMutation, checkout::CheckoutMutation, customer::CustomerMutation);
