//! GraphQL over HTTP, as its specification has it, and as the dialect's clients speak it.
//!
//! Entry point: [`routes`]. Invariant: a browser never sends a request here in its visitor's name without having asked
//! (only JSON bodies are taken), and GET never changes anything.

mod answer;
mod asked;
mod key;
mod media;
mod problem;

use std::{future::ready, sync::Arc};

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Data, Payload, ServiceConfig},
};
use futures::future;
use service::access::Staff;

use self::{
    answer::Caching,
    asked::Batch,
    media::{Body, Media},
    problem::Problem,
};
use super::{
    App,
    body::{self, Unread},
    observe::RequestId,
};
use crate::graphql::{
    Api,
    request::{Answer, Asked, Circumstances, Pipeline},
};

/// The newest version of the dialect that we know. Any version is answered by the same schema.
const NEWEST_VERSION: &str = "2026-07";
/// The header that says which version answered.
const VERSION_HEADER: &str = "x-shopify-api-version";
/// `x-oxcart-debug: sql` asks for `extensions.sql`: how many statements an operation took, and how long.
const DEBUG_HEADER: &str = "x-oxcart-debug";
/// Headers that say who is asking: what they are answered is for them alone.
const PERSONAL_HEADERS: [&str; 3] = ["authorization", "cookie", "x-shopify-customer-access-token"];

/// Every path that each API is reached at.
const PATHS: [(&str, Api); 6] = [
    ("/graphql", Api::Storefront),
    ("/api/graphql", Api::Storefront),
    ("/api/{version}/graphql", Api::Storefront),
    ("/api/{version}/graphql.json", Api::Storefront),
    ("/admin/graphql", Api::Admin),
    ("/admin/api/{version}/graphql.json", Api::Admin),
];

/// Both APIs.
pub(super) fn routes(config: &mut ServiceConfig) {
    for (path, api) in PATHS {
        let reads = move |app, request| get(api, app, request);
        config.service(
            web::resource(path)
                .route(web::get().to(reads))
                .route(web::head().to(reads))
                .route(web::post().to(move |app, request, payload| post(api, app, request, payload)))
                .default_service(web::route().to(move |app, request| ready(other(api, &app, &request)))),
        );
    }
}

/// What a request is answered with: an API, and who asks it.
struct Desk<'a> {
    app: &'a App,
    pipeline: &'a Pipeline,
    staff: Option<Arc<Staff>>,
}

impl<'a> Desk<'a> {
    /// Whoever is not let in learns nothing else about their request.
    async fn open(api: Api, app: &'a App, request: &HttpRequest) -> Result<Self, Problem> {
        let staff = match api {
            Api::Storefront => None,
            Api::Admin => Some(key::admit(&app.ports.shop, request).await?),
        };
        Ok(Self { app, pipeline: app.pipeline(api), staff })
    }

    async fn answer(&self, asked: Asked, request: &HttpRequest, id: &RequestId, read_only: bool) -> Answer {
        let tell_sql = text(request, DEBUG_HEADER)
            .is_some_and(|asked| asked.split(',').any(|word| word.trim().eq_ignore_ascii_case("sql")));
        let staff = self.staff.as_ref();
        let circumstances =
            Circumstances { request_id: id.as_str(), staff, client: self.app.client(request), read_only, tell_sql };
        let answer = self.pipeline.answer(asked, circumstances).await;
        self.app.metrics.answered(self.pipeline.api(), &answer);
        answer
    }
}

async fn post(api: Api, app: Data<App>, request: HttpRequest, payload: Payload) -> HttpResponse {
    let media = Media::accepted(text(&request, header::ACCEPT.as_str()));
    let answered = answer_post(api, &app, &request, payload, media).await;
    finish(api, &app, &request, answered, media)
}

async fn answer_post(
    api: Api,
    app: &App,
    request: &HttpRequest,
    payload: Payload,
    media: Option<Media>,
) -> Result<HttpResponse, Problem> {
    let media = media.ok_or_else(Problem::not_acceptable)?;
    let desk = Desk::open(api, app, request).await?;
    let body = Body::sent(text(request, header::CONTENT_TYPE.as_str())).ok_or_else(Problem::unsupported_body)?;
    if text(request, header::CONTENT_ENCODING.as_str()).is_some_and(|encoding| encoding != "identity") {
        return Err(Problem::unsupported_body());
    }
    let max = app.body_bytes_max;
    let bytes = body::read(request, payload, max, app.body_timeout).await.map_err(|why| unread(why, max))?;
    let id = RequestId::of(request);
    match asked::of_body(body, &bytes, desk.pipeline.limits().batch_max)? {
        Batch::One(asked) => {
            let answer = desk.answer(*asked, request, &id, false).await;
            note(request, &answer);
            Ok(answer::one(request, &answer, media, Caching::Never))
        }
        Batch::Many(requests) => {
            let answers = requests.into_iter().map(|asked| desk.answer(asked, request, &id, false));
            Ok(answer::many(&future::join_all(answers).await))
        }
    }
}

async fn get(api: Api, app: Data<App>, request: HttpRequest) -> HttpResponse {
    let accept = text(&request, header::ACCEPT.as_str());
    if request.query_string().is_empty() && accept.is_some_and(|accept| accept.contains("text/html")) {
        // A person with a browser.
        let page = match api {
            Api::Storefront => "/playground",
            Api::Admin => "/playground?api=admin",
        };
        return HttpResponse::SeeOther().insert_header((header::LOCATION, page)).finish();
    }
    let media = Media::accepted(accept);
    let answered = answer_get(api, &app, &request, media).await;
    finish(api, &app, &request, answered, media)
}

async fn answer_get(api: Api, app: &App, request: &HttpRequest, media: Option<Media>) -> Result<HttpResponse, Problem> {
    let media = media.ok_or_else(Problem::not_acceptable)?;
    let desk = Desk::open(api, app, request).await?;
    let asked = asked::of_query_string(request.query_string())?;
    let answer = desk.answer(asked, request, &RequestId::of(request), true).await;
    note(request, &answer);
    let is_anonymous = PERSONAL_HEADERS.iter().all(|name| !request.headers().contains_key(*name));
    let caching = if answer.is_public && is_anonymous { Caching::Public(app.cache_max_age_s) } else { Caching::Never };
    Ok(answer::one(request, &answer, media, caching))
}

fn other(api: Api, app: &Data<App>, request: &HttpRequest) -> HttpResponse {
    finish(api, app, request, Err(Problem::method_not_allowed()), Some(Media::Json))
}

fn finish(
    api: Api,
    app: &App,
    request: &HttpRequest,
    answered: Result<HttpResponse, Problem>,
    media: Option<Media>,
) -> HttpResponse {
    let mut response = answered.unwrap_or_else(|problem| {
        app.metrics.refused(api, problem.code());
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

/// Leaves the operation's name for the access log.
fn note(request: &HttpRequest, answer: &Answer) {
    if let Some(operation) = &answer.operation {
        request.extensions_mut().insert(super::observe::OperationName(operation.clone()));
    }
}

fn unread(unread: Unread, max: usize) -> Problem {
    match unread {
        Unread::TooLarge => Problem::too_large(max),
        Unread::EndedEarly => Problem::malformed("the body ended early"),
        Unread::TooSlow => Problem::too_slow(),
    }
}

fn text<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}
