//! What is done around every request: it gets an id, is logged, counted, and answered with the headers that browsers want.
//!
//! Invariant: the log names no person. No address, no query string, no header of the client's but its request id.
use std::time::Instant;

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};
use tracing::Instrument;
use uuid::Uuid;

use super::{App, cors};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const REQUEST_ID_CHARS_MAX: usize = 128;

/// What leads from an answer to its log lines: taken from the client if it is sane, made otherwise.
#[derive(Clone, Debug)]
pub(super) struct RequestId(String);

/// The GraphQL operation that a request ran.
pub(super) struct OperationName(pub(super) String);

impl RequestId {
    fn new(given: Option<&HeaderValue>) -> Self {
        let is_sane = |id: &&str| {
            (1..=REQUEST_ID_CHARS_MAX).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
        };
        match given.and_then(|id| id.to_str().ok()).filter(is_sane) {
            Some(id) => Self(id.to_owned()),
            None => Self(Uuid::new_v4().simple().to_string()),
        }
    }

    /// The id of a request that passed [`around`].
    pub(super) fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_else(|| Self(String::new()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Wraps the answering of a request.
pub(crate) async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let id = RequestId::new(request.headers().get(REQUEST_ID));
    request.extensions_mut().insert(id.clone());
    let app = request.app_data::<Data<App>>().cloned();
    let method = request.method().clone();
    let origin = request.headers().get("origin").cloned();
    let in_flight = app.as_ref().map(|app| app.metrics.begin());

    let span = tracing::info_span!("request", request_id = id.as_str());
    let mut response = if let Some(preflight) = app.as_ref().and_then(|app| cors::preflight(&app.origins, &request)) {
        request.into_response(preflight).map_into_right_body()
    } else {
        next.call(request).instrument(span.clone()).await?.map_into_left_body()
    };
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    if let Some(app) = &app {
        cors::allow(&app.origins, origin.as_ref(), response.headers_mut());
    }

    let elapsed = started.elapsed();
    let path = response.request().match_pattern().unwrap_or_else(|| "other".to_owned());
    let status = response.status().as_u16();
    drop(in_flight);
    if let Some(app) = &app {
        app.metrics.responded(&method, &path, status, elapsed);
    }
    let operation = response.request().extensions().get::<OperationName>().map(|name| name.0.clone());
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(target: "access", %method, path, status, micros, operation));
    Ok(response)
}
