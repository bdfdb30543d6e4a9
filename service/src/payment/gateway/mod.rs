//! Those who move buyers' money, behind one port.
//!
//! Entry point: [`Gateways`] knows which there are and gives each call only so much time. Every call that moves money
//! carries a key of ours, so that a provider that hears it twice does it once. An [`Observation`] is a provider's whole
//! picture of one payment: whatever answers with one says the same, so answers may come twice, late and in any order.
//! Absent: the database. What was seen is written down by `record`.

pub mod http;
pub mod manual;
pub mod signature;
pub mod stripe;
pub mod test;

use std::{collections::BTreeMap, future::Future, sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use entity::{
    ids::PaymentId,
    money::Minor,
    payment::{self, Gateway as Kind},
    refund_transaction,
};

/// What a provider knows of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What the provider calls it. Absent where it never heard of it.
    pub provider_key: Option<String>,
    pub state: Seen,
    /// Of the payment's amount: what the buyer's bank has promised, captured or not.
    pub authorized: Minor,
    pub captured: Minor,
}

/// How far a payment is at its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Processing,
    /// The buyer has to prove that it is them.
    ActionRequired {
        /// Where. Absent: only the provider's own script in the buyer's browser can show it.
        url: Option<String>,
    },
    Authorized,
    Captured,
    Failed {
        code: String,
        /// Otherwise the buyer may still try another way to pay it.
        is_final: bool,
    },
    Voided,
}

impl Observation {
    /// A payment that will never be.
    pub fn failed(provider_key: Option<String>, code: impl Into<String>) -> Self {
        let state = Seen::Failed { code: code.into(), is_final: true };
        Self { provider_key, state, authorized: Minor::ZERO, captured: Minor::ZERO }
    }
}

/// Why a provider said nothing useful.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// What became of the call is unknown: ask later.
    #[error("the provider cannot be reached")]
    Unreachable,
    /// What became of the call is unknown: ask later.
    #[error("the provider did not answer in time")]
    TimedOut,
    /// It will not do this, now or later.
    #[error("the provider refused: {code}")]
    Refused { code: String },
    /// It does not let us in, or it is not set up.
    #[error("the provider is not set up as it must be: {0}")]
    Misconfigured(&'static str),
}

/// Takes a payment's money, or has it promised.
#[derive(Clone, Copy, Debug)]
pub struct Begin<'a> {
    pub payment: &'a payment::Model,
}

impl Begin<'_> {
    /// The provider's way to know it again.
    pub fn key(&self) -> String {
        self.payment.id.to_string()
    }
}

/// Asks what became of a payment. It has no provider's key if nobody knows whether its beginning arrived.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    pub payment: &'a payment::Model,
    pub now: DateTime<Utc>,
}

/// Takes what was promised, or a part of it.
#[derive(Clone, Copy, Debug)]
pub struct Capture<'a> {
    pub payment: &'a payment::Model,
    pub amount: Minor,
}

impl Capture<'_> {
    /// The provider's way to know it again.
    pub fn key(&self) -> String {
        format!("{}:capture:{}", self.payment.id, self.payment.captured.0)
    }
}

/// Gives up what was promised.
#[derive(Clone, Copy, Debug)]
pub struct Cancel<'a> {
    pub payment: &'a payment::Model,
    /// Since when nobody begins it any more.
    pub since: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

impl Cancel<'_> {
    /// The provider's way to know it again.
    pub fn key(&self) -> String {
        format!("{}:cancel", self.payment.id)
    }
}

/// Gives money back, or asks what became of that.
#[derive(Clone, Copy, Debug)]
pub struct RefundRequest<'a> {
    pub payment: &'a payment::Model,
    pub transaction: &'a refund_transaction::Model,
}

impl RefundRequest<'_> {
    /// The provider's way to know it again.
    pub fn key(&self) -> String {
        self.transaction.id.to_string()
    }
}

/// What became of money to be given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    Succeeded { provider_key: Option<String> },
    Processing { provider_key: Option<String> },
    Failed { provider_key: Option<String>, code: String },
}

/// Something that a provider sent of its own accord.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// The header that the gateway names.
    pub signature: Option<&'a str>,
    pub body: &'a [u8],
    pub now: DateTime<Utc>,
}

/// What a delivery says: look at this payment. What it says of the payment is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub event_id: String,
    pub kind: String,
    pub provider_key: String,
    /// Ours, as the provider was told.
    pub payment: Option<PaymentId>,
}

/// Why a delivery is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    #[error("there are no deliveries from this gateway")]
    NotExpected,
    #[error("the delivery is not signed")]
    Unsigned,
    #[error("the delivery's signature is wrong")]
    BadSignature,
    #[error("the delivery was signed too long ago")]
    TooOld,
    #[error("the delivery cannot be read")]
    Unreadable,
}

/// Somebody who moves money. What an implementation promises: a call with a key that it has heard does nothing new.
#[async_trait]
pub trait Gateway: Send + Sync {
    fn kind(&self) -> Kind;

    async fn begin(&self, request: &Begin<'_>) -> Result<Observation, GatewayError>;

    async fn look(&self, request: &Look<'_>) -> Result<Observation, GatewayError>;

    async fn capture(&self, request: &Capture<'_>) -> Result<Observation, GatewayError>;

    async fn cancel(&self, request: &Cancel<'_>) -> Result<Observation, GatewayError>;

    async fn refund(&self, request: &RefundRequest<'_>) -> Result<RefundOutcome, GatewayError>;

    /// The header that signs a delivery, in small letters.
    fn signature_header(&self) -> &'static str {
        "signature"
    }

    /// Reads a delivery that is signed as it must be; none if it says nothing of payments of ours.
    ///
    /// # Errors
    /// See [`WebhookError`].
    fn webhook(&self, delivery: &Delivery<'_>) -> Result<Option<Notice>, WebhookError> {
        let _ = delivery;
        Err(WebhookError::NotExpected)
    }
}

/// How long a provider may take for an answer, unless it is set otherwise.
pub const CALL_TIME_MAX: Duration = Duration::from_secs(10);

/// The gateways of a shop. Cheap to clone.
#[derive(Clone)]
pub struct Gateways(Arc<Registry>);

struct Registry {
    gateways: BTreeMap<Kind, Box<dyn Gateway>>,
    call_time_max: Duration,
}

impl Gateways {
    pub fn new(gateways: Vec<Box<dyn Gateway>>, call_time_max: Duration) -> Self {
        let gateways = gateways.into_iter().map(|gateway| (gateway.kind(), gateway)).collect();
        Self(Arc::new(Registry { gateways, call_time_max }))
    }

    /// Whether orders can be paid with it.
    pub fn has(&self, kind: Kind) -> bool {
        self.0.gateways.contains_key(&kind)
    }

    /// Those that orders can be paid with.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.0.gateways.keys().copied()
    }

    pub fn signature_header(&self, kind: Kind) -> Option<&'static str> {
        self.0.gateways.get(&kind).map(|gateway| gateway.signature_header())
    }

    /// # Errors
    /// See [`WebhookError`].
    pub fn webhook(&self, kind: Kind, delivery: &Delivery<'_>) -> Result<Option<Notice>, WebhookError> {
        self.0.gateways.get(&kind).ok_or(WebhookError::NotExpected)?.webhook(delivery)
    }

    pub(super) async fn begin(&self, request: &Begin<'_>) -> Result<Observation, GatewayError> {
        let gateway = self.of(request.payment)?;
        self.in_time("begin", request.payment, gateway.begin(request)).await
    }

    pub(super) async fn look(&self, request: &Look<'_>) -> Result<Observation, GatewayError> {
        let gateway = self.of(request.payment)?;
        self.in_time("look", request.payment, gateway.look(request)).await
    }

    pub(super) async fn capture(&self, request: &Capture<'_>) -> Result<Observation, GatewayError> {
        let gateway = self.of(request.payment)?;
        self.in_time("capture", request.payment, gateway.capture(request)).await
    }

    pub(super) async fn cancel(&self, request: &Cancel<'_>) -> Result<Observation, GatewayError> {
        let gateway = self.of(request.payment)?;
        self.in_time("cancel", request.payment, gateway.cancel(request)).await
    }

    pub(super) async fn refund(&self, request: &RefundRequest<'_>) -> Result<RefundOutcome, GatewayError> {
        let gateway = self.of(request.payment)?;
        self.in_time("refund", request.payment, gateway.refund(request)).await
    }

    fn of(&self, payment: &payment::Model) -> Result<&dyn Gateway, GatewayError> {
        let gateway = self.0.gateways.get(&payment.gateway);
        gateway.map(AsRef::as_ref).ok_or(GatewayError::Misconfigured("the gateway of a payment is not set up any more"))
    }

    async fn in_time<T>(
        &self,
        call: &'static str,
        payment: &payment::Model,
        answer: impl Future<Output = Result<T, GatewayError>>,
    ) -> Result<T, GatewayError> {
        let outcome = tokio::time::timeout(self.0.call_time_max, answer).await;
        let outcome = outcome.unwrap_or(Err(GatewayError::TimedOut));
        match &outcome {
            Ok(_) => {}
            Err(GatewayError::Refused { code }) => {
                tracing::info!(call, payment = %payment.id, gateway = ?payment.gateway, code, "a provider refused");
            }
            Err(GatewayError::Unreachable | GatewayError::TimedOut) => {
                tracing::warn!(call, payment = %payment.id, gateway = ?payment.gateway, "a provider gave no answer");
            }
            Err(GatewayError::Misconfigured(what)) => {
                tracing::error!(call, payment = %payment.id, gateway = ?payment.gateway, what, "a gateway is not set up");
            }
        }
        outcome
    }
}
