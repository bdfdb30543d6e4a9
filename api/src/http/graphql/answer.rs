//! From an answer to bytes, a status and headers.
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
};
use async_graphql::{ServerError, Value};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, Serializer, ser::SerializeMap};
use sha2::{Digest, Sha256};

use super::media::Media;
use crate::graphql::request::{Answer, Outcome};

/// How an answer is written: `data` only when the request was run, as the specification has it.
struct Written<'a>(&'a Answer);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let answer = self.0;
        let mut map = serializer.serialize_map(None)?;
        if !answer.errors.is_empty() {
            map.serialize_entry::<_, Vec<ServerError>>("errors", &answer.errors)?;
        }
        if answer.outcome == Outcome::Run {
            map.serialize_entry::<_, Value>("data", &answer.data)?;
        }
        if !answer.extensions.is_empty() {
            map.serialize_entry("extensions", &answer.extensions)?;
        }
        map.end()
    }
}

/// What a cache may do with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caching {
    /// Nothing.
    Never,
    /// Keep it for everybody, for so many seconds.
    Public(u32),
}

/// One answer.
pub(super) fn one(request: &HttpRequest, answer: &Answer, media: Media, caching: Caching) -> HttpResponse {
    let status = status(answer.outcome, media);
    let Some(body) = written(&Written(answer)) else { return unwritable() };
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, media.content_type()));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.insert_header((header::ALLOW, "POST"));
    }
    let Caching::Public(max_age_s) = caching else {
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        return response.body(body);
    };
    let tag = tag(&body);
    response
        .insert_header((header::ETAG, tag.as_str()))
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={max_age_s}, must-revalidate")))
        .insert_header((header::VARY, "accept, accept-encoding"));
    if is_known(request, &tag) {
        return not_modified(response);
    }
    response.body(body)
}

/// Several answers, to several requests in one body.
pub(super) fn many(answers: &[Answer]) -> HttpResponse {
    let answers: Vec<_> = answers.iter().map(Written).collect();
    let Some(body) = written(&answers) else { return unwritable() };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, Media::Json.content_type()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body)
}

fn status(outcome: Outcome, media: Media) -> StatusCode {
    match (outcome, media) {
        (Outcome::MethodNotAllowed, _) => StatusCode::METHOD_NOT_ALLOWED,
        (Outcome::Refused, Media::GraphqlResponse) => StatusCode::BAD_REQUEST,
        // Older clients take any other status for a failure of the network. So do Apollo's, which would not send
        // the query that we ask for.
        (Outcome::Refused, Media::Json) | (Outcome::Run | Outcome::NotPersisted, _) => StatusCode::OK,
    }
}

fn not_modified(mut response: HttpResponseBuilder) -> HttpResponse {
    let mut response = response.finish();
    response.headers_mut().remove(header::CONTENT_TYPE);
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response
}

/// A weak tag: compression may change the bytes that travel.
fn tag(body: &[u8]) -> String {
    let hash = Sha256::digest(body);
    format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&hash[..16]))
}

fn is_known(request: &HttpRequest, tag: &str) -> bool {
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let opaque = tag.trim_start_matches("W/");
    known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == opaque)
}

fn written(answer: &impl Serialize) -> Option<Vec<u8>> {
    // Values of GraphQL are JSON: this does not fail.
    serde_json::to_vec(answer).inspect_err(|error| tracing::error!(%error, "an answer cannot be written")).ok()
}

fn unwritable() -> HttpResponse {
    HttpResponse::InternalServerError().finish()
}
