//! What a `PaymentIntent` and a refund of Stripe's say, in our words.
use entity::{money::Minor, payment};
use serde_json::Value;

use super::{GatewayError, Observation, RefundOutcome, Seen, minor::from_stripe};

/// The intent's whole picture.
///
/// # Errors
/// The answer is no intent: what became of the call is unknown.
pub(super) fn observation(intent: &Value, payment: &payment::Model) -> Result<Observation, GatewayError> {
    let id = intent["id"].as_str().ok_or(GatewayError::Unreachable)?;
    let status = intent["status"].as_str().ok_or(GatewayError::Unreachable)?;
    let amount = |name: &str| intent[name].as_i64().map(|amount| from_stripe(amount, payment.currency));
    let received = amount("amount_received").unwrap_or(Minor::ZERO);
    let error = &intent["last_payment_error"];
    let none = Minor::ZERO;
    let (state, authorized, captured) = match status {
        "succeeded" => (Seen::Captured, payment.amount, amount("amount_received").unwrap_or(payment.amount)),
        "requires_capture" => (Seen::Authorized, payment.amount, received),
        "requires_action" => {
            let url = intent["next_action"]["redirect_to_url"]["url"].as_str().map(str::to_owned);
            (Seen::ActionRequired { url }, none, none)
        }
        // Some of it was captured and the rest given up: that is all there will be.
        "canceled" if received > none => (Seen::Captured, payment.amount, received),
        "canceled" => (Seen::Voided, none, none),
        // Nobody but us confirms it, and we do it once.
        "requires_payment_method" if error.is_object() => {
            let word = |name: &str| error[name].as_str().filter(|word| !word.is_empty());
            let code = word("decline_code").or_else(|| word("code")).unwrap_or("declined");
            (Seen::Failed { code: code.to_owned(), is_final: true }, none, none)
        }
        _ => (Seen::Processing, none, none),
    };
    Ok(Observation { provider_key: Some(id.to_owned()), state, authorized, captured })
}

pub(super) fn refund_outcome(refund: &Value) -> RefundOutcome {
    let provider_key = refund["id"].as_str().map(str::to_owned);
    match refund["status"].as_str() {
        Some("succeeded") => RefundOutcome::Succeeded { provider_key },
        Some("failed" | "canceled") => {
            let code = refund["failure_reason"].as_str().unwrap_or("failed").to_owned();
            RefundOutcome::Failed { provider_key, code }
        }
        _ => RefundOutcome::Processing { provider_key },
    }
}

#[cfg(test)]
mod tests {
    use entity::{
        ids::{OrderId, PaymentId},
        money::Currency,
        payment::{Gateway, Status},
    };
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn payment() -> payment::Model {
        let none = Minor::ZERO;
        payment::Model {
            id: PaymentId(Uuid::nil()),
            order_id: OrderId(Uuid::nil()),
            gateway: Gateway::Stripe,
            status: Status::Pending,
            currency: Currency::EUR,
            amount: Minor(1_000),
            authorized: none,
            captured: none,
            capture_pending: none,
            refund_pending: none,
            refunded: none,
            is_captured_at_once: true,
            source: None,
            gift_card_id: None,
            provider_key: None,
            action_url: None,
            failure_code: None,
            reconcile_at: None,
            attempts: 0,
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn seen(intent: &Value) -> (Seen, i64, i64) {
        let seen = observation(intent, &payment()).unwrap();
        assert_eq!(seen.provider_key.as_deref(), Some("pi_1"));
        (seen.state, seen.authorized.0, seen.captured.0)
    }

    #[test]
    fn each_status_is_understood() {
        let intent = |status: &str| json!({ "id": "pi_1", "status": status, "amount": 1_000 });
        assert_eq!(seen(&intent("processing")), (Seen::Processing, 0, 0));
        assert_eq!(seen(&intent("requires_confirmation")), (Seen::Processing, 0, 0));
        assert_eq!(seen(&intent("something_new")), (Seen::Processing, 0, 0));
        assert_eq!(seen(&intent("requires_capture")), (Seen::Authorized, 1_000, 0));
        assert_eq!(seen(&intent("succeeded")), (Seen::Captured, 1_000, 1_000));
        assert_eq!(seen(&intent("canceled")), (Seen::Voided, 0, 0));
        let mut part = intent("succeeded");
        part["amount_received"] = json!(400);
        assert_eq!(seen(&part), (Seen::Captured, 1_000, 400));
        part["status"] = json!("canceled");
        assert_eq!(seen(&part), (Seen::Captured, 1_000, 400));
    }

    #[test]
    fn the_buyer_is_sent_where_stripe_says() {
        let url = "https://hooks.stripe.com/redirect/authenticate/src_1";
        let next = json!({ "type": "redirect_to_url", "redirect_to_url": { "url": url } });
        let intent = json!({ "id": "pi_1", "status": "requires_action", "next_action": next });
        assert_eq!(seen(&intent), (Seen::ActionRequired { url: Some(url.to_owned()) }, 0, 0));
        let scripted =
            json!({ "id": "pi_1", "status": "requires_action", "next_action": { "type": "use_stripe_sdk" } });
        assert_eq!(seen(&scripted), (Seen::ActionRequired { url: None }, 0, 0));
    }

    #[test]
    fn a_decline_says_why() {
        let error = json!({ "code": "card_declined", "decline_code": "lost_card" });
        let intent = json!({ "id": "pi_1", "status": "requires_payment_method", "last_payment_error": error });
        let failed = |code: &str| Seen::Failed { code: code.to_owned(), is_final: true };
        assert_eq!(seen(&intent), (failed("lost_card"), 0, 0));
        // Not confirmed: nothing has failed.
        assert_eq!(seen(&json!({ "id": "pi_1", "status": "requires_payment_method" })), (Seen::Processing, 0, 0));
    }

    #[test]
    fn what_is_no_intent_says_nothing() {
        for nonsense in [json!({}), json!([]), json!({ "id": "pi_1" }), json!({ "status": "succeeded" })] {
            assert_eq!(observation(&nonsense, &payment()), Err(GatewayError::Unreachable));
        }
    }
}
