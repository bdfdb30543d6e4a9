//! `GET /media/…`: the shop's pictures, in the size that the address asks for.
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Data, Path, Query, ServiceConfig},
};
use service::media::{Found, MediaError, Transform, file::FileName};

use super::App;

/// An address with a version never means another picture.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";
/// When it is too much at once, clients come back after so long.
const RETRY_AFTER_S: &str = "2";

/// What an address says after its question mark, in order.
type Words = Query<Vec<(String, String)>>;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/media/{path:.*}").route(web::get().to(get)).route(web::head().to(get)));
}

async fn get(app: Data<App>, request: HttpRequest, path: Path<String>, words: Words) -> HttpResponse {
    let pairs = words.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let transform = match Transform::read(pairs) {
        Ok(transform) => transform,
        Err(refusal) => return plain(StatusCode::BAD_REQUEST, &refusal.to_string()),
    };
    let lasts = if words.iter().any(|(name, value)| name == "v" && !value.is_empty()) { FOR_GOOD } else { FOR_A_DAY };
    let found = match find(&app, &request, &path, transform).await {
        Ok(found) => found,
        Err(error) => return refuse(&error),
    };
    let tag = format!("\"{}\"", found.tag());
    if is_known(&request, &tag) {
        return HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, lasts))
            .insert_header((header::VARY, "Accept"))
            .finish();
    }
    match app.media.render(&found).await {
        Ok(rendered) => HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, rendered.format.content_type()))
            .insert_header((header::CACHE_CONTROL, lasts))
            .insert_header((header::ETAG, tag))
            .insert_header((header::VARY, "Accept"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            // Pixels do not shrink by being packed once more.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .body(rendered.bytes),
        Err(error) => refuse(&error),
    }
}

/// The file of that name; or, where there is none, the one that the name means once the size in it is taken out.
async fn find(app: &App, request: &HttpRequest, path: &str, transform: Transform) -> Result<Found, MediaError> {
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let accepts_webp = accepts.is_some_and(|accepted| accepted.contains("image/webp"));
    let name: FileName = path.parse().map_err(|_| MediaError::NotFound)?;
    match (app.media.find(&name, transform, accepts_webp).await, name.without_size()) {
        (Err(MediaError::NotFound), Some((name, width, height, crop))) => {
            let side = |side: u32| Some(side).filter(|side| *side > 0);
            let sized = Transform {
                width: transform.width.or(side(width)),
                height: transform.height.or(side(height)),
                crop: transform.crop.or(crop),
                ..transform
            };
            app.media.find(&name, sized, accepts_webp).await
        }
        (found, _) => found,
    }
}

/// Whether the client has this very picture already.
fn is_known(request: &HttpRequest, tag: &str) -> bool {
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(|known| known.trim().trim_start_matches("W/")).any(|known| known == tag || known == "*")
}

fn refuse(error: &MediaError) -> HttpResponse {
    match error {
        MediaError::NotFound => plain(StatusCode::NOT_FOUND, &error.to_string()),
        MediaError::Unusable(_) => plain(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
        MediaError::Busy => {
            let mut answer = plain(StatusCode::SERVICE_UNAVAILABLE, &error.to_string());
            answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static(RETRY_AFTER_S));
            answer
        }
        MediaError::Fault(fault) => {
            let source = std::error::Error::source(fault).map(ToString::to_string).unwrap_or_default();
            tracing::error!(fault = %fault, source, "a picture could not be shown");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side")
        }
    }
}

fn plain(status: StatusCode, sentence: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(format!("{sentence}\n"))
}
