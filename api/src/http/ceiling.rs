//! What the load test compares with: the bytes of a file, from memory, by the same server and
//! through the same middleware as everything else. Not there unless `oxcart loadtest` started it.
use std::{fs, path::PathBuf, sync::OnceLock};

use actix_web::{
    HttpResponse,
    http::header,
    web::{self, Data, ServiceConfig},
};
use bytes::Bytes;

use super::App;

/// Where the file is, for whoever has one served.
pub(crate) const PATH: &str = "/loadtest/listing.json";

/// A file that is read when it is first asked for.
pub(super) struct Ceiling {
    file: Option<PathBuf>,
    bytes: OnceLock<Bytes>,
}

impl Ceiling {
    pub(super) fn new(file: Option<PathBuf>) -> Self {
        Self { file, bytes: OnceLock::new() }
    }

    fn bytes(&self) -> Option<Bytes> {
        if let Some(bytes) = self.bytes.get() {
            return Some(bytes.clone());
        }
        let read = fs::read(self.file.as_ref()?).ok()?;
        Some(self.bytes.get_or_init(|| Bytes::from(read)).clone())
    }
}

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(PATH).route(web::get().to(get)));
}

async fn get(app: Data<App>) -> HttpResponse {
    match app.ceiling.bytes() {
        Some(bytes) => HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/json")).body(bytes),
        None => super::not_found().await,
    }
}
