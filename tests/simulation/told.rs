//! What the shop's clients were told, and what they sent and never heard of.
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    ids::{CartId, OrderId},
    money::Minor,
};
use service::checkout::place::PlaceOrder;
use uuid::Uuid;

use crate::errand::Errand;

/// Nobody sends a request again later: the shop forgets its key.
pub(crate) const PATIENCE: TimeDelta = TimeDelta::hours(24);

#[derive(Default)]
pub(crate) struct Told {
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) errands: Vec<Given>,
    pub(crate) counts: Vec<Count>,
    /// What should not have been said, as soon as it is.
    pub(crate) wrong: Vec<String>,
}

/// A cart that was sent to be ordered, under one key, once or more often.
pub(crate) struct Attempt {
    pub(crate) cart: CartId,
    pub(crate) request: PlaceOrder,
    pub(crate) agreed: Minor,
    pub(crate) at: DateTime<Utc>,
    pub(crate) order: Option<OrderId>,
    /// The shop said once that it was this request that made it.
    pub(crate) is_maker: bool,
}

/// Something that staff asked for, under one key.
pub(crate) struct Given {
    pub(crate) errand: Errand,
    pub(crate) at: DateTime<Utc>,
    pub(crate) made: Option<Uuid>,
    pub(crate) is_done: bool,
}

/// Units that staff counted up or down.
pub(crate) struct Count {
    pub(crate) variant: usize,
    pub(crate) by: i64,
    /// None: nobody knows.
    pub(crate) is_done: Option<bool>,
}

impl Told {
    /// An order was acknowledged to whoever sent the attempt.
    pub(crate) fn placed(&mut self, attempt: usize, order: OrderId, is_new: bool) {
        let attempt = &mut self.attempts[attempt];
        if attempt.order.is_some_and(|before| before != order) {
            let before = attempt.order;
            self.wrong.push(format!("one key made two orders: {before:?} and {order}"));
        }
        attempt.order = Some(order);
        attempt.is_maker |= is_new;
    }

    /// What was acknowledged under a key is acknowledged again.
    pub(crate) fn refused_attempt(&mut self, attempt: usize, why: &str) {
        if let Some(order) = self.attempts[attempt].order {
            self.wrong.push(format!("attempt-{attempt} made order {order} and was refused later: {why}"));
        }
    }

    /// The same of what staff asked for.
    pub(crate) fn refused_errand(&mut self, errand: usize, why: &str) {
        let given = &self.errands[errand];
        if given.is_done && given.errand.has_key() {
            self.wrong.push(format!("errand-{errand} was done and was refused later: {why}"));
        }
    }

    pub(crate) fn done(&mut self, errand: usize, made: Option<Uuid>) {
        let given = &mut self.errands[errand];
        if let (Some(before), Some(now)) = (given.made, made)
            && before != now
        {
            self.wrong.push(format!("one key did two things, {before} and {now}: {:?}", given.errand));
        }
        given.made = made.or(given.made);
        given.is_done = true;
    }
}
