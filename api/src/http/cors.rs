//! Which web pages may call the API from their visitors' browsers.
//!
//! Every page by default: the storefront API shows what everybody may see, and takes no cookies.
use actix_web::{
    HttpResponse,
    dev::ServiceRequest,
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
};

/// How long a browser remembers that it may.
const MAX_AGE_S: &str = "86400";
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, OPTIONS");
/// Headers of ours that a page may read.
const EXPOSED: HeaderValue = HeaderValue::from_static("x-request-id, x-shopify-api-version, etag");
const ASKED_HEADERS_BYTES_MAX: usize = 4096;

/// The origins that are allowed.
#[derive(Clone, Debug)]
pub(super) enum Origins {
    Every,
    These(Vec<String>),
}

impl Origins {
    pub(super) fn new(origins: &[String]) -> Self {
        if origins.is_empty() || origins.iter().any(|origin| origin == "*") {
            return Self::Every;
        }
        Self::These(origins.iter().map(|origin| origin.trim_end_matches('/').to_owned()).collect())
    }

    fn allowed(&self, origin: &HeaderValue) -> Option<HeaderValue> {
        match self {
            Self::Every => Some(HeaderValue::from_static("*")),
            Self::These(origins) => {
                origins.iter().any(|known| known.as_bytes() == origin.as_bytes()).then(|| origin.clone())
            }
        }
    }
}

/// The answer to a browser that asks before it sends. Whatever headers it names are allowed: clients send
/// tokens, versions and measurements in headers of their own, and none of them means anything more here.
pub(super) fn preflight(origins: &Origins, request: &ServiceRequest) -> Option<HttpResponse> {
    let headers = request.headers();
    let asks = request.method() == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if !asks {
        return None;
    }
    let mut response = HttpResponse::NoContent();
    if headers.get(header::ORIGIN).and_then(|origin| origins.allowed(origin)).is_some() {
        response
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, METHODS))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, MAX_AGE_S));
        let asked = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
        if let Some(asked) = asked.filter(|asked| asked.len() <= ASKED_HEADERS_BYTES_MAX) {
            response.insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone()));
        }
    }
    Some(response.finish())
}

/// Lets the page that asked read the answer.
pub(super) fn allow(origins: &Origins, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    if matches!(origins, Origins::These(_)) {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    if let Some(allowed) = origin.and_then(|origin| origins.allowed(origin)) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}
