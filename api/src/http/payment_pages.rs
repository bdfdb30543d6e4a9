//! Pages of a payment: where the test gateway asks the buyer, and where a buyer comes back to from a provider.
//!
//! Neither shows anything of the order: the address is all that opens them.
use std::error::Error;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{self, Data, Form, Path, ServiceConfig},
};
use entity::{
    ids::PaymentId,
    money::Money,
    payment::{Gateway, Status},
};
use serde::Deserialize;
use service::{
    payment::{
        gateway::test::{self, Decision},
        settle,
    },
    pricing::currency,
    shop::fault::Fault,
};
use uuid::Uuid;

use super::App;

/// Where a buyer comes back to; the payment's id follows.
pub(crate) const RETURN_PATH: &str = "/checkout/payment/";

/// What the pages may do: show themselves, and send their own form.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem;color:#222}\
    button{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}p{color:#555}";

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/checkout/test-payment/{payment}").route(web::get().to(ask)).route(web::post().to(decide)),
        )
        .service(web::resource("/checkout/payment/{payment}").route(web::get().to(come_back)));
}

/// What the buyer sent.
#[derive(Deserialize)]
struct Answer {
    decision: String,
}

async fn ask(app: Data<App>, payment: Path<String>) -> HttpResponse {
    let Some(payment) = test_payment(&app, &payment) else { return nothing() };
    match test::waiting(&app.ports.shop, payment).await {
        Ok(Some(payment)) => {
            let money = Money { amount: payment.amount, currency: payment.currency };
            let amount = format!("{} {}", currency::to_decimal(money), money.currency);
            let body = format!(
                "<h1>Is it you?</h1><p>This is the test gateway: no money moves. Somebody pays {amount}.</p>\
                 <form method=\"post\"><button name=\"decision\" value=\"approve\">Approve</button>\
                 <button name=\"decision\" value=\"decline\">Decline</button></form>"
            );
            page(StatusCode::OK, &body)
        }
        Ok(None) => nothing(),
        Err(fault) => broken(&fault),
    }
}

async fn decide(app: Data<App>, payment: Path<String>, answer: Form<Answer>) -> HttpResponse {
    let decision = match answer.decision.as_str() {
        "approve" => Decision::Approve,
        "decline" => Decision::Decline,
        _ => return page(StatusCode::BAD_REQUEST, "<h1>Approve, or decline</h1>"),
    };
    let Some(payment) = test_payment(&app, &payment) else { return nothing() };
    match test::decide(&app.ports.shop, payment, decision).await {
        Ok(Some(payment)) => outcome(payment.status),
        Ok(None) => nothing(),
        Err(fault) => broken(&fault),
    }
}

/// The buyer is back: the provider is asked what became of it.
async fn come_back(app: Data<App>, payment: Path<String>) -> HttpResponse {
    let Ok(payment) = Uuid::parse_str(&payment) else { return nothing() };
    match settle::come_back(&app.ports.shop, &app.ports.gateways, PaymentId(payment)).await {
        Ok(Some(status)) => outcome(status),
        Ok(None) => nothing(),
        Err(fault) => broken(&fault),
    }
}

fn test_payment(app: &App, payment: &str) -> Option<PaymentId> {
    let id = Uuid::parse_str(payment).ok()?;
    app.ports.gateways.has(Gateway::Test).then_some(PaymentId(id))
}

fn outcome(status: Status) -> HttpResponse {
    let (title, text) = match status {
        Status::Authorized | Status::Captured => {
            ("Thank you", "Your payment has arrived. You can go back to the shop.")
        }
        Status::Pending | Status::ActionRequired => {
            ("One moment", "Your payment is still being processed. The shop tells you when it has arrived.")
        }
        Status::Failed | Status::Voided => {
            ("Your payment did not go through", "Nothing was charged. You can go back to the shop and try again.")
        }
    };
    page(StatusCode::OK, &format!("<h1>{title}</h1><p>{text}</p>"))
}

fn nothing() -> HttpResponse {
    page(StatusCode::NOT_FOUND, "<h1>There is nothing to confirm</h1><p>It was confirmed already, or given up.</p>")
}

fn broken(fault: &Fault) -> HttpResponse {
    let source = fault.source().map(ToString::to_string).unwrap_or_default();
    tracing::error!(fault = %fault, source, "a page failed");
    page(StatusCode::INTERNAL_SERVER_ERROR, "<h1>Something went wrong on our side</h1><p>Please try again.</p>")
}

fn page(status: StatusCode, body: &str) -> HttpResponse {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><title>Payment</title><style>{STYLE}</style><body>{body}"
    );
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(page)
}
