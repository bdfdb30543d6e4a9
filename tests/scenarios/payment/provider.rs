//! A provider with a memory and bad manners.
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use entity::{
    ids::PaymentId,
    money::Minor,
    payment::{self, Gateway as Kind},
};
use service::payment::gateway::{
    Begin, Cancel, Capture, Gateway, GatewayError, Gateways, Look, Observation, RefundOutcome, RefundRequest, Seen,
    manual::Manual,
};

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Trouble {
    #[default]
    None,
    /// Nobody is there: nothing is done.
    Down,
    /// What is asked for is done, and nobody hears of it.
    AnswerLost,
    /// Money is not given back.
    NoRefunds,
}

/// Clones are the same provider.
#[derive(Clone, Default)]
pub(super) struct Provider(Arc<Mutex<Memory>>);

#[derive(Default)]
struct Memory {
    trouble: Trouble,
    /// By the key of the call that made them.
    intents: BTreeMap<String, Intent>,
    captures: BTreeMap<String, i64>,
    /// Of which payment, and how much.
    refunds: BTreeMap<String, (PaymentId, i64)>,
    calls: u32,
}

#[derive(Clone)]
struct Intent {
    amount: i64,
    captured: i64,
    is_voided: bool,
    is_processing: bool,
}

impl Provider {
    pub(super) fn gateways(&self) -> Gateways {
        Gateways::new(vec![Box::new(Manual), Box::new(self.clone())], Duration::from_secs(10))
    }

    pub(super) fn is_in(&self, trouble: Trouble) {
        self.0.lock().unwrap().trouble = trouble;
    }

    /// Buyers who were charged, or promised to be.
    pub(super) fn intents(&self) -> usize {
        self.0.lock().unwrap().intents.len()
    }

    pub(super) fn calls(&self) -> u32 {
        self.0.lock().unwrap().calls
    }

    /// What it has taken, less what it has given back.
    pub(super) fn keeps(&self) -> i64 {
        let memory = self.0.lock().unwrap();
        let captured: i64 = memory.intents.values().map(|intent| intent.captured).sum();
        captured - memory.refunds.values().map(|(_, amount)| amount).sum::<i64>()
    }

    pub(super) fn refunds(&self) -> usize {
        self.0.lock().unwrap().refunds.len()
    }

    /// It has said that it gave the payment up, and has taken it.
    pub(super) fn takes_after_all(&self, payment: PaymentId) {
        let mut memory = self.0.lock().unwrap();
        let intent = memory.intents.get_mut(&payment.to_string()).unwrap();
        (intent.captured, intent.is_voided) = (intent.amount, false);
    }

    /// The promise has run out.
    pub(super) fn gives_up(&self, payment: PaymentId) {
        self.0.lock().unwrap().intents.get_mut(&payment.to_string()).unwrap().is_voided = true;
    }

    /// Does what is asked for, unless it is down; and says so, unless its answer is lost.
    async fn answer<T>(&self, act: impl FnOnce(&mut Memory) -> Result<T, GatewayError>) -> Result<T, GatewayError> {
        let pause = 1 + u64::from(self.calls() % 7);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let outcome = {
            let mut memory = self.0.lock().unwrap();
            memory.calls += 1;
            match memory.trouble {
                Trouble::Down => return Err(GatewayError::Unreachable),
                Trouble::AnswerLost => act(&mut memory).and(Err(GatewayError::TimedOut)),
                Trouble::None | Trouble::NoRefunds => act(&mut memory),
            }
        };
        tokio::time::sleep(Duration::from_millis(pause)).await;
        outcome
    }
}

fn refused(code: &str) -> GatewayError {
    GatewayError::Refused { code: code.to_owned() }
}

impl Memory {
    fn begin(&mut self, payment: &payment::Model) -> Observation {
        let amount = payment.amount.0;
        let captured = if payment.is_captured_at_once { amount } else { 0 };
        let is_processing = payment.source.as_deref() == Some("pm_slow");
        let fresh = Intent { amount, captured, is_voided: false, is_processing };
        let intent = self.intents.entry(payment.id.to_string()).or_insert(fresh);
        picture(payment, intent)
    }

    fn of(&mut self, payment: &payment::Model) -> Result<&mut Intent, GatewayError> {
        self.intents.get_mut(&payment.id.to_string()).ok_or_else(|| refused("resource_missing"))
    }
}

fn picture(payment: &payment::Model, intent: &Intent) -> Observation {
    let state = match intent {
        Intent { is_processing: true, .. } => Seen::Processing,
        Intent { is_voided: true, captured: 0, .. } => Seen::Voided,
        Intent { amount, captured, is_voided, .. } if captured == amount || *is_voided => Seen::Captured,
        _ => Seen::Authorized,
    };
    let is_open = intent.is_processing;
    Observation {
        provider_key: Some(format!("pi_{}", payment.id)),
        state,
        authorized: Minor(if is_open { 0 } else { intent.amount }),
        captured: Minor(if is_open { 0 } else { intent.captured }),
    }
}

#[async_trait]
impl Gateway for Provider {
    fn kind(&self) -> Kind {
        Kind::Stripe
    }

    async fn begin(&self, request: &Begin<'_>) -> Result<Observation, GatewayError> {
        self.answer(|memory| Ok(memory.begin(request.payment))).await
    }

    async fn look(&self, request: &Look<'_>) -> Result<Observation, GatewayError> {
        let payment = request.payment;
        self.answer(|memory| {
            if payment.provider_key.is_none() {
                return Ok(memory.begin(payment));
            }
            let intent = memory.of(payment)?;
            intent.is_processing = false;
            Ok(picture(payment, intent))
        })
        .await
    }

    async fn capture(&self, request: &Capture<'_>) -> Result<Observation, GatewayError> {
        let (payment, amount, key) = (request.payment, request.amount.0, request.key());
        self.answer(|memory| {
            let is_new = memory.captures.insert(key, amount).is_none();
            let intent = memory.of(payment)?;
            if is_new {
                if intent.is_voided || intent.captured + amount > intent.amount {
                    return Err(refused("amount_too_large"));
                }
                intent.captured += amount;
            }
            Ok(picture(payment, intent))
        })
        .await
    }

    async fn cancel(&self, request: &Cancel<'_>) -> Result<Observation, GatewayError> {
        let payment = request.payment;
        self.answer(|memory| {
            let Ok(intent) = memory.of(payment) else {
                let (state, none) = (Seen::Voided, Minor::ZERO);
                return Ok(Observation { provider_key: None, state, authorized: none, captured: none });
            };
            if intent.is_processing {
                // It was never taken.
                *intent = Intent { captured: 0, is_processing: false, is_voided: true, amount: intent.amount };
            }
            intent.is_voided = intent.captured < intent.amount;
            Ok(picture(payment, intent))
        })
        .await
    }

    async fn refund(&self, request: &RefundRequest<'_>) -> Result<RefundOutcome, GatewayError> {
        let (payment, amount, key) = (request.payment, request.transaction.amount.0, request.key());
        let provider_key = Some(format!("re_{key}"));
        self.answer(|memory| {
            if memory.trouble == Trouble::NoRefunds {
                return Ok(RefundOutcome::Failed { provider_key, code: "expired_or_canceled_card".to_owned() });
            }
            let captured = memory.of(payment)?.captured;
            let known = memory.refunds.contains_key(&key);
            let of_payment = memory.refunds.values().filter(|(of, _)| *of == payment.id);
            if !known && of_payment.map(|(_, amount)| amount).sum::<i64>() + amount > captured {
                return Err(refused("charge_already_refunded"));
            }
            memory.refunds.insert(key, (payment.id, amount));
            Ok(RefundOutcome::Succeeded { provider_key })
        })
        .await
    }
}
