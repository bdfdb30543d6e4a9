//! A provider to try a shop with. No money moves: what becomes of a payment follows from its source.
//!
//! It remembers nothing, so that it survives restarts: what it says follows from the source and from what is written
//! down of the payment. It must not be offered by a shop that sends goods.
use std::time::Duration;

use async_trait::async_trait;
use entity::{
    ids::PaymentId,
    money::Minor,
    payment::{self, Gateway as Kind, Status},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Begin, Cancel, Capture, Delivery, Gateway, GatewayError, Look, Notice, Observation, RefundOutcome, RefundRequest,
    Seen, WebhookError,
    signature::{self, SigningSecret},
};
use crate::{
    payment::record,
    shop::{
        Shop,
        clock::{Clock, SystemClock},
        fault::Fault,
    },
};

/// The header that signs its deliveries.
const SIGNATURE: &str = "oxcart-test-signature";
/// How long it takes to deliver what it has to say.
const DELIVERY_DELAY: Duration = Duration::from_millis(300);

/// What the buyer said when they were asked whether it is them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Decline,
}

/// Each source that it knows: what the buyer pays with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Visa,
    AuthorizeOnly,
    Declined,
    InsufficientFunds,
    ThreeDSecure,
    Timeout,
    Late,
    Twice,
}

impl Source {
    fn of(payment: &payment::Model) -> Option<Self> {
        Some(match payment.source.as_deref()? {
            "tok_visa" => Self::Visa,
            "tok_authorize_only" => Self::AuthorizeOnly,
            "tok_declined" => Self::Declined,
            "tok_insufficient_funds" => Self::InsufficientFunds,
            "tok_3ds" => Self::ThreeDSecure,
            "tok_timeout" => Self::Timeout,
            "tok_late" => Self::Late,
            "tok_twice" => Self::Twice,
            _ => return None,
        })
    }
}

/// The provider. Where it sends buyers and deliveries to is a shop's own address.
pub struct TestGateway {
    base_url: String,
    secret: SigningSecret,
    http: reqwest::Client,
}

impl TestGateway {
    /// `base_url` is where clients reach the shop, without a slash at its end.
    pub fn new(base_url: impl Into<String>, secret: SigningSecret, http: reqwest::Client) -> Self {
        Self { base_url: base_url.into(), secret, http }
    }

    fn action_required(&self, payment: &payment::Model) -> Observation {
        let url = format!("{}/checkout/test-payment/{}", self.base_url, payment.id);
        let state = Seen::ActionRequired { url: Some(url) };
        Observation { provider_key: Some(key(payment.id)), state, authorized: Minor::ZERO, captured: Minor::ZERO }
    }

    /// Tells the shop twice that something happened, as a provider does that did not hear the first answer.
    fn deliver_twice(&self, payment: PaymentId) {
        let url = format!("{}/webhooks/payment/test", self.base_url);
        let (http, body, secret) = (self.http.clone(), event(payment), self.secret.clone());
        tokio::spawn(async move {
            for _ in 0..2 {
                tokio::time::sleep(DELIVERY_DELAY).await;
                let signed = signature::sign(&secret, body.as_bytes(), SystemClock.now());
                let sent = http.post(&url).header(SIGNATURE, signed).body(body.clone()).send().await;
                if let Err(error) = sent {
                    tracing::debug!(%error, "the test gateway's delivery did not arrive");
                }
            }
        });
    }
}

/// What it calls a payment.
pub fn key(payment: PaymentId) -> String {
    format!("test_{payment}")
}

/// What it says of a payment in a delivery, the same each time.
pub fn event(payment: PaymentId) -> String {
    json!({ "id": format!("evt_{payment}"), "type": "payment.updated", "payment": key(payment) }).to_string()
}

/// The money is promised, or taken where it is to be taken at once.
fn paid(payment: &payment::Model, at_once: bool) -> Observation {
    let (state, captured) =
        if at_once { (Seen::Captured, payment.amount) } else { (Seen::Authorized, payment.captured) };
    Observation { provider_key: Some(key(payment.id)), state, authorized: payment.amount, captured }
}

fn failed(payment: &payment::Model, code: &str) -> Observation {
    Observation::failed(Some(key(payment.id)), code)
}

fn processing(payment: &payment::Model) -> Observation {
    let (state, none) = (Seen::Processing, Minor::ZERO);
    Observation { provider_key: Some(key(payment.id)), state, authorized: none, captured: none }
}

/// What is written down, where that is all there is to know.
fn known(payment: &payment::Model) -> Option<Observation> {
    let state = match payment.status {
        Status::Pending | Status::ActionRequired => return None,
        Status::Authorized => Seen::Authorized,
        Status::Captured => Seen::Captured,
        Status::Failed => return Some(failed(payment, payment.failure_code.as_deref().unwrap_or_default())),
        Status::Voided => Seen::Voided,
    };
    let provider_key = Some(key(payment.id));
    Some(Observation { provider_key, state, authorized: payment.authorized, captured: payment.captured })
}

fn unknown_source() -> GatewayError {
    GatewayError::Refused { code: "unknown_test_source".to_owned() }
}

#[async_trait]
impl Gateway for TestGateway {
    fn kind(&self) -> Kind {
        Kind::Test
    }

    async fn begin(&self, request: &Begin<'_>) -> Result<Observation, GatewayError> {
        let payment = request.payment;
        Ok(match Source::of(payment).ok_or_else(unknown_source)? {
            Source::Visa => paid(payment, payment.is_captured_at_once),
            Source::AuthorizeOnly => paid(payment, false),
            Source::Declined => failed(payment, "card_declined"),
            Source::InsufficientFunds => failed(payment, "insufficient_funds"),
            Source::ThreeDSecure => self.action_required(payment),
            Source::Timeout => return Err(GatewayError::TimedOut),
            Source::Late => processing(payment),
            Source::Twice => {
                self.deliver_twice(payment.id);
                processing(payment)
            }
        })
    }

    async fn look(&self, request: &Look<'_>) -> Result<Observation, GatewayError> {
        let payment = request.payment;
        if let Some(known) = known(payment) {
            return Ok(known);
        }
        Ok(match Source::of(payment).ok_or_else(unknown_source)? {
            Source::Visa | Source::Timeout | Source::Late | Source::Twice => paid(payment, payment.is_captured_at_once),
            Source::AuthorizeOnly => paid(payment, false),
            Source::Declined => failed(payment, "card_declined"),
            Source::InsufficientFunds => failed(payment, "insufficient_funds"),
            Source::ThreeDSecure => self.action_required(payment),
        })
    }

    /// Any number of parts.
    async fn capture(&self, request: &Capture<'_>) -> Result<Observation, GatewayError> {
        let payment = request.payment;
        let captured = payment.captured + request.amount;
        if payment.status != Status::Authorized || captured > payment.authorized {
            return Err(GatewayError::Refused { code: "nothing_to_capture".to_owned() });
        }
        let state = if captured == payment.authorized { Seen::Captured } else { Seen::Authorized };
        Ok(Observation { provider_key: Some(key(payment.id)), state, authorized: payment.authorized, captured })
    }

    async fn cancel(&self, request: &Cancel<'_>) -> Result<Observation, GatewayError> {
        let payment = request.payment;
        match payment.status {
            Status::Captured | Status::Failed | Status::Voided => {}
            // Its money was taken although nobody heard of it.
            Status::Pending if Source::of(payment) == Some(Source::Timeout) => {
                return Ok(paid(payment, payment.is_captured_at_once));
            }
            Status::Pending | Status::ActionRequired | Status::Authorized => {
                return Ok(Observation {
                    provider_key: Some(key(payment.id)),
                    state: Seen::Voided,
                    authorized: payment.authorized,
                    captured: payment.captured,
                });
            }
        }
        known(payment).ok_or_else(unknown_source)
    }

    async fn refund(&self, request: &RefundRequest<'_>) -> Result<RefundOutcome, GatewayError> {
        Ok(RefundOutcome::Succeeded { provider_key: Some(format!("test_{}", request.transaction.id)) })
    }

    fn signature_header(&self) -> &'static str {
        SIGNATURE
    }

    fn webhook(&self, delivery: &Delivery<'_>) -> Result<Option<Notice>, WebhookError> {
        signature::verify(&self.secret, delivery.signature, delivery.body, delivery.now)?;
        let event: Value = serde_json::from_slice(delivery.body).map_err(|_| WebhookError::Unreadable)?;
        let text = |name: &str| event[name].as_str().map(str::to_owned).ok_or(WebhookError::Unreadable);
        let provider_key = text("payment")?;
        let payment = provider_key.strip_prefix("test_").and_then(|id| Uuid::parse_str(id).ok()).map(PaymentId);
        Ok(Some(Notice { event_id: text("id")?, kind: text("type")?, provider_key, payment }))
    }
}

/// What a buyer decided on the test gateway's page: the payment as it is then. None where there is none that waits for
/// a buyer.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn decide(shop: &Shop, payment: PaymentId, decision: Decision) -> Result<Option<payment::Model>, Fault> {
    let Some(payment) = waiting(shop, payment).await? else { return Ok(None) };
    let seen = match decision {
        Decision::Approve => paid(&payment, payment.is_captured_at_once),
        Decision::Decline => failed(&payment, "authentication_failed"),
    };
    record::observe(shop, payment.id, &seen, record::WEBHOOK).await
}

/// A test payment that waits for its buyer.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn waiting(shop: &Shop, payment: PaymentId) -> Result<Option<payment::Model>, Fault> {
    let payment = record::find(shop, payment).await?;
    Ok(payment.filter(|payment| payment.gateway == Kind::Test && payment.status == Status::ActionRequired))
}
