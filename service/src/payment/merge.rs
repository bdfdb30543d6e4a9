//! What was seen of a payment, put together with what is known of it. Pure.
//!
//! Amounts only grow, and a payment only moves towards where payments end, so that observations may come twice, late and
//! in any order: the same ones come to the same payment.
use std::cmp::{max, min};

use entity::{
    money::Minor,
    payment::{self, Status},
    payment_event::Kind,
};
use serde_json::{Value, json};

use super::gateway::{Observation, Seen};

/// The payment with what was seen; none where that is nothing new.
pub(super) fn merge(was: &payment::Model, seen: &Observation) -> Option<payment::Model> {
    let mut now = was.clone();
    // A provider that promises more than it was asked for promises what it was asked for.
    let captured = min(max(seen.captured, Minor::ZERO), was.amount);
    let authorized = min(max(seen.authorized, captured), was.amount);
    now.captured = max(was.captured, captured);
    now.authorized = max(was.authorized, authorized);
    now.status = status(was, seen, now.captured);
    now.capture_pending = match now.status {
        Status::Pending | Status::ActionRequired | Status::Authorized => {
            let open = max(Minor::ZERO, was.capture_pending - (now.captured - was.captured));
            min(open, now.authorized - now.captured)
        }
        // There is no more to capture.
        Status::Captured | Status::Failed | Status::Voided => Minor::ZERO,
    };
    now.provider_key = was.provider_key.clone().or_else(|| seen.provider_key.clone());
    now.action_url = match (now.status, &seen.state) {
        (Status::ActionRequired, Seen::ActionRequired { url: Some(url) }) => Some(url.clone()),
        (Status::ActionRequired, _) => was.action_url.clone(),
        _ => None,
    };
    now.failure_code = match (now.status, &seen.state) {
        (Status::Failed, _) if was.status == Status::Failed => was.failure_code.clone(),
        (Status::Failed | Status::Pending | Status::ActionRequired, Seen::Failed { code, .. }) => Some(code.clone()),
        (Status::Pending | Status::ActionRequired, _) => was.failure_code.clone(),
        _ => None,
    };
    (now != *was).then_some(now)
}

fn status(was: &payment::Model, seen: &Observation, captured: Minor) -> Status {
    let seen = match &seen.state {
        Seen::Processing | Seen::Failed { is_final: false, .. } => Status::Pending,
        Seen::ActionRequired { .. } => Status::ActionRequired,
        Seen::Authorized => Status::Authorized,
        Seen::Captured => Status::Captured,
        Seen::Failed { is_final: true, .. } => Status::Failed,
        Seen::Voided => Status::Voided,
    };
    let further = if rank(seen) > rank(was.status) { seen } else { was.status };
    match further {
        // Money that came has come, whatever else is said.
        _ if captured == was.amount => Status::Captured,
        Status::Voided if captured > Minor::ZERO => Status::Captured,
        Status::Pending | Status::ActionRequired | Status::Failed if captured > Minor::ZERO => Status::Authorized,
        further => further,
    }
}

/// How near the end it is. A buyer whose bank said no may be let in at the next try, so failing is before being promised.
fn rank(status: Status) -> u8 {
    match status {
        Status::Pending => 0,
        Status::ActionRequired => 1,
        Status::Failed => 2,
        Status::Authorized => 3,
        Status::Voided => 4,
        Status::Captured => 5,
    }
}

/// What happened between the two, each with what it adds to its sum.
pub(super) fn happened(was: &payment::Model, now: &payment::Model) -> Vec<(Kind, Minor, Value)> {
    let mut happened = Vec::new();
    let became = |status| now.status == status && was.status != status;
    if became(Status::ActionRequired) {
        happened.push((Kind::ActionRequired, Minor::ZERO, json!({})));
    }
    if now.authorized > was.authorized {
        happened.push((Kind::Authorized, now.authorized - was.authorized, json!({})));
    }
    if now.captured > was.captured {
        happened.push((Kind::Captured, now.captured - was.captured, json!({})));
    }
    if became(Status::Failed) {
        happened.push((Kind::Failed, Minor::ZERO, json!({ "code": now.failure_code })));
    }
    if became(Status::Voided) {
        happened.push((Kind::Voided, now.authorized - now.captured, json!({})));
    }
    happened
}

#[cfg(test)]
mod tests;
