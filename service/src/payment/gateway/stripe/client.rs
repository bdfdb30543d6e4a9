//! Stripe's API as it is spoken: forms there, JSON back, and what its errors mean to us.
use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;
use url::form_urlencoded;

use super::{GatewayError, StripeKey};

/// Bytes of an answer that are read.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Characters of a code that are kept.
const CODE_CHARS_MAX: usize = 100;

pub(super) struct Client {
    http: reqwest::Client,
    /// Without a slash at its end.
    api_url: String,
    key: StripeKey,
}

/// Stripe said no, or nothing.
pub(super) struct Refusal {
    pub(super) error: GatewayError,
    /// The intent as the refusal left it.
    pub(super) intent: Option<Value>,
}

impl From<GatewayError> for Refusal {
    fn from(error: GatewayError) -> Self {
        Self { error, intent: None }
    }
}

impl Client {
    pub(super) fn new(http: reqwest::Client, api_url: &str, key: StripeKey) -> Self {
        Self { http, api_url: api_url.trim_end_matches('/').to_owned(), key }
    }

    pub(super) async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Value, GatewayError> {
        let url = format!("{}{path}?{}", self.api_url, encoded(query));
        self.send(self.http.get(url)).await.map_err(|refusal| refusal.error)
    }

    /// `key` is ours: Stripe does what it hears with the same key once.
    pub(super) async fn post(&self, path: &str, form: &[(&str, String)], key: &str) -> Result<Value, Refusal> {
        let request = self
            .http
            .post(format!("{}{path}", self.api_url))
            .header("idempotency-key", key)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encoded(form));
        self.send(request).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Value, Refusal> {
        let answer = request.bearer_auth(&self.key.0).send().await.map_err(|error| unanswered(&error))?;
        let status = answer.status();
        let body = read(answer).await?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| GatewayError::Unreachable.into());
        }
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        Err(refusal(status, &body["error"]))
    }
}

fn encoded(pairs: &[(&str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn read(mut answer: reqwest::Response) -> Result<Vec<u8>, GatewayError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| unanswered(&error))? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(GatewayError::Unreachable);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn unanswered(error: &reqwest::Error) -> GatewayError {
    // Without the address: it may hold a key of a payment's.
    tracing::debug!(error = %WithoutUrl(error), "Stripe gave no answer");
    if error.is_timeout() { GatewayError::TimedOut } else { GatewayError::Unreachable }
}

/// Why, down to its source, and without the address.
struct WithoutUrl<'a>(&'a reqwest::Error);

impl std::fmt::Display for WithoutUrl<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut source = std::error::Error::source(self.0);
        while let Some(error) = source {
            write!(f, "{error}; ")?;
            source = error.source();
        }
        Ok(())
    }
}

/// What an error of Stripe's means: that it is settled, that we have to ask again, or that we are not let in.
fn refusal(status: StatusCode, error: &Value) -> Refusal {
    let word = |name: &str| error[name].as_str().filter(|word| !word.is_empty());
    let code = word("decline_code").or_else(|| word("code")).or_else(|| word("type")).unwrap_or("refused");
    let error_of_ours = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => GatewayError::Misconfigured("Stripe refuses the key"),
        // The same key is being worked on; another request had the key; too many; Stripe is down. All say nothing of
        // the payment.
        StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => GatewayError::Unreachable,
        _ if word("type") == Some("idempotency_error") => GatewayError::Unreachable,
        status if status.is_client_error() => {
            GatewayError::Refused { code: code.chars().take(CODE_CHARS_MAX).collect() }
        }
        _ => GatewayError::Unreachable,
    };
    let intent = error.get("payment_intent").filter(|intent| intent.is_object()).cloned();
    Refusal { error: error_of_ours, intent }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(status: u16, error: &Value) -> GatewayError {
        refusal(StatusCode::from_u16(status).unwrap(), error).error
    }

    #[test]
    fn only_what_is_settled_counts_as_refused() {
        let refused = |code: &str| GatewayError::Refused { code: code.to_owned() };
        let declined = json!({ "type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds" });
        assert_eq!(of(402, &declined), refused("insufficient_funds"));
        assert_eq!(of(402, &json!({ "code": "card_declined" })), refused("card_declined"));
        assert_eq!(of(400, &json!({ "type": "invalid_request_error" })), refused("invalid_request_error"));
        assert_eq!(of(404, &json!({ "code": "resource_missing" })), refused("resource_missing"));
        assert_eq!(of(400, &json!({ "type": "idempotency_error" })), GatewayError::Unreachable);
        for status in [408, 409, 429, 500, 502, 503] {
            assert_eq!(of(status, &Value::Null), GatewayError::Unreachable, "{status}");
        }
        assert!(matches!(of(401, &Value::Null), GatewayError::Misconfigured(_)));
    }

    #[test]
    fn a_refusal_keeps_the_intent_that_it_left() {
        let error = json!({ "code": "card_declined", "payment_intent": { "id": "pi_1" } });
        assert_eq!(refusal(StatusCode::PAYMENT_REQUIRED, &error).intent, Some(json!({ "id": "pi_1" })));
    }
}
