//! Money that comes by hand: a bank transfer, cash on delivery. Whoever runs the shop says when it is there.
use async_trait::async_trait;
use entity::{
    money::Minor,
    payment::{self, Gateway as Kind, Status},
};

use super::{Begin, Cancel, Capture, Gateway, GatewayError, Look, Observation, RefundOutcome, RefundRequest, Seen};

/// Nobody to ask: it says what is written down.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manual;

fn seen(payment: &payment::Model) -> Observation {
    let state = match payment.status {
        Status::Pending | Status::ActionRequired => Seen::Processing,
        Status::Authorized => Seen::Authorized,
        Status::Captured => Seen::Captured,
        Status::Failed => Seen::Failed { code: payment.failure_code.clone().unwrap_or_default(), is_final: true },
        Status::Voided => Seen::Voided,
    };
    Observation { provider_key: None, state, authorized: payment.authorized, captured: payment.captured }
}

#[async_trait]
impl Gateway for Manual {
    fn kind(&self) -> Kind {
        Kind::Manual
    }

    async fn begin(&self, request: &Begin<'_>) -> Result<Observation, GatewayError> {
        Ok(seen(request.payment))
    }

    async fn look(&self, request: &Look<'_>) -> Result<Observation, GatewayError> {
        Ok(seen(request.payment))
    }

    async fn capture(&self, _: &Capture<'_>) -> Result<Observation, GatewayError> {
        Err(GatewayError::Refused { code: "nothing_to_capture".to_owned() })
    }

    /// Nobody waits for it any more.
    async fn cancel(&self, request: &Cancel<'_>) -> Result<Observation, GatewayError> {
        if request.payment.captured > Minor::ZERO {
            return Ok(seen(request.payment));
        }
        Ok(Observation { state: Seen::Voided, ..seen(request.payment) })
    }

    /// Whoever runs the shop hands it over: it counts as done when it is decided.
    async fn refund(&self, _: &RefundRequest<'_>) -> Result<RefundOutcome, GatewayError> {
        Ok(RefundOutcome::Succeeded { provider_key: None })
    }
}
