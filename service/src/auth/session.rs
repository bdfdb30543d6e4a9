//! Logins that last: opaque tokens, known by their hash.
//!
//! A token that is renewed makes place for another of the same family. Whoever uses the old one again has a copy
//! that should not exist: the whole family ends, and everybody logs in anew.
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    customer,
    ids::{SessionId, UserId},
    session::{self, Column},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use crate::shop::{
    Shop, Unit,
    bulk::{self, OnConflict},
    fault::{Fault, HasFault},
    secret::{self, Secret},
};

/// How long a login lasts.
pub const SESSION_DAYS: i64 = 30;
/// Logins of one account at most, those of the past included: the oldest end first.
pub const SESSIONS_PER_USER_MAX: u64 = 100;
/// For how long requests that were under way when a token was renewed may still come with the old one.
const RENEWAL_GRACE_S: i64 = 10;
/// What is longer was never a token of ours.
const TOKEN_BYTES_MAX: usize = 128;

/// What somebody who logged in is given.
#[derive(Clone, Debug)]
pub struct Granted {
    pub token: Secret,
    pub expires_at: DateTime<Utc>,
}

/// Why a token does nothing.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("this access token is not known, or no longer")]
    Unknown,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for TokenError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Unknown => None,
        }
    }
}

/// Who a token belongs to: a customer who may log in, and whose login lasts.
pub async fn customer_of(shop: &Shop, access_token: &str) -> Result<Option<customer::Model>, Fault> {
    if access_token.is_empty() || access_token.len() > TOKEN_BYTES_MAX {
        return Ok(None);
    }
    let hash = secret::hash(access_token);
    let found = customer::Entity::find()
        .join(JoinType::InnerJoin, by_user())
        .filter(Column::TokenHash.eq(&hash))
        .filter(lasting(shop.now()))
        .filter(customer::Column::State.eq(customer::State::Enabled))
        .filter(customer::Column::DeletedAt.is_null())
        .one(shop.database().current())
        .await?;
    if found.is_none() {
        end_family_of(shop, &hash).await?;
    }
    Ok(found)
}

/// Customers and sessions have their user in common.
fn by_user() -> sea_orm::RelationDef {
    customer::Entity::belongs_to(session::Entity).from(customer::Column::UserId).to(Column::UserId).into()
}

fn lasting(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::RevokedAt.is_null()).add(Column::ExpiresAt.gt(now))
}

/// Whoever still uses a token that was renewed a while ago has a copy of it.
async fn end_family_of(shop: &Shop, hash: &str) -> Result<(), Fault> {
    let before = shop.now() - TimeDelta::seconds(RENEWAL_GRACE_S);
    let copied = session::Entity::find()
        .filter(Column::TokenHash.eq(hash))
        .filter(Column::RevokedAt.lt(before))
        .one(shop.database().current())
        .await?;
    match copied {
        Some(session) => shop.write(&session.family_id, end_family).await,
        None => Ok(()),
    }
}

async fn end_family(unit: &Unit, family: &SessionId) -> Result<(), Fault> {
    let ended = end(unit, Condition::all().add(Column::FamilyId.eq(*family))).await?;
    if ended > 0 {
        tracing::warn!(family = %family, "an access token was used again after it was renewed: its logins end");
    }
    Ok(())
}

/// Ends logins; says how many lasted.
async fn end(unit: &Unit, which: Condition) -> Result<u64, Fault> {
    let ended = session::Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(unit.now))
        .filter(which)
        .filter(Column::RevokedAt.is_null())
        .exec(&unit.tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Ends every login of an account.
pub async fn end_all(unit: &Unit, user: UserId) -> Result<(), Fault> {
    end(unit, Condition::all().add(Column::UserId.eq(user))).await.map(drop)
}

/// Begins a login. `token` is drawn by the caller, once, however often the unit runs.
pub(crate) async fn begin(
    unit: &Unit,
    user: UserId,
    family: Option<SessionId>,
    token: &Secret,
) -> Result<Granted, Fault> {
    let id: SessionId = unit.new_id();
    let expires_at = unit.now + TimeDelta::days(SESSION_DAYS);
    let row = session::Model {
        id,
        user_id: user,
        token_hash: secret::hash(token.reveal()),
        family_id: family.unwrap_or(id),
        created_at: unit.now,
        expires_at,
        revoked_at: None,
    };
    bulk::insert::<session::Entity>(unit, &[row], OnConflict::Fail).await?;
    forget_old(unit, user).await?;
    Ok(Granted { token: token.clone(), expires_at })
}

/// Keeps the newest logins of an account. Those that were renewed stay among them, so that copies are noticed.
async fn forget_old(unit: &Unit, user: UserId) -> Result<(), Fault> {
    let oldest_kept: Option<SessionId> = session::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::UserId.eq(user))
        .order_by_desc(Column::Id)
        .offset(SESSIONS_PER_USER_MAX - 1)
        .limit(1)
        .into_tuple()
        .one(&unit.tx)
        .await?;
    let mut past = Condition::any().add(Column::ExpiresAt.lte(unit.now));
    if let Some(oldest) = oldest_kept {
        past = past.add(Column::Id.lt(oldest));
    }
    session::Entity::delete_many().filter(Column::UserId.eq(user)).filter(past).exec(&unit.tx).await?;
    Ok(())
}

/// A token in exchange for another: the old one ends, the new one lasts as long as a fresh login.
///
/// # Errors
/// [`TokenError::Unknown`], also for a token that was renewed before; after a moment of grace all of its family end.
pub async fn renew(shop: &Shop, access_token: &str) -> Result<Granted, TokenError> {
    let request = Renew { hash: secret::hash(access_token), token: Secret::random()? };
    // A refusal would roll back: the family must end and stay so.
    shop.write(&request, work).await?.ok_or(TokenError::Unknown)
}

struct Renew {
    hash: String,
    token: Secret,
}

async fn work(unit: &Unit, request: &Renew) -> Result<Option<Granted>, Fault> {
    let own = Condition::all().add(Column::TokenHash.eq(&request.hash));
    let ended = end(unit, own.clone().add(Column::ExpiresAt.gt(unit.now)).add(may_log_in())).await?;
    let Some(session) = session::Entity::find().filter(own).one(&unit.tx).await? else { return Ok(None) };
    if ended == 0 {
        // Two requests that crossed, or one that was sent again: no copy yet.
        let before = unit.now - TimeDelta::seconds(RENEWAL_GRACE_S);
        if session.revoked_at.is_none_or(|at| at < before) {
            end_family(unit, &session.family_id).await?;
        }
        return Ok(None);
    }
    begin(unit, session.user_id, Some(session.family_id), &request.token).await.map(Some)
}

/// Of a customer who was not closed out since.
fn may_log_in() -> Condition {
    let open = customer::Entity::find()
        .select_only()
        .column(customer::Column::UserId)
        .filter(customer::Column::State.eq(customer::State::Enabled))
        .filter(customer::Column::DeletedAt.is_null())
        .filter(customer::Column::UserId.is_not_null());
    Condition::all().add(Column::UserId.in_subquery(sea_orm::QueryTrait::into_query(open)))
}

/// Ends the login of a token.
pub async fn log_out(shop: &Shop, access_token: &str) -> Result<(), TokenError> {
    shop.write(&secret::hash(access_token), leave).await
}

async fn leave(unit: &Unit, hash: &String) -> Result<(), TokenError> {
    let lasting = Condition::all().add(Column::TokenHash.eq(hash)).add(Column::ExpiresAt.gt(unit.now));
    match end(unit, lasting).await? {
        0 => Err(TokenError::Unknown),
        _ => Ok(()),
    }
}
