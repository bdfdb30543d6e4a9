//! HTTP: paths, headers, status codes. What a request means is decided behind it, in `graphql`.
mod body;
pub(crate) mod ceiling;
mod checkout;
mod cors;
mod graphql;
mod health;
mod media;
mod metrics;
mod observe;
pub(crate) mod payment_pages;
mod payment_webhook;
mod playground;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, ServiceConfig},
};
use serde_json::json;
use service::{
    doctor::watch::Watched,
    inventory::sweep::Swept,
    media::Media,
    payment::{gateway::Gateways, reconcile::Reconciled},
    search::SearchIndex,
    shop::Shop,
};

use self::{ceiling::Ceiling, cors::Origins, metrics::Metrics};
use crate::{
    config::{HttpOptions, ServeOptions},
    graphql::{Api, context::Ports, request::Pipeline, throttle::Throttle},
};

pub(crate) use self::observe::around;

/// What every handler may need: one for the life of the server.
pub struct App {
    pub(crate) ports: Ports,
    media: Media,
    storefront: Pipeline,
    admin: Pipeline,
    jobs: Jobs,
    metrics: Metrics,
    origins: Origins,
    body_bytes_max: usize,
    body_timeout: Duration,
    cache_max_age_s: u32,
    client_ip_header: Option<String>,
    ceiling: Ceiling,
}

/// What the jobs beside the handlers have done.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    pub swept: Swept,
    pub reconciled: Reconciled,
    pub watched: Watched,
}

impl App {
    /// `addr` is where the server listens: clients are sent there unless the options know a better address.
    ///
    /// # Errors
    /// Two metrics have the same name.
    pub fn new(
        shop: Shop,
        search: SearchIndex,
        media: Media,
        gateways: Gateways,
        jobs: Jobs,
        addr: SocketAddr,
        options: &ServeOptions,
    ) -> Result<Self, prometheus::Error> {
        let http = &options.http;
        let base_url: Arc<str> = base_url(http, addr).into();
        let throttle = Arc::new(Throttle::new(http.logins_per_minute));
        let declines = Arc::new(Throttle::new(http.declines_per_minute));
        let ports = Ports { shop, search, base_url, throttle, declines, gateways };
        let timeout = Duration::from_millis(http.request_timeout_ms);
        let pipeline = |api| Pipeline::new(api, ports.clone(), &options.limits, timeout);
        Ok(Self {
            storefront: pipeline(Api::Storefront),
            admin: pipeline(Api::Admin),
            ports,
            media,
            jobs,
            metrics: Metrics::new()?,
            origins: Origins::new(&http.cors_origins),
            body_bytes_max: http.body_bytes_max,
            body_timeout: Duration::from_millis(http.client_timeout_ms),
            cache_max_age_s: http.cache_max_age_s,
            client_ip_header: http.client_ip_header.clone(),
            ceiling: Ceiling::new(http.loadtest_file.clone()),
        })
    }

    /// Where a request comes from: the other end of the connection, or what the proxy there says. Of a list the last
    /// one, which the proxy itself has added: what stands before it anybody can write.
    fn client(&self, request: &HttpRequest) -> Option<IpAddr> {
        match &self.client_ip_header {
            Some(name) => request.headers().get(name)?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok(),
            None => request.peer_addr().map(|peer| peer.ip()),
        }
    }

    fn pipeline(&self, api: Api) -> &Pipeline {
        match api {
            Api::Storefront => &self.storefront,
            Api::Admin => &self.admin,
        }
    }
}

/// The address that clients see, without a slash at its end.
pub(crate) fn base_url(options: &HttpOptions, addr: SocketAddr) -> String {
    match &options.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => local_url(addr),
    }
}

/// The address of a server on this machine, for clients on this machine.
pub(crate) fn local_url(addr: SocketAddr) -> String {
    let port = addr.port();
    match addr {
        addr if addr.ip().is_unspecified() => format!("http://127.0.0.1:{port}"),
        SocketAddr::V4(addr) => format!("http://{}:{port}", addr.ip()),
        SocketAddr::V6(addr) => format!("http://[{}]:{port}", addr.ip()),
    }
}

/// Every path there is.
pub fn routes(config: &mut ServiceConfig) {
    graphql::routes(config);
    playground::routes(config);
    media::routes(config);
    ceiling::routes(config);
    checkout::routes(config);
    payment_pages::routes(config);
    payment_webhook::routes(config);
    config
        .service(web::resource("/health/live").route(web::get().to(health::live)))
        .service(web::resource("/health/ready").route(web::get().to(health::ready)))
        .service(web::resource("/metrics").route(web::get().to(metrics::show)))
        .default_service(web::route().to(not_found));
}

async fn not_found() -> HttpResponse {
    HttpResponse::NotFound().insert_header((header::CACHE_CONTROL, "no-store")).json(
        json!({ "errors": [{ "message": "there is nothing at this path", "extensions": { "code": "NOT_FOUND" } }] }),
    )
}

#[cfg(test)]
mod tests;
