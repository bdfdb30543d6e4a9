//! Keys to the admin API.
//!
//! A key is `oxadm_` and 64 hexadecimal digits. Its first letters stay visible, so that people can tell
//! keys apart; the rest is shown once. See [`secret`] for why a plain hash of it is kept.
use chrono::{DateTime, Duration, Utc};
use entity::{api_key, ids::ApiKeyId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{
    audit::{self, Actor, Entry},
    scope::Scopes,
};
use crate::shop::{
    Shop, Unit,
    fault::{Fault, HasFault},
    secret::{self, Secret},
};

/// What every key begins with, so that people and scanners of leaked secrets know one.
const MARK: &str = "oxadm_";
/// Letters of a key that stay visible.
const PREFIX_CHARS: usize = MARK.len() + 8;
const KEY_CHARS: usize = MARK.len() + 64;
const NAME_CHARS_MAX: usize = 120;
/// How exactly it is known when a key was last used: every use would be a write.
const LAST_USED_EVERY: Duration = Duration::minutes(1);
/// Keys shown in a list at most.
const LISTED_MAX: u64 = 1_000;

/// A key is wanted.
#[derive(Clone, Debug)]
pub struct CreateKey {
    /// What it is for, for people.
    pub name: String,
    pub scopes: Scopes,
    /// Absent: until it is revoked.
    pub expires_after: Option<Duration>,
    pub actor: Actor,
}

/// Why there is no new key.
#[derive(Debug, thiserror::Error)]
pub enum CreateKeyError {
    #[error("a key needs a name of 1 to {NAME_CHARS_MAX} letters, so that it can be told from others")]
    BadName,
    #[error("a key needs at least one scope")]
    NoScope,
    #[error("a key cannot expire before it is made")]
    BadExpiry,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CreateKeyError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::BadName | Self::NoScope | Self::BadExpiry => None,
        }
    }
}

/// A key that was just made: the only moment at which it is known.
#[derive(Debug)]
pub struct NewKey {
    pub key: Secret,
    pub id: ApiKeyId,
    pub prefix: String,
    pub expires_at: Option<DateTime<Utc>>,
}

impl NewKey {
    /// The key as its bearer sends it.
    pub fn reveal(&self) -> String {
        format!("{MARK}{}", self.key.reveal())
    }
}

/// Makes a key.
pub async fn create(shop: &Shop, request: &CreateKey) -> Result<NewKey, CreateKeyError> {
    if !(1..=NAME_CHARS_MAX).contains(&request.name.trim().chars().count()) {
        return Err(CreateKeyError::BadName);
    }
    if request.scopes.is_empty() {
        return Err(CreateKeyError::NoScope);
    }
    if request.expires_after.is_some_and(|after| after <= Duration::zero()) {
        return Err(CreateKeyError::BadExpiry);
    }
    // Drawn once: the unit may run several times.
    let key = Secret::random()?;
    shop.write(&(request, key), create_in).await
}

async fn create_in(unit: &Unit, (request, key): &(&CreateKey, Secret)) -> Result<NewKey, CreateKeyError> {
    let written = format!("{MARK}{}", key.reveal());
    let expires_at = match request.expires_after {
        Some(after) => Some(unit.now.checked_add_signed(after).ok_or(CreateKeyError::BadExpiry)?),
        None => None,
    };
    let row = api_key::Model {
        id: unit.new_id(),
        name: request.name.trim().to_owned(),
        prefix: written.chars().take(PREFIX_CHARS).collect(),
        key_hash: secret::hash(&written),
        scopes: request.scopes.stored(),
        created_at: unit.now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let (id, prefix) = (row.id, row.prefix.clone());
    row.into_active_model().insert(&unit.tx).await.map_err(Fault::from)?;
    audit::record(unit, &request.actor, [Entry::new("apiKeyCreate", "ApiKey", id)]).await?;
    Ok(NewKey { key: key.clone(), id, prefix, expires_at })
}

/// A key shall open nothing any more.
#[derive(Clone, Debug)]
pub struct RevokeKey {
    /// The letters that are visible, as many as it takes.
    pub prefix: String,
    pub actor: Actor,
}

/// Why no key was revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeKeyError {
    #[error("no key begins like this")]
    Unknown,
    #[error("several keys begin like this: write more of it")]
    Ambiguous,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for RevokeKeyError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Unknown | Self::Ambiguous => None,
        }
    }
}

/// Revokes a key, for good. Revoking it again changes nothing.
pub async fn revoke(shop: &Shop, request: &RevokeKey) -> Result<api_key::Model, RevokeKeyError> {
    shop.write(request, revoke_in).await
}

async fn revoke_in(unit: &Unit, request: &RevokeKey) -> Result<api_key::Model, RevokeKeyError> {
    // A whole key may be given: only what is visible of it is compared.
    let prefix: String = request.prefix.chars().take(PREFIX_CHARS).collect();
    if prefix.len() <= MARK.len() || !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err(RevokeKeyError::Unknown);
    }
    let mut found = api_key::Entity::find()
        .filter(api_key::Column::Prefix.starts_with(prefix.as_str()))
        .limit(2)
        .all(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let (Some(key), true) = (found.pop(), found.is_empty()) else {
        return Err(if found.is_empty() { RevokeKeyError::Unknown } else { RevokeKeyError::Ambiguous });
    };
    let revoked = api_key::Entity::update_many()
        .col_expr(api_key::Column::RevokedAt, Expr::value(unit.now))
        .filter(api_key::Column::Id.eq(key.id))
        .filter(api_key::Column::RevokedAt.is_null())
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if revoked.rows_affected == 1 {
        audit::record(unit, &request.actor, [Entry::new("apiKeyRevoke", "ApiKey", key.id)]).await?;
    }
    Ok(key)
}

/// The keys there are, the newest first.
pub async fn list(shop: &Shop) -> Result<Vec<api_key::Model>, Fault> {
    let keys = api_key::Entity::find().order_by_desc(api_key::Column::Id).limit(LISTED_MAX);
    Ok(keys.all(shop.read()).await?)
}

/// Somebody who works for the shop, as the key they sent tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    pub key: ApiKeyId,
    pub name: String,
    pub prefix: String,
    pub scopes: Scopes,
    pub expires_at: Option<DateTime<Utc>>,
}

impl Staff {
    /// Who is told to have done what this request does.
    pub fn actor(&self, request_id: &str) -> Actor {
        Actor { name: format!("api_key:{}", self.prefix), request_id: Some(request_id.to_owned()) }
    }
}

/// Whose key this is; nobody's if it is unknown, expired or revoked. Which of these, nobody is told.
pub async fn authenticate(shop: &Shop, key: &str) -> Result<Option<Staff>, Fault> {
    if key.len() != KEY_CHARS || !key.starts_with(MARK) {
        return Ok(None);
    }
    let now = shop.now();
    let found = api_key::Entity::find()
        .filter(api_key::Column::KeyHash.eq(secret::hash(key)))
        .filter(api_key::Column::RevokedAt.is_null())
        .filter(Condition::any().add(api_key::Column::ExpiresAt.is_null()).add(api_key::Column::ExpiresAt.gt(now)))
        // Not from a replica: a key that was revoked a moment ago opens nothing.
        .one(shop.database().current())
        .await?;
    let Some(row) = found else { return Ok(None) };
    if row.last_used_at.is_none_or(|used| used <= now - LAST_USED_EVERY) {
        shop.write(&row.id, mark_used).await?;
    }
    Ok(Some(Staff {
        key: row.id,
        scopes: Scopes::of_stored(&row.scopes),
        name: row.name,
        prefix: row.prefix,
        expires_at: row.expires_at,
    }))
}

async fn mark_used(unit: &Unit, key: &ApiKeyId) -> Result<(), Fault> {
    api_key::Entity::update_many()
        .col_expr(api_key::Column::LastUsedAt, Expr::value(unit.now))
        .filter(api_key::Column::Id.eq(*key))
        .exec(&unit.tx)
        .await?;
    Ok(())
}
