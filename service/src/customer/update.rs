//! A customer changes what they said about themselves.
use entity::{
    customer::{self, Column},
    ids::{CustomerId, UserId},
    user_account,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::profile::{Finding, Part, Reader};
use crate::{
    auth::{
        once,
        session::{self, Granted},
    },
    event::{self, Event},
    shop::{
        Shop, Unit,
        fault::{Fault, HasFault, Violation},
        secret::Secret,
    },
};

/// What changes, as it was typed. What is absent stays; an empty text is taken away.
#[derive(Clone, Debug)]
pub struct UpdateCustomer {
    pub customer: CustomerId,
    pub email: Option<String>,
    pub password: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub accepts_marketing: Option<bool>,
}

/// Why nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateCustomerError {
    #[error("something is not as it must be")]
    Invalid(Vec<Finding>),
    #[error("this address for mail is taken")]
    Taken,
    /// Closed out or gone since they logged in.
    #[error("there is no such customer")]
    Gone,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for UpdateCustomerError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Invalid(_) | Self::Taken | Self::Gone => None,
        }
    }
}

enum PhoneChange {
    Keep,
    Set(Option<String>),
}

struct Checked {
    customer: CustomerId,
    email: Option<String>,
    password_hash: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    phone: PhoneChange,
    accepts_marketing: Option<bool>,
    token: Secret,
}

/// Changes a customer. A new password ends all their logins and begins one: its token comes back.
pub async fn update(
    shop: &Shop,
    request: &UpdateCustomer,
) -> Result<(customer::Model, Option<Granted>), UpdateCustomerError> {
    let mut read = Reader::default();
    let email = request.email.as_deref().map(|typed| read.email(typed));
    let password = request.password.as_deref().map(|typed| read.password(typed));
    let first_name = request.first_name.as_deref().map(|typed| read.name(Part::FirstName, typed));
    let last_name = request.last_name.as_deref().map(|typed| read.name(Part::LastName, typed));
    let phone = match request.phone.as_deref() {
        None => PhoneChange::Keep,
        Some(typed) => PhoneChange::Set(read.phone(typed)),
    };
    if !read.0.is_empty() {
        return Err(UpdateCustomerError::Invalid(read.0));
    }
    let password_hash = match password.flatten() {
        Some(password) => Some(password.hash().await?),
        None => None,
    };
    let checked = Checked {
        customer: request.customer,
        email,
        password_hash,
        first_name,
        last_name,
        phone,
        accepts_marketing: request.accepts_marketing,
        token: Secret::random()?,
    };
    shop.write(&checked, work).await
}

async fn work(unit: &Unit, checked: &Checked) -> Result<(customer::Model, Option<Granted>), UpdateCustomerError> {
    let customer = write(unit, checked).await.map_err(taken)?.ok_or(UpdateCustomerError::Gone)?;
    let user = customer.user_id.ok_or(UpdateCustomerError::Gone)?;
    write_login(unit, user, checked).await.map_err(taken)?;
    let granted = match checked.password_hash {
        Some(_) => {
            session::end_all(unit, user).await?;
            Some(session::begin(unit, user, None, &checked.token).await?)
        }
        None => None,
    };
    event::record(unit, [Event::CustomerUpdated(customer.id)]).await?;
    Ok((customer, granted))
}

async fn write(unit: &Unit, checked: &Checked) -> Result<Option<customer::Model>, Fault> {
    let mut update = customer::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(unit.now));
    let texts = [
        (Column::Email, &checked.email),
        (Column::FirstName, &checked.first_name),
        (Column::LastName, &checked.last_name),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            update = update.col_expr(column, Expr::value(text.clone()));
        }
    }
    if let PhoneChange::Set(phone) = &checked.phone {
        update = update.col_expr(Column::Phone, Expr::value(phone.clone()));
    }
    if let Some(accepts) = checked.accepts_marketing {
        update = update.col_expr(Column::AcceptsMarketing, Expr::value(accepts));
    }
    let changed = update
        .filter(Column::Id.eq(checked.customer))
        .filter(Column::State.eq(customer::State::Enabled))
        .filter(Column::DeletedAt.is_null())
        .exec_with_returning(&unit.tx)
        .await?;
    Ok(changed.into_iter().next())
}

/// Another address has to be proven again.
async fn write_login(unit: &Unit, user: UserId, checked: &Checked) -> Result<(), Fault> {
    if let Some(email) = &checked.email {
        let nothing = Option::<chrono::DateTime<chrono::Utc>>::None;
        user_account::Entity::update_many()
            .col_expr(user_account::Column::Email, Expr::value(email.clone()))
            .col_expr(user_account::Column::EmailVerifiedAt, Expr::value(nothing))
            .col_expr(user_account::Column::UpdatedAt, Expr::value(unit.now))
            .filter(user_account::Column::Id.eq(user))
            .filter(user_account::Column::Email.ne(email))
            .exec(&unit.tx)
            .await?;
    }
    if let Some(hash) = &checked.password_hash {
        user_account::Entity::update_many()
            .col_expr(user_account::Column::PasswordHash, Expr::value(hash.clone()))
            .col_expr(user_account::Column::UpdatedAt, Expr::value(unit.now))
            .filter(user_account::Column::Id.eq(user))
            .exec(&unit.tx)
            .await?;
    }
    if checked.email.is_some() || checked.password_hash.is_some() {
        once::revoke_all(unit, user).await?;
    }
    Ok(())
}

fn taken(fault: Fault) -> UpdateCustomerError {
    match fault.violation() {
        Some(Violation::Unique) => UpdateCustomerError::Taken,
        _ => UpdateCustomerError::Fault(fault),
    }
}
