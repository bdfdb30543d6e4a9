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

use crate::{
    config::ServeOptions,
    graphql::{StorefrontSchema, context::Ports},
};

/// What every handler may need: one for the life of the server.
pub struct App {
    pub(crate) ports: Ports,
    pub(crate) storefront: StorefrontSchema,
}

impl App {
    pub fn new(shop: Shop, search: SearchIndex, storefront: StorefrontSchema, options: &ServeOptions) -> Self {
        let base_url = match &options.http.public_url {
            Some(url) => url.as_str().trim_end_matches('/').into(),
            None => format!("http://{}", options.http.bind).into(),
        };
        Self { ports: Ports { shop, search, base_url }, storefront }
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
