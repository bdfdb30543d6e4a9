//! HTTP: paths, headers, status codes. What a request means is decided behind it, in `graphql`.
mod graphql;
mod health;

use actix_web::{
    HttpResponse,
    http::header,
    web::{self, Data, ServiceConfig},
};
use serde_json::json;
use service::{search::SearchIndex, shop::Shop};

use crate::{config::ServeOptions, graphql::StorefrontSchema};

/// What every handler may need: one for the life of the server.
pub struct App {
    pub(crate) shop: Shop,
    #[expect(dead_code, reason = "attached to requests in the next change")]
    pub(crate) search: SearchIndex,
    pub(crate) storefront: StorefrontSchema,
}

impl App {
    pub fn new(shop: Shop, search: SearchIndex, storefront: StorefrontSchema, _options: &ServeOptions) -> Self {
        Self { shop, search, storefront }
    }
}

/// Every path there is.
pub fn routes(config: &mut ServiceConfig, app: Data<App>) {
    config.app_data(app);
    for path in ["/graphql", "/api/graphql", "/api/{version}/graphql", "/api/{version}/graphql.json"] {
        config.service(web::resource(path).route(web::post().to(graphql::post)));
    }
    config
        .service(web::resource("/health/live").route(web::get().to(health::live)))
        .service(web::resource("/health/ready").route(web::get().to(health::ready)))
        .default_service(web::route().to(not_found));
}

async fn not_found() -> HttpResponse {
    HttpResponse::NotFound().insert_header((header::CACHE_CONTROL, "no-store")).json(
        json!({ "errors": [{ "message": "there is nothing at this path", "extensions": { "code": "NOT_FOUND" } }] }),
    )
}
