//! Is it alive, and may it be sent requests? For whatever restarts and balances.
use actix_web::{HttpResponse, http::header, web::Data};
use serde_json::json;

use super::App;
use crate::cli::open;

/// Answers while the process does.
pub(super) async fn live() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({ "status": "ok" }))
}

/// Answers 200 when the database is reachable and its schema current, 503 when not.
pub(super) async fn ready(app: Data<App>) -> HttpResponse {
    let database = app.ports.shop.database();
    let reachable = database.ping().await.is_ok();
    let missing = if reachable { open::pending(database).await.ok() } else { None };
    let is_ready = missing == Some(0);
    let mut answer = if is_ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.insert_header((header::CACHE_CONTROL, "no-store")).json(json!({
        "status": if is_ready { "ok" } else { "unavailable" },
        "database": if reachable { "ok" } else { "unreachable" },
        "migrations": match missing {
            Some(0) => "current".to_owned(),
            Some(missing) => format!("{missing} missing"),
            None => "unknown".to_owned(),
        },
    }))
}
