//! Who moves the buyers' money: a provider with books of its own, behind the service's port.
//!
//! A call to it waits until the run lets it go on, so that others act in between. What a provider promises it keeps: a
//! call with a key that it has heard does nothing new. It promises nothing else.
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use entity::{
    ids::PaymentId,
    money::Minor,
    payment::{self, Gateway as Kind},
    refund_transaction,
};
use serde_json::{Value, json};
use service::payment::gateway::{
    Begin, Cancel, Capture, Delivery, Gateway, GatewayError, Gateways, Look, Notice, Observation, RefundOutcome,
    RefundRequest, WebhookError,
    manual::Manual,
    signature::{self, SigningSecret},
};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::books::Books;

/// Nothing here waits for the machine's clock: whether a call is late is the run's to decide.
const CALL_TIME_MAX: Duration = Duration::from_hours(1);
/// What deliveries are signed with.
pub(crate) const SECRET: &str = "whsec_of_the_simulation";

/// What the shop asks for.
#[derive(Clone)]
pub(crate) enum Call {
    Begin(Box<payment::Model>),
    Look(Box<payment::Model>, DateTime<Utc>),
    Capture { payment: Box<payment::Model>, amount: i64, key: String },
    Cancel { payment: Box<payment::Model>, since: DateTime<Utc>, now: DateTime<Utc> },
    Refund(Box<payment::Model>, Box<refund_transaction::Model>),
}

impl Call {
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Begin(payment) => format!("begin {} {}", payment.id, payment.source.as_deref().unwrap_or_default()),
            Self::Look(payment, _) => format!("look {}", payment.id),
            Self::Capture { payment, amount, .. } => format!("capture {amount} of {}", payment.id),
            Self::Cancel { payment, .. } => format!("cancel {}", payment.id),
            Self::Refund(payment, refund) => format!("refund {} of {} as {}", refund.amount.0, payment.id, refund.id),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Reply {
    Seen(Observation),
    Refund(RefundOutcome),
}

pub(crate) type Said = Result<Reply, GatewayError>;

/// A call that waits for its answer.
pub(crate) struct Waiting {
    pub(crate) number: u64,
    pub(crate) call: Call,
    answer: oneshot::Sender<Said>,
}

impl Waiting {
    /// Nobody may be there to hear it any more.
    pub(crate) fn answer(self, said: Said) {
        let _ = self.answer.send(said);
    }
}

/// Clones are the same provider.
#[derive(Clone, Default)]
pub(crate) struct Provider(Arc<Mutex<Desk>>);

#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) books: Books,
    /// Calls are answered at once, and well.
    pub(crate) is_prompt: bool,
    calls: u64,
    waiting: BTreeMap<u64, Waiting>,
    /// The call that came last, if nobody has looked yet.
    arrived: Option<u64>,
}

impl Provider {
    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap()
    }

    pub(crate) fn gateways(&self) -> Gateways {
        Gateways::new(vec![Box::new(Manual), Box::new(self.clone())], CALL_TIME_MAX)
    }

    /// The call that has just begun to wait.
    pub(crate) fn take_arrived(&self) -> Option<u64> {
        self.desk().arrived.take()
    }

    pub(crate) fn take_waiting(&self, number: u64) -> Option<Waiting> {
        self.desk().waiting.remove(&number)
    }

    async fn ask(&self, call: Call) -> Said {
        let answer = {
            let mut desk = self.desk();
            if desk.is_prompt {
                return desk.books.carry_out(&call);
            }
            desk.calls += 1;
            let number = desk.calls;
            let (answer, heard) = oneshot::channel();
            desk.waiting.insert(number, Waiting { number, call, answer });
            desk.arrived = Some(number);
            heard
        };
        answer.await.unwrap_or(Err(GatewayError::Unreachable))
    }

    async fn see(&self, call: Call) -> Result<Observation, GatewayError> {
        match self.ask(call).await? {
            Reply::Seen(seen) => Ok(seen),
            Reply::Refund(_) => unreachable!("an answer to another question"),
        }
    }
}

/// What it calls a payment.
pub(crate) fn key(payment: PaymentId) -> String {
    format!("pi_{payment}")
}

/// What it sends of its own accord. It says too much, as providers do: only that there is news counts.
pub(crate) fn delivery(event: &str, payment: PaymentId, names_ours: bool) -> String {
    let ours = names_ours.then(|| payment.to_string());
    json!({ "id": event, "type": "payment.updated", "payment": key(payment), "ours": ours, "captured": 99_999_999 })
        .to_string()
}

#[async_trait]
impl Gateway for Provider {
    fn kind(&self) -> Kind {
        Kind::Stripe
    }

    async fn begin(&self, request: &Begin<'_>) -> Result<Observation, GatewayError> {
        self.see(Call::Begin(Box::new(request.payment.clone()))).await
    }

    async fn look(&self, request: &Look<'_>) -> Result<Observation, GatewayError> {
        self.see(Call::Look(Box::new(request.payment.clone()), request.now)).await
    }

    async fn capture(&self, request: &Capture<'_>) -> Result<Observation, GatewayError> {
        let payment = Box::new(request.payment.clone());
        self.see(Call::Capture { payment, amount: request.amount.0, key: request.key() }).await
    }

    async fn cancel(&self, request: &Cancel<'_>) -> Result<Observation, GatewayError> {
        let payment = Box::new(request.payment.clone());
        self.see(Call::Cancel { payment, since: request.since, now: request.now }).await
    }

    async fn refund(&self, request: &RefundRequest<'_>) -> Result<RefundOutcome, GatewayError> {
        let call = Call::Refund(Box::new(request.payment.clone()), Box::new(request.transaction.clone()));
        match self.ask(call).await? {
            Reply::Refund(outcome) => Ok(outcome),
            Reply::Seen(_) => unreachable!("an answer to another question"),
        }
    }

    fn webhook(&self, delivery: &Delivery<'_>) -> Result<Option<Notice>, WebhookError> {
        signature::verify(&SigningSecret::new(SECRET), delivery.signature, delivery.body, delivery.now)?;
        let event: Value = serde_json::from_slice(delivery.body).map_err(|_| WebhookError::Unreadable)?;
        let text = |name: &str| event[name].as_str().map(str::to_owned).ok_or(WebhookError::Unreadable);
        let payment = event["ours"].as_str().and_then(|id| Uuid::parse_str(id).ok()).map(PaymentId);
        Ok(Some(Notice { event_id: text("id")?, kind: text("type")?, provider_key: text("payment")?, payment }))
    }
}

/// More than was asked for was promised and taken, it says.
pub(crate) fn boast(mut seen: Observation, amount: Minor) -> Observation {
    if seen.captured == amount {
        seen.captured += Minor(777);
    }
    if seen.authorized == amount {
        seen.authorized += Minor(1_000_000);
    }
    seen
}
