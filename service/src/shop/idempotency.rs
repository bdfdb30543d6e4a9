//! A request that must not be done twice.
//!
//! Its key is written in the transaction that does it, before anything else. Whoever sends it again at the same time
//! waits for that transaction: then it is there, with what it came to, or was rolled back and is done now.
use chrono::TimeDelta;
use entity::idempotency_key;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use uuid::Uuid;

use super::{
    Unit,
    fault::{Fault, HasFault},
    secret,
};

/// How long a key is remembered.
pub const KEPT: TimeDelta = TimeDelta::days(2);
/// Characters of a key at most.
pub const KEY_CHARS_MAX: usize = 255;

/// What tells one request from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// Whose keys they are: a cart, a customer, an API key.
    pub principal: String,
    /// As the client chose it.
    pub key: String,
    /// SHA-256 of all that was asked for: see [`Once::new`].
    request_hash: String,
}

impl Once {
    /// A key of a principal, for a request in a form that is the same whenever it is the same request.
    ///
    /// # Errors
    /// [`OnceError::BadKey`] for a key that is empty or too long.
    pub fn new(principal: impl Into<String>, key: impl Into<String>, request: &str) -> Result<Self, OnceError> {
        let key = key.into();
        let length = key.chars().count();
        if length == 0 || length > KEY_CHARS_MAX || key.contains('\0') {
            return Err(OnceError::BadKey);
        }
        Ok(Self { principal: principal.into(), key, request_hash: secret::hash(request) })
    }
}

/// Whether it is the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    First,
    /// It was done, and made this.
    Done(Uuid),
}

/// Why it is neither.
#[derive(Debug, thiserror::Error)]
pub enum OnceError {
    #[error("an idempotency key has 1 to {KEY_CHARS_MAX} characters")]
    BadKey,
    #[error("this idempotency key was used for another request: choose a new one")]
    Mismatch,
    #[error("the same request is under way: ask again in a moment")]
    InProgress,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for OnceError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::BadKey | Self::Mismatch | Self::InProgress => None,
        }
    }
}

/// Why something that must not be done twice was not done now.
#[derive(Debug, thiserror::Error)]
pub enum NotDone<E> {
    /// Because of its key.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// Because of what was asked for. The key can be used again.
    #[error(transparent)]
    Refused(E),
}

impl<E> From<Fault> for NotDone<E> {
    fn from(fault: Fault) -> Self {
        Self::Once(OnceError::Fault(fault))
    }
}

impl<E: HasFault> HasFault for NotDone<E> {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Once(error) => error.fault(),
            Self::Refused(error) => error.fault(),
        }
    }
}

/// A key that was forgotten can be used again.
const TAKE: &str = "INSERT INTO idempotency_key (principal, key, request_hash, result_id, created_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (principal, key) DO UPDATE SET request_hash = excluded.request_hash, \
    result_id = excluded.result_id, created_at = excluded.created_at, expires_at = excluded.expires_at \
    WHERE idempotency_key.expires_at <= excluded.created_at";

/// The first statement of a unit that must not be done twice. `result` is what the unit will make: it is told to whoever
/// asks again, because it is seen only once the unit is committed.
///
/// # Errors
/// See [`OnceError`].
pub async fn begin(unit: &Unit, once: &Once, result: Uuid) -> Result<Turn, OnceError> {
    let values = [
        once.principal.as_str().into(),
        once.key.as_str().into(),
        once.request_hash.as_str().into(),
        result.into(),
        unit.now.into(),
        (unit.now + KEPT).into(),
    ];
    let statement = Statement::from_sql_and_values(unit.backend(), TAKE, values);
    let taken = unit.tx.execute_raw(statement).await.map_err(Fault::from)?;
    if taken.rows_affected() == 1 {
        return Ok(Turn::First);
    }
    let key = (once.principal.clone(), once.key.clone());
    let found = idempotency_key::Entity::find_by_id(key).one(&unit.tx).await.map_err(Fault::from)?;
    match found {
        Some(row) if row.request_hash != once.request_hash => Err(OnceError::Mismatch),
        Some(row) => row.result_id.map(Turn::Done).ok_or(OnceError::InProgress),
        None => Err(OnceError::InProgress),
    }
}
