//! GraphQL over HTTP, as its specification has it, and as the dialect's clients speak it.
//!
//! Entry point: [`routes`]. Invariant: a browser never sends a request here in its visitor's name without having asked
//! (only JSON bodies are taken), and GET never changes anything.

mod answer;
mod asked;
mod media;
mod problem;

use std::time::Duration;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Bytes, BytesMut, Data, Payload, ServiceConfig},
};
use futures::{StreamExt, future};

use self::{
    answer::Caching,
    asked::Batch,
    media::{Body, Media},
    problem::Problem,
};
use super::{App, observe::RequestId};
use crate::graphql::request::{Answer, Circumstances};

/// The newest version of the dialect that we know. Any version is answered by the same schema.
const NEWEST_VERSION: &str = "2026-07";
/// The header that says which version answered.
const VERSION_HEADER: &str = "x-shopify-api-version";
/// `x-oxcart-debug: sql` asks for `extensions.sql`: how many statements an operation took, and how long.
const DEBUG_HEADER: &str = "x-oxcart-debug";
/// Headers that say who is asking: what they are answered is for them alone.
const PERSONAL_HEADERS: [&str; 3] = ["authorization", "cookie", "x-shopify-customer-access-token"];

/// Every path the storefront API is reached at.
pub(super) fn routes(config: &mut ServiceConfig) {
    for path in ["/graphql", "/api/graphql", "/api/{version}/graphql", "/api/{version}/graphql.json"] {
        config.service(
            web::resource(path)
                .route(web::get().to(get))
                .route(web::head().to(get))
                .route(web::post().to(post))
                .default_service(web::route().to(other)),
        );
    }
}

async fn post(app: Data<App>, request: HttpRequest, payload: Payload) -> HttpResponse {
    let media = Media::accepted(text(&request, header::ACCEPT.as_str()));
    let answered = answer_post(&app, &request, payload, media).await;
    finish(&app, &request, answered, media)
}

async fn answer_post(
    app: &App,
    request: &HttpRequest,
    payload: Payload,
    media: Option<Media>,
) -> Result<HttpResponse, Problem> {
    let media = media.ok_or_else(Problem::not_acceptable)?;
    let body = Body::sent(text(request, header::CONTENT_TYPE.as_str())).ok_or_else(Problem::unsupported_body)?;
    if text(request, header::CONTENT_ENCODING.as_str()).is_some_and(|encoding| encoding != "identity") {
        return Err(Problem::unsupported_body());
    }
    let bytes = read(request, payload, app.body_bytes_max, app.body_timeout).await?;
    let circumstances_id = RequestId::of(request);
    let circumstances = circumstances(request, &circumstances_id, false);
    match asked::of_body(body, &bytes, app.pipeline.limits().batch_max)? {
        Batch::One(asked) => {
            let answer = app.pipeline.answer(*asked, circumstances).await;
            app.metrics.answered(&answer);
            note(request, &answer);
            Ok(answer::one(request, &answer, media, Caching::Never))
        }
        Batch::Many(requests) => {
            let answers = requests.into_iter().map(|asked| app.pipeline.answer(asked, circumstances));
            let answers = future::join_all(answers).await;
            for answer in &answers {
                app.metrics.answered(answer);
            }
            Ok(answer::many(&answers))
        }
    }
}

async fn get(app: Data<App>, request: HttpRequest) -> HttpResponse {
    let accept = text(&request, header::ACCEPT.as_str());
    if request.query_string().is_empty() && accept.is_some_and(|accept| accept.contains("text/html")) {
        // A person with a browser.
        return HttpResponse::SeeOther().insert_header((header::LOCATION, "/playground")).finish();
    }
    let media = Media::accepted(accept);
    let answered = answer_get(&app, &request, media).await;
    finish(&app, &request, answered, media)
}

async fn answer_get(app: &App, request: &HttpRequest, media: Option<Media>) -> Result<HttpResponse, Problem> {
    let media = media.ok_or_else(Problem::not_acceptable)?;
    let asked = asked::of_query_string(request.query_string())?;
    let id = RequestId::of(request);
    let answer = app.pipeline.answer(asked, circumstances(request, &id, true)).await;
    app.metrics.answered(&answer);
    note(request, &answer);
    let is_anonymous = PERSONAL_HEADERS.iter().all(|name| !request.headers().contains_key(*name));
    let caching = if answer.is_public && is_anonymous { Caching::Public(app.cache_max_age_s) } else { Caching::Never };
    Ok(answer::one(request, &answer, media, caching))
}

async fn other(app: Data<App>, request: HttpRequest) -> HttpResponse {
    finish(&app, &request, Err(Problem::method_not_allowed()), Some(Media::Json))
}

fn finish(
    app: &App,
    request: &HttpRequest,
    answered: Result<HttpResponse, Problem>,
    media: Option<Media>,
) -> HttpResponse {
    let mut response = answered.unwrap_or_else(|problem| {
        app.metrics.refused(problem.code());
        problem.respond(media.unwrap_or(Media::Json).content_type(), RequestId::of(request).as_str())
    });
    let version = request.match_info().get("version").filter(|version| is_version(version)).unwrap_or(NEWEST_VERSION);
    if let Ok(version) = HeaderValue::from_str(version) {
        response.headers_mut().insert(header::HeaderName::from_static(VERSION_HEADER), version);
    }
    response
}

fn is_version(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn circumstances<'a>(request: &HttpRequest, id: &'a RequestId, read_only: bool) -> Circumstances<'a> {
    let asks_for_sql = text(request, DEBUG_HEADER)
        .is_some_and(|asked| asked.split(',').any(|word| word.trim().eq_ignore_ascii_case("sql")));
    Circumstances { request_id: id.as_str(), read_only, tell_sql: asks_for_sql }
}

/// Leaves the operation's name for the access log.
fn note(request: &HttpRequest, answer: &Answer) {
    if let Some(operation) = &answer.operation {
        request.extensions_mut().insert(super::observe::OperationName(operation.clone()));
    }
}

/// The body, up to a size and within a time.
async fn read(request: &HttpRequest, mut payload: Payload, max: usize, timeout: Duration) -> Result<Bytes, Problem> {
    let announced = text(request, header::CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > max) {
        return Err(Problem::too_large(max));
    }
    let reading = async {
        let mut body = BytesMut::with_capacity(announced.unwrap_or_default());
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Problem::malformed("the body ended early"))?;
            if body.len() + chunk.len() > max {
                return Err(Problem::too_large(max));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    tokio::time::timeout(timeout, reading).await.map_err(|_| Problem::too_slow())?
}

fn text<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}
