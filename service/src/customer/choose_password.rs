//! Choosing a password with what came by mail.
use entity::{
    customer,
    ids::{CustomerId, UserId},
    user_account::{self, Column},
    user_token::Kind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::profile::{self, Finding};
use crate::{
    auth::{
        once,
        password::Password,
        session::{self, Granted},
    },
    event::{self, Event},
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault},
        secret::Secret,
    },
};

/// What the mail was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The old one was forgotten.
    Reset,
    /// There was none before.
    Activation,
}

/// A password, and what proves that its owner reads the customer's mail.
#[derive(Clone, Debug)]
pub struct ChoosePassword {
    pub customer: CustomerId,
    pub occasion: Occasion,
    pub token: Secretive,
    pub password: Secretive,
}

/// Text that does not show in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secretive(pub String);

impl std::fmt::Debug for Secretive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// Why it is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ChoosePasswordError {
    #[error("the password is not as it must be")]
    Invalid(Finding),
    #[error("this link is not known, was used before, or is too old: ask for another")]
    TokenInvalid,
    #[error("this customer has a password already")]
    AlreadyEnabled,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for ChoosePasswordError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Invalid(_) | Self::TokenInvalid | Self::AlreadyEnabled => None,
        }
    }
}

struct Checked {
    customer: CustomerId,
    occasion: Occasion,
    mailed: Secretive,
    password_hash: String,
    token: Secret,
}

/// Gives an account its password, ends the logins it had, and begins one.
pub async fn choose_password(
    shop: &Shop,
    request: &ChoosePassword,
) -> Result<(customer::Model, Granted), ChoosePasswordError> {
    let password = Password::choose(&request.password.0)
        .map_err(|problem| ChoosePasswordError::Invalid(profile::of_password(problem)))?;
    let checked = Checked {
        customer: request.customer,
        occasion: request.occasion,
        mailed: request.token.clone(),
        password_hash: password.hash().await?,
        token: Secret::random()?,
    };
    shop.write(&checked, work).await
}

async fn work(unit: &Unit, checked: &Checked) -> Result<(customer::Model, Granted), ChoosePasswordError> {
    let found = customer::Entity::find_by_id(checked.customer)
        .filter(customer::Column::DeletedAt.is_null())
        .filter(customer::Column::State.ne(customer::State::Disabled))
        .one(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let customer = found.ok_or(ChoosePasswordError::TokenInvalid)?;
    let user = customer.user_id.ok_or(ChoosePasswordError::TokenInvalid)?;
    let kind = match checked.occasion {
        Occasion::Reset => Kind::Reset,
        Occasion::Activation => Kind::Activate,
    };
    if !once::redeem(unit, user, kind, &checked.mailed.0).await? {
        return Err(ChoosePasswordError::TokenInvalid);
    }
    if !keep(unit, user, checked).await? {
        return Err(ChoosePasswordError::AlreadyEnabled);
    }
    once::revoke_all(unit, user).await?;
    enable(unit, customer.id).await?;
    session::end_all(unit, user).await?;
    let granted = session::begin(unit, user, None, &checked.token).await?;
    event::record(unit, [Event::CustomerUpdated(customer.id)]).await?;
    Ok((customer::Model { state: customer::State::Enabled, updated_at: unit.now, ..customer }, granted))
}

/// Whoever read the mail has shown that the address is theirs; and what was locked opens.
async fn keep(unit: &Unit, user: UserId, checked: &Checked) -> Result<bool, Fault> {
    let mut update = user_account::Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(checked.password_hash.clone()))
        .col_expr(Column::FailedAttempts, Expr::value(0))
        .col_expr(Column::LockedUntil, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None))
        .col_expr(Column::EmailVerifiedAt, Expr::value(unit.now))
        .col_expr(Column::UpdatedAt, Expr::value(unit.now))
        .filter(Column::Id.eq(user));
    if checked.occasion == Occasion::Activation {
        update = update.filter(Column::PasswordHash.is_null());
    }
    Ok(update.exec(&unit.tx).await?.rows_affected == 1)
}

async fn enable(unit: &Unit, customer: CustomerId) -> Result<(), Fault> {
    customer::Entity::update_many()
        .col_expr(customer::Column::State, Expr::value(customer::State::Enabled))
        .col_expr(customer::Column::UpdatedAt, Expr::value(unit.now))
        .filter(customer::Column::Id.eq(customer))
        .filter(customer::Column::State.ne(customer::State::Disabled))
        .exec(&unit.tx)
        .await?;
    Ok(())
}
