//! The two GraphQL APIs. Resolvers are thin: they ask `service`, or a loader, and give names to what comes back.

pub mod admin;
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
pub mod throttle;

use async_graphql::{EmptySubscription, Request, Response, Schema, SchemaBuilder};

use self::document::RECURSION_MAX;

/// The storefront's schema, one for the life of the process.
pub type StorefrontSchema = Schema<storefront::QueryRoot, storefront::MutationRoot, EmptySubscription>;

/// The back office's schema, one for the life of the process.
pub type AdminSchema = Schema<admin::AdminQueryRoot, admin::AdminMutationRoot, EmptySubscription>;

/// The schema without limits or extensions: what serves requests adds those.
pub fn storefront_schema() -> SchemaBuilder<storefront::QueryRoot, storefront::MutationRoot, EmptySubscription> {
    Schema::build(storefront::QueryRoot::default(), storefront::MutationRoot::default(), EmptySubscription)
        .directive(directive::InContext)
        .directive(directive::Defer)
}

/// As [`storefront_schema`], for those who work for the shop.
pub fn admin_schema() -> SchemaBuilder<admin::AdminQueryRoot, admin::AdminMutationRoot, EmptySubscription> {
    Schema::build(admin::AdminQueryRoot::default(), admin::AdminMutationRoot::default(), EmptySubscription)
}

/// Which API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Api {
    /// For shoppers' clients: open to everybody.
    Storefront,
    /// For the back office: open to keys.
    Admin,
}

impl Api {
    pub fn name(self) -> &'static str {
        match self {
            Self::Storefront => "storefront",
            Self::Admin => "admin",
        }
    }
}

/// A schema as it serves requests, within the library's limits.
#[derive(Clone)]
pub enum Served {
    Storefront(StorefrontSchema),
    Admin(AdminSchema),
}

impl Served {
    pub fn new(api: Api) -> Self {
        match api {
            Api::Storefront => Self::Storefront(storefront_schema().limit_recursive_depth(RECURSION_MAX + 1).finish()),
            Api::Admin => Self::Admin(admin_schema().limit_recursive_depth(RECURSION_MAX + 1).finish()),
        }
    }

    pub fn api(&self) -> Api {
        match self {
            Self::Storefront(_) => Api::Storefront,
            Self::Admin(_) => Api::Admin,
        }
    }

    pub async fn execute(&self, request: Request) -> Response {
        match self {
            Self::Storefront(schema) => schema.execute(request).await,
            Self::Admin(schema) => schema.execute(request).await,
        }
    }
}
