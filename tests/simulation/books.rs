//! The provider's own books: what it was asked for, what it took and what it gave back.
use std::collections::{BTreeMap, btree_map::Entry};

use chrono::TimeDelta;
use entity::{ids::PaymentId, money::Minor, payment};
use service::payment::gateway::{GatewayError, Observation, RefundOutcome, Seen};

use crate::provider::{Call, Reply, Said, key};

/// How long it remembers the keys of calls.
const KEYS_LAST: TimeDelta = TimeDelta::hours(24);
/// By when what was begun is found for sure.
const FOUND_AFTER: TimeDelta = TimeDelta::minutes(5);

#[derive(Default)]
pub(crate) struct Books {
    pub(crate) intents: BTreeMap<PaymentId, Intent>,
    captures: BTreeMap<String, i64>,
    pub(crate) refunds: BTreeMap<String, Given>,
    /// Every picture of a payment that was once right.
    pub(crate) history: BTreeMap<PaymentId, Vec<Observation>>,
    /// News that the shop has not been told of.
    pub(crate) news: Vec<PaymentId>,
    /// How the next refund goes.
    pub(crate) next_refund: Fate,
    /// What was begun and needs time goes well.
    pub(crate) is_kind: bool,
}

/// A payment as it knows it.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    pub(crate) amount: i64,
    pub(crate) captured: i64,
    pub(crate) standing: Standing,
    takes_at_once: bool,
    captures_once: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Processing,
    /// The buyer has to prove that it is them.
    Asking,
    /// The bank said no: for good, or the buyer may try once more.
    Declined {
        is_final: bool,
    },
    Promised,
    Taken,
    Voided,
}

/// Money that it was asked to give back.
pub(crate) struct Given {
    pub(crate) payment: PaymentId,
    pub(crate) amount: i64,
    pub(crate) fate: Fate,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fate {
    #[default]
    Done,
    UnderWay,
    Failed,
}

fn refused(code: &str) -> GatewayError {
    GatewayError::Refused { code: code.to_owned() }
}

impl Intent {
    fn of(payment: &payment::Model) -> Option<Self> {
        let (standing, captured) = match payment.source.as_deref() {
            Some("pm_3ds") => (Standing::Asking, 0),
            Some("pm_slow") => (Standing::Processing, 0),
            Some("pm_declined") => (Standing::Declined { is_final: true }, 0),
            Some("pm_retry") => (Standing::Declined { is_final: false }, 0),
            Some("pm_card") if payment.is_captured_at_once => (Standing::Taken, payment.amount.0),
            Some("pm_card") => (Standing::Promised, 0),
            _ => return None,
        };
        let captures_once = payment.id.0.as_bytes()[15].is_multiple_of(2);
        let (amount, takes_at_once) = (payment.amount.0, payment.is_captured_at_once);
        Some(Self { amount, captured, standing, takes_at_once, captures_once })
    }

    pub(crate) fn picture(&self, payment: PaymentId) -> Observation {
        let state = match self.standing {
            Standing::Processing => Seen::Processing,
            Standing::Asking => Seen::ActionRequired { url: Some("https://bank.example".to_owned()) },
            Standing::Declined { is_final } => Seen::Failed { code: "card_declined".to_owned(), is_final },
            Standing::Promised => Seen::Authorized,
            Standing::Taken => Seen::Captured,
            Standing::Voided => Seen::Voided,
        };
        let authorized = match self.standing {
            Standing::Promised | Standing::Taken => self.amount,
            Standing::Processing | Standing::Asking | Standing::Declined { .. } | Standing::Voided => 0,
        };
        let (authorized, captured) = (Minor(authorized), Minor(self.captured));
        Observation { provider_key: Some(key(payment)), state, authorized, captured }
    }

    /// The bank says yes.
    fn succeed(&mut self) {
        if self.takes_at_once {
            (self.standing, self.captured) = (Standing::Taken, self.amount);
        } else {
            self.standing = Standing::Promised;
        }
    }

    /// Whether the buyer, or time, still decides.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Processing | Standing::Asking | Standing::Declined { is_final: false })
    }
}

impl Books {
    pub(crate) fn carry_out(&mut self, call: &Call) -> Said {
        match call {
            Call::Begin(payment) => self.begin(payment),
            Call::Look(payment, now) => {
                if payment.provider_key.is_none() && *now - payment.created_at < KEYS_LAST {
                    return self.begin(payment);
                }
                if self.is_kind {
                    self.decide(payment.id, true);
                }
                match self.intents.get(&payment.id) {
                    Some(intent) => Ok(Reply::Seen(intent.picture(payment.id))),
                    None if payment.provider_key.is_none() => {
                        Ok(Reply::Seen(Observation::failed(None, "never_arrived")))
                    }
                    None => Err(refused("resource_missing")),
                }
            }
            Call::Capture { payment, amount, key } => self.capture(payment.id, *amount, key),
            Call::Cancel { payment, since, now } => self.cancel(payment.id, *now - *since),
            Call::Refund(payment, transaction) => {
                self.refund(payment.id, transaction.amount.0, transaction.id.to_string())
            }
        }
    }

    fn begin(&mut self, payment: &payment::Model) -> Said {
        if let Entry::Vacant(new) = self.intents.entry(payment.id) {
            new.insert(Intent::of(payment).ok_or_else(|| refused("unknown_source"))?);
            self.tell(payment.id);
        }
        self.shown(payment.id)
    }

    fn shown(&self, payment: PaymentId) -> Said {
        let intent = self.intents.get(&payment).ok_or_else(|| refused("resource_missing"))?;
        Ok(Reply::Seen(intent.picture(payment)))
    }

    fn capture(&mut self, payment: PaymentId, amount: i64, key: &str) -> Said {
        let intent = self.intents.get_mut(&payment).ok_or_else(|| refused("resource_missing"))?;
        if !self.captures.contains_key(key) {
            if intent.standing != Standing::Promised || intent.captured + amount > intent.amount {
                return Err(refused("nothing_to_capture"));
            }
            self.captures.insert(key.to_owned(), amount);
            intent.captured += amount;
            if intent.captures_once || intent.captured == intent.amount {
                intent.standing = Standing::Taken;
            }
            self.tell(payment);
        }
        self.shown(payment)
    }

    fn cancel(&mut self, payment: PaymentId, waited: TimeDelta) -> Said {
        let Some(intent) = self.intents.get_mut(&payment) else {
            if waited < FOUND_AFTER {
                return Err(GatewayError::TimedOut);
            }
            let (state, none) = (Seen::Voided, Minor::ZERO);
            return Ok(Reply::Seen(Observation { provider_key: None, state, authorized: none, captured: none }));
        };
        match intent.standing {
            Standing::Taken => return Err(refused("already_captured")),
            Standing::Promised if intent.captured > 0 => intent.standing = Standing::Taken,
            Standing::Processing | Standing::Asking | Standing::Promised => intent.standing = Standing::Voided,
            Standing::Declined { .. } => intent.standing = Standing::Declined { is_final: true },
            Standing::Voided => {}
        }
        self.tell(payment);
        self.shown(payment)
    }

    fn refund(&mut self, payment: PaymentId, amount: i64, key: String) -> Said {
        let captured = self.intents.get(&payment).ok_or_else(|| refused("resource_missing"))?.captured;
        let given = self.refunds.values().filter(|given| given.payment == payment && given.fate != Fate::Failed);
        let before: i64 = given.map(|given| given.amount).sum();
        let provider_key = Some(format!("re_{key}"));
        let fate = if let Some(given) = self.refunds.get_mut(&key) {
            if given.fate == Fate::UnderWay {
                given.fate = if self.is_kind { Fate::Done } else { self.next_refund };
            }
            given.fate
        } else {
            if before + amount > captured {
                return Err(refused("charge_already_refunded"));
            }
            self.refunds.insert(key, Given { payment, amount, fate: self.next_refund });
            self.next_refund
        };
        Ok(Reply::Refund(match fate {
            Fate::Done => RefundOutcome::Succeeded { provider_key },
            Fate::UnderWay => RefundOutcome::Processing { provider_key },
            Fate::Failed => RefundOutcome::Failed { provider_key, code: "expired_or_canceled_card".to_owned() },
        }))
    }

    /// The buyer, their bank or time has decided.
    pub(crate) fn decide(&mut self, payment: PaymentId, is_yes: bool) {
        let Some(intent) = self.intents.get_mut(&payment).filter(|intent| intent.is_open()) else { return };
        if is_yes && (intent.standing != Standing::Asking || !self.is_kind) {
            intent.succeed();
        } else if !is_yes {
            intent.standing = Standing::Declined { is_final: true };
        } else {
            return;
        }
        self.tell(payment);
    }

    /// A promise runs out.
    pub(crate) fn run_out(&mut self, payment: PaymentId) {
        let promised = self.intents.get_mut(&payment).filter(|intent| intent.standing == Standing::Promised);
        if let Some(intent) = promised {
            intent.standing = if intent.captured > 0 { Standing::Taken } else { Standing::Voided };
            self.tell(payment);
        }
    }

    /// Something is new of a payment.
    fn tell(&mut self, payment: PaymentId) {
        self.news.push(payment);
        if let Some(intent) = self.intents.get(&payment) {
            self.history.entry(payment).or_default().push(intent.picture(payment));
        }
    }

    /// What it keeps of a payment.
    pub(crate) fn keeps(&self, payment: PaymentId) -> i64 {
        let captured = self.intents.get(&payment).map_or(0, |intent| intent.captured);
        let given = self.refunds.values().filter(|given| given.payment == payment && given.fate == Fate::Done);
        captured - given.map(|given| given.amount).sum::<i64>()
    }
}
