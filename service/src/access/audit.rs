//! Who changed what, and when. Only ever appended.
//!
//! Entry point: [`record`], in the transaction that makes the change. Invariant: it names things by
//! their ids. No address, no name of a customer, no amount.
use entity::audit_log;
use uuid::Uuid;

use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::Fault,
};

/// Lines of one change at most: what touches more is told by what it was part of.
pub const ENTRIES_MAX: usize = 1_000;

/// Who does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `api_key:oxadm_1f2e3d4c`, or the command that did it.
    pub name: String,
    /// Leads to the request's lines in the log.
    pub request_id: Option<String>,
}

impl Actor {
    /// A command, or a job of the shop's own.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), request_id: None }
    }
}

/// One thing that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The mutation's name: `priceListUpdate`.
    pub action: &'static str,
    /// The type of what was changed, as clients know it: `PriceList`.
    pub subject: &'static str,
    pub id: Option<Uuid>,
}

impl Entry {
    pub fn new(action: &'static str, subject: &'static str, id: impl Into<Uuid>) -> Self {
        Self { action, subject, id: Some(id.into()) }
    }
}

/// Records who changed what, in the transaction that changes it.
///
/// # Errors
/// A [`Fault`] when the database fails, or for more than [`ENTRIES_MAX`] entries.
pub async fn record(unit: &Unit, actor: &Actor, entries: impl IntoIterator<Item = Entry>) -> Result<(), Fault> {
    let rows: Vec<_> = entries
        .into_iter()
        .take(ENTRIES_MAX + 1)
        .map(|entry| audit_log::Model {
            id: unit.new_id(),
            actor: actor.name.clone(),
            action: entry.action.to_owned(),
            subject_type: entry.subject.to_owned(),
            subject_id: entry.id,
            request_id: actor.request_id.clone(),
            created_at: unit.now,
        })
        .collect();
    if rows.len() > ENTRIES_MAX {
        return Err(Fault::broken("too many entries for the audit log at once"));
    }
    bulk::insert::<audit_log::Entity>(unit, &rows, OnConflict::Fail).await
}
