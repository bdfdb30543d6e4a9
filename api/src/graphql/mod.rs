//! The storefront API. Resolvers are thin: they ask `service`, or a loader, and give names to what comes back.

pub mod argument;
pub mod context;
pub mod directive;
pub mod document;
pub mod error;
pub mod limits;
pub mod loader;
pub mod request;
pub mod scalar;
pub mod storefront;

use async_graphql::{EmptyMutation, EmptySubscription, Schema, SchemaBuilder};

/// The storefront's schema, one for the life of the process.
pub type StorefrontSchema = Schema<storefront::QueryRoot, EmptyMutation, EmptySubscription>;

/// The schema without limits or extensions: what serves requests adds those.
pub fn storefront_schema() -> SchemaBuilder<storefront::QueryRoot, EmptyMutation, EmptySubscription> {
    Schema::build(storefront::QueryRoot::default(), EmptyMutation, EmptySubscription)
        .directive(directive::InContext)
        .directive(directive::Defer)
}
