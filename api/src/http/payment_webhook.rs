//! `POST /webhooks/payment/{gateway}`: what payment providers tell of their own accord.
//!
//! What is not signed as it must be is refused, and nothing of it is kept. What is taken is answered as soon as it is
//! written down, and applied after that; a repeat is taken and does nothing.
use std::error::Error;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Data, Path, Payload, ServiceConfig},
};
use entity::payment::Gateway;
use service::{
    payment::{
        gateway::WebhookError,
        webhook::{self, Receipt, Receive, ReceiveError, Waiting},
    },
    shop::fault::Fault,
};

use super::{
    App,
    body::{self, Unread},
};

/// Bytes of a delivery.
const BODY_BYTES_MAX: usize = 256 * 1024;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/webhooks/payment/{gateway}").route(web::post().to(receive)));
}

async fn receive(app: Data<App>, name: Path<String>, request: HttpRequest, payload: Payload) -> HttpResponse {
    let gateway = match name.as_str() {
        "stripe" => Gateway::Stripe,
        "test" => Gateway::Test,
        _ => return super::not_found().await,
    };
    let Some(header) = app.ports.gateways.signature_header(gateway) else { return super::not_found().await };
    let body = match body::read(&request, payload, BODY_BYTES_MAX, app.body_timeout).await {
        Ok(body) => body,
        Err(Unread::TooLarge) => return said(StatusCode::PAYLOAD_TOO_LARGE, "the delivery is too large"),
        Err(Unread::EndedEarly) => return said(StatusCode::BAD_REQUEST, "the delivery ended early"),
        Err(Unread::TooSlow) => return said(StatusCode::REQUEST_TIMEOUT, "the delivery took too long"),
    };
    let signature = request.headers().get(header).and_then(|value| value.to_str().ok());
    let delivery = Receive { gateway, signature, body: &body };
    match webhook::receive(&app.ports.shop, &app.ports.gateways, &delivery).await {
        Ok(Receipt::New(waiting)) => {
            apply(&app, waiting);
            said(StatusCode::OK, "taken")
        }
        Ok(Receipt::Repeated) => said(StatusCode::OK, "taken before"),
        Ok(Receipt::Ignored) => said(StatusCode::OK, "nothing to do"),
        Err(ReceiveError::Webhook(error)) => refused(error),
        Err(ReceiveError::Fault(fault)) => broken(&fault),
    }
}

/// After the answer: the sender waits for nobody. What is broken off here the reconciler does.
fn apply(app: &Data<App>, waiting: Waiting) {
    let (shop, gateways) = (app.ports.shop.clone(), app.ports.gateways.clone());
    tokio::spawn(async move {
        if let Err(fault) = webhook::apply(&shop, &gateways, waiting).await {
            tracing::error!(error = ?fault, "a delivery could not be applied");
        }
    });
}

fn refused(error: WebhookError) -> HttpResponse {
    tracing::warn!(%error, "a delivery was refused");
    said(StatusCode::BAD_REQUEST, &error.to_string())
}

/// The sender tries again.
fn broken(fault: &Fault) -> HttpResponse {
    let source = fault.source().map(ToString::to_string).unwrap_or_default();
    tracing::error!(fault = %fault, source, "a delivery could not be written down");
    said(StatusCode::INTERNAL_SERVER_ERROR, "try again later")
}

fn said(status: StatusCode, text: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text.to_owned())
}
