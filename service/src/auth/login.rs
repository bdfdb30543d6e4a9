//! Logging in with an address and a password.
//!
//! The password is compared first, the row decides after: whether a right password opens and whether a wrong one
//! counts is one guarded statement each, so that a thousand tries at once are worth no more than five in a row.
use chrono::TimeDelta;
use entity::{
    customer,
    ids::UserId,
    user_account::{self, Column},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement, sea_query::Expr,
};

use super::{
    email,
    password::Password,
    session::{self, Granted},
};
use crate::shop::{
    Shop, Unit,
    fault::{Fault, HasFault},
    secret::Secret,
};

/// Wrong passwords in a row after which an account is closed.
pub const FAILURES_MAX: i32 = 5;
/// For how long.
pub const LOCKED_HOURS: i64 = 2;

/// Who wants to log in.
#[derive(Clone, Debug)]
pub struct LogIn {
    pub email: String,
    pub password: Password,
}

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// No such account, a wrong password, too many of them, a customer who is closed out: which is not told.
    #[error("unidentified customer")]
    Unidentified,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for LogInError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Unidentified => None,
        }
    }
}

/// Begins a login of a customer.
pub async fn log_in(shop: &Shop, request: &LogIn) -> Result<Granted, LogInError> {
    let account = account(shop, &request.email).await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let is_right = request.password.matches(hash).await? && account.as_ref().is_some_and(|account| account.is_open);
    let attempt = Attempt { account, is_right, token: Secret::random()? };
    // A refusal would roll back what was counted.
    shop.write(&attempt, land).await?.ok_or(LogInError::Unidentified)
}

/// What a login is held against.
struct Account {
    id: UserId,
    password_hash: Option<String>,
    /// Whether its customer may log in.
    is_open: bool,
}

struct Attempt {
    account: Option<Account>,
    is_right: bool,
    token: Secret,
}

async fn account(shop: &Shop, typed: &str) -> Result<Option<Account>, Fault> {
    let Ok(email) = email::normal(typed) else { return Ok(None) };
    let found: Option<(UserId, Option<String>, Option<customer::State>)> = user_account::Entity::find()
        .select_only()
        .columns([Column::Id, Column::PasswordHash])
        .column_as(customer::Column::State, "state")
        .join(
            sea_orm::JoinType::LeftJoin,
            user_account::Entity::belongs_to(customer::Entity)
                .from(Column::Id)
                .to(customer::Column::UserId)
                .on_condition(|_, _| Condition::all().add(customer::Column::DeletedAt.is_null()))
                .into(),
        )
        .filter(Column::Email.eq(email))
        .into_tuple()
        .one(shop.database().current())
        .await?;
    Ok(found.map(|(id, password_hash, state)| Account {
        id,
        password_hash,
        is_open: state == Some(customer::State::Enabled),
    }))
}

async fn land(unit: &Unit, attempt: &Attempt) -> Result<Option<Granted>, Fault> {
    if let Some(account) = &attempt.account
        && attempt.is_right
        && open(unit, account).await?
    {
        return session::begin(unit, account.id, None, &attempt.token).await.map(Some);
    }
    count(unit, attempt.account.as_ref().map(|account| account.id)).await?;
    Ok(None)
}

/// Forgets the failures of an account, unless it is closed or its password was changed just now.
async fn open(unit: &Unit, account: &Account) -> Result<bool, Fault> {
    let opened = user_account::Entity::update_many()
        .col_expr(Column::FailedAttempts, Expr::value(0))
        .col_expr(Column::LockedUntil, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None))
        .filter(Column::Id.eq(account.id))
        .filter(Column::PasswordHash.eq(account.password_hash.clone()))
        .filter(Condition::any().add(Column::LockedUntil.is_null()).add(Column::LockedUntil.lte(unit.now)))
        .exec(&unit.tx)
        .await?;
    Ok(opened.rows_affected == 1)
}

/// Counts a failure; the fifth closes the account. What is closed already stays so for as long as it was meant to.
///
/// Always one row is written: of nobody's account the oldest there is, which stays as it was. So a failure takes
/// as long, and does the same to the disk, whether there is an account or not.
async fn count(unit: &Unit, account: Option<UserId>) -> Result<(), Fault> {
    const COUNT: &str = "UPDATE user_account SET \
        failed_attempts = CASE WHEN locked_until > $1 THEN failed_attempts WHEN locked_until IS NOT NULL THEN 1 \
            ELSE failed_attempts + 1 END, \
        locked_until = CASE WHEN locked_until > $1 THEN locked_until \
            WHEN locked_until IS NULL AND failed_attempts + 1 >= $2 THEN $3 ELSE NULL END \
        WHERE id = $4";
    const PRETEND: &str = "UPDATE user_account SET failed_attempts = failed_attempts, locked_until = locked_until \
        WHERE id = (SELECT id FROM user_account ORDER BY id LIMIT 1)";
    let statement = match account {
        Some(id) => {
            let until = unit.now + TimeDelta::hours(LOCKED_HOURS);
            let values = [unit.now.into(), FAILURES_MAX.into(), until.into(), id.0.into()];
            Statement::from_sql_and_values(unit.backend(), COUNT, values)
        }
        None => Statement::from_string(unit.backend(), PRETEND),
    };
    unit.tx.execute_raw(statement).await?;
    Ok(())
}

/// Writes what a failure of nobody's account writes: for whose answer must take as long as if there were one.
pub async fn pretend(unit: &Unit) -> Result<(), Fault> {
    count(unit, None).await
}
