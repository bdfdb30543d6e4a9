//! GraphiQL at `/`, from the binary: nothing is loaded from elsewhere, unless the binary was built without it.
use actix_web::{
    HttpResponse,
    http::header,
    web::{self, ServiceConfig},
};
use serde_json::json;

include!(concat!(env!("OUT_DIR"), "/playground.rs"));

/// Files whose name holds their hash never change.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_FIRST: &str = "no-cache";

/// What the page may load and reach. GraphiQL's editor writes styles into the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
                      img-src 'self' data: https:; font-src 'self' data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";
const POLICY_FROM_CDN: &str = "default-src 'none'; script-src 'self' https://cdn.jsdelivr.net; \
                               style-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; connect-src 'self'; \
                               img-src 'self' data: https:; font-src 'self' data:; base-uri 'none'; \
                               form-action 'none'; frame-ancestors 'none'";

/// The page, and what belongs to it.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(["/", "/playground"]).route(web::get().to(page)))
        .service(web::resource("/playground/examples.json").route(web::get().to(examples)))
        .service(web::resource("/playground/{path:.*}").route(web::get().to(asset)));
}

async fn page() -> HttpResponse {
    let page = text("index.html").replace("<!-- cdn -->", &text("cdn.html"));
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, ASK_FIRST))
        .insert_header((header::CONTENT_SECURITY_POLICY, if IS_BUILT { POLICY } else { POLICY_FROM_CDN }))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(page)
}

async fn asset(path: web::Path<String>) -> HttpResponse {
    let Some(bytes) = find(&path).filter(|_| !path.ends_with(".html")) else { return super::not_found().await };
    let caching = if path.starts_with("assets/") { FOREVER } else { ASK_FIRST };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type(&path)))
        .insert_header((header::CACHE_CONTROL, caching))
        .body(bytes)
}

/// The examples, for the page's tabs.
async fn examples() -> HttpResponse {
    let examples: Vec<_> = EXAMPLES.iter().map(|(name, query)| json!({ "name": name, "query": query })).collect();
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, ASK_FIRST)).json(examples)
}

fn find(path: &str) -> Option<&'static [u8]> {
    ASSETS.iter().find(|(name, _)| *name == path).map(|(_, bytes)| *bytes)
}

fn text(path: &str) -> String {
    find(path).map(String::from_utf8_lossy).unwrap_or_default().into_owned()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
