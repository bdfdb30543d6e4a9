//! Stripe, by `PaymentIntent`s: one for each payment, confirmed as it is made.
//!
//! What Stripe remembers of our keys it forgets after a day, so an intent or a refund that may be older is looked for by
//! what we told Stripe of it. Deliveries are only taken as a hint to look.
mod client;
mod intent;
mod minor;

use std::fmt;

use async_trait::async_trait;
use chrono::Duration;
use entity::{
    ids::PaymentId,
    money::Minor,
    payment::{self, Gateway as Kind},
};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use self::{
    client::{Client, Refusal},
    intent::observation,
};
use super::{
    Begin, Cancel, Capture, Delivery, Gateway, GatewayError, Look, Notice, Observation, RefundOutcome, RefundRequest,
    Seen, WebhookError,
    signature::{self, SigningSecret},
};

/// Stripe answers a key that it has heard with what it said then, for a day.
const KEYS_LAST: Duration = Duration::hours(23);
/// Where Stripe is.
const API_URL: &str = "https://api.stripe.com";

/// What was made is found by what we told Stripe of it after this, at the latest.
const FOUND_AFTER: Duration = Duration::minutes(5);

/// Who we are at Stripe. Never printed.
#[derive(Clone)]
pub struct StripeKey(String);

impl StripeKey {
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }
}

impl fmt::Debug for StripeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StripeKey(…)")
    }
}

/// How a shop is known to Stripe.
#[derive(Clone, Debug)]
pub struct StripeOptions {
    /// Absent: Stripe's own. Else a stand-in's.
    pub api_url: Option<Url>,
    pub key: StripeKey,
    /// Absent: no deliveries are taken.
    pub webhook_secret: Option<SigningSecret>,
    /// Where a buyer comes back to after they were asked whether it is them; the payment's id is put after it. Absent:
    /// only Stripe's own script can ask them.
    pub return_url: Option<String>,
}

/// The provider.
pub struct Stripe {
    client: Client,
    webhook_secret: Option<SigningSecret>,
    return_url: Option<String>,
}

impl Stripe {
    pub fn new(options: StripeOptions, http: reqwest::Client) -> Self {
        let api_url = options.api_url.as_ref().map_or(API_URL, Url::as_str);
        let client = Client::new(http, api_url, options.key);
        Self { client, webhook_secret: options.webhook_secret, return_url: options.return_url }
    }

    async fn create(&self, payment: &payment::Model, key: &str) -> Result<Observation, GatewayError> {
        let amount = minor::to_stripe(payment.amount, payment.currency)
            .ok_or_else(|| GatewayError::Refused { code: "amount_not_payable".to_owned() })?;
        let Some(source) = payment.source.clone() else {
            return Err(GatewayError::Refused { code: "no_payment_method".to_owned() });
        };
        let capture = if payment.is_captured_at_once { "automatic" } else { "manual" };
        let mut form = vec![
            ("amount", amount.to_string()),
            ("currency", payment.currency.code().to_lowercase()),
            ("payment_method", source),
            ("payment_method_types[]", "card".to_owned()),
            ("confirm", "true".to_owned()),
            ("capture_method", capture.to_owned()),
            ("metadata[payment]", payment.id.to_string()),
            ("metadata[order]", payment.order_id.to_string()),
        ];
        if let Some(return_url) = &self.return_url {
            form.push(("return_url", format!("{return_url}{}", payment.id)));
        }
        match self.client.post("/v1/payment_intents", &form, key).await {
            Ok(intent) => observation(&intent, payment),
            // A card that is declined leaves an intent behind, and the answer has it.
            Err(Refusal { intent: Some(intent), error: GatewayError::Refused { code } }) => {
                match observation(&intent, payment)? {
                    seen @ Observation { state: Seen::Failed { .. }, .. } => {
                        Ok(Observation::failed(seen.provider_key, code))
                    }
                    seen => Ok(seen),
                }
            }
            Err(Refusal { error, .. }) => Err(error),
        }
    }

    async fn intent(&self, payment: &payment::Model, key: &str) -> Result<Observation, GatewayError> {
        let intent = self.client.get(&format!("/v1/payment_intents/{}", segment(key)), &[]).await?;
        observation(&intent, payment)
    }

    /// By what we told Stripe of it. What was made just now may not be found yet.
    async fn search(&self, payment: &payment::Model) -> Result<Option<Observation>, GatewayError> {
        let query = [("query", format!("metadata['payment']:'{}'", payment.id))];
        let found = self.client.get("/v1/payment_intents/search", &query).await?;
        found["data"].get(0).map(|intent| observation(intent, payment)).transpose()
    }

    async fn cancel_intent(&self, payment: &payment::Model, id: &str, key: &str) -> Result<Observation, GatewayError> {
        let path = format!("/v1/payment_intents/{}/cancel", segment(id));
        match self.client.post(&path, &[], key).await {
            Ok(intent) => observation(&intent, payment),
            Err(Refusal { error, .. }) => Err(error),
        }
    }

    async fn known_refund(&self, request: &RefundRequest<'_>, intent: &str) -> Result<Option<Value>, GatewayError> {
        if let Some(key) = &request.transaction.provider_key {
            return Ok(Some(self.client.get(&format!("/v1/refunds/{}", segment(key)), &[]).await?));
        }
        if request.transaction.attempts == 0 {
            return Ok(None);
        }
        // It may have been made although nobody heard the answer. There are no more than these of a payment.
        let query = [("payment_intent", intent.to_owned()), ("limit", "100".to_owned())];
        let refunds = self.client.get("/v1/refunds", &query).await?;
        let wanted = request.transaction.id.to_string();
        let is_wanted = |refund: &&Value| refund["metadata"]["refund_transaction"].as_str() == Some(&wanted);
        Ok(refunds["data"].as_array().and_then(|refunds| refunds.iter().find(is_wanted)).cloned())
    }
}

/// An id of Stripe's in a path: it is theirs, but it goes nowhere else than where it belongs.
fn segment(id: &str) -> String {
    url::form_urlencoded::byte_serialize(id.as_bytes()).collect()
}

#[async_trait]
impl Gateway for Stripe {
    fn kind(&self) -> Kind {
        Kind::Stripe
    }

    async fn begin(&self, request: &Begin<'_>) -> Result<Observation, GatewayError> {
        self.create(request.payment, &request.key()).await
    }

    async fn look(&self, request: &Look<'_>) -> Result<Observation, GatewayError> {
        let payment = request.payment;
        if let Some(key) = &payment.provider_key {
            return self.intent(payment, key).await;
        }
        // Begun, and nobody heard the answer. While Stripe knows our key, asking again begins nothing new.
        if request.now - payment.created_at < KEYS_LAST {
            return self.create(payment, &Begin { payment }.key()).await;
        }
        Ok(self.search(payment).await?.unwrap_or_else(|| Observation::failed(None, "never_arrived")))
    }

    async fn capture(&self, request: &Capture<'_>) -> Result<Observation, GatewayError> {
        let payment = request.payment;
        let refused = |code: &str| GatewayError::Refused { code: code.to_owned() };
        let id = payment.provider_key.as_deref().ok_or_else(|| refused("nothing_to_capture"))?;
        let amount = minor::to_stripe(request.amount, payment.currency).ok_or_else(|| refused("amount_not_payable"))?;
        let path = format!("/v1/payment_intents/{}/capture", segment(id));
        let form = [("amount_to_capture", amount.to_string())];
        match self.client.post(&path, &form, &request.key()).await {
            Ok(intent) => observation(&intent, payment),
            Err(Refusal { error, .. }) => Err(error),
        }
    }

    async fn cancel(&self, request: &Cancel<'_>) -> Result<Observation, GatewayError> {
        let payment = request.payment;
        if let Some(id) = &payment.provider_key {
            return self.cancel_intent(payment, id, &request.key()).await;
        }
        let Some(seen) = self.search(payment).await? else {
            if request.now - request.since < FOUND_AFTER {
                return Err(GatewayError::TimedOut);
            }
            let (state, none) = (Seen::Voided, Minor::ZERO);
            return Ok(Observation { provider_key: None, state, authorized: none, captured: none });
        };
        match (&seen.state, &seen.provider_key) {
            (Seen::Captured | Seen::Voided | Seen::Failed { .. }, _) | (_, None) => Ok(seen),
            (Seen::Processing | Seen::ActionRequired { .. } | Seen::Authorized, Some(id)) => {
                self.cancel_intent(payment, id, &request.key()).await
            }
        }
    }

    async fn refund(&self, request: &RefundRequest<'_>) -> Result<RefundOutcome, GatewayError> {
        let refused = |code: &str| GatewayError::Refused { code: code.to_owned() };
        let intent = request.payment.provider_key.as_deref().ok_or_else(|| refused("nothing_to_refund"))?;
        if let Some(refund) = self.known_refund(request, intent).await? {
            return Ok(intent::refund_outcome(&refund));
        }
        let amount = minor::to_stripe(request.transaction.amount, request.payment.currency)
            .ok_or_else(|| refused("amount_not_payable"))?;
        let form = [
            ("payment_intent", intent.to_owned()),
            ("amount", amount.to_string()),
            ("metadata[refund_transaction]", request.transaction.id.to_string()),
        ];
        match self.client.post("/v1/refunds", &form, &request.key()).await {
            Ok(refund) => Ok(intent::refund_outcome(&refund)),
            Err(Refusal { error, .. }) => Err(error),
        }
    }

    fn signature_header(&self) -> &'static str {
        "stripe-signature"
    }

    fn webhook(&self, delivery: &Delivery<'_>) -> Result<Option<Notice>, WebhookError> {
        let secret = self.webhook_secret.as_ref().ok_or(WebhookError::NotExpected)?;
        signature::verify(secret, delivery.signature, delivery.body, delivery.now)?;
        let event: Value = serde_json::from_slice(delivery.body).map_err(|_| WebhookError::Unreadable)?;
        let text = |value: &Value| value.as_str().map(str::to_owned).ok_or(WebhookError::Unreadable);
        let object = &event["data"]["object"];
        // Of an intent itself, or of a charge or a refund of one. All else is not about our payments.
        let provider_key = match object["object"].as_str() {
            Some("payment_intent") => object["id"].as_str(),
            Some("charge" | "refund") => object["payment_intent"].as_str(),
            _ => None,
        };
        let Some(provider_key) = provider_key else { return Ok(None) };
        let payment = object["metadata"]["payment"].as_str().and_then(|id| Uuid::parse_str(id).ok()).map(PaymentId);
        let provider_key = provider_key.to_owned();
        Ok(Some(Notice { event_id: text(&event["id"])?, kind: text(&event["type"])?, provider_key, payment }))
    }
}
