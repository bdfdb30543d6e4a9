//! Customers without a password are asked by mail to choose one.
use entity::{customer, ids::UserId, user_account};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::create;
use crate::{
    event::{self, Event},
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::Fault,
    },
};

/// Has a mail sent to a customer who has no password yet, be it that they bought as a guest only. False when there is
/// no such customer.
pub async fn invite(shop: &Shop, email: &str) -> Result<bool, Fault> {
    shop.write(&email.to_owned(), work).await
}

async fn work(unit: &Unit, email: &String) -> Result<bool, Fault> {
    let found = customer::Entity::find()
        .filter(customer::Column::Email.eq(email))
        .filter(customer::Column::DeletedAt.is_null())
        .filter(customer::Column::State.ne(customer::State::Disabled))
        .one(&unit.tx)
        .await?;
    let Some(customer) = found else { return Ok(false) };
    let login = user_account::Entity::find().filter(user_account::Column::Email.eq(email)).one(&unit.tx).await?;
    match login {
        Some(login) if login.password_hash.is_some() => return Ok(false),
        Some(login) => link(unit, &customer, login.id).await?,
        None => {
            // Two at once: the constraint lets one pass, and the other waits and takes what is there.
            let login = create::account(unit, email, None);
            bulk::insert::<user_account::Entity>(unit, &[login], OnConflict::Keep).await?;
            let kept = user_account::Entity::find().filter(user_account::Column::Email.eq(email)).one(&unit.tx).await?;
            let kept = kept.ok_or_else(|| Fault::broken("a login was made and is not there"))?;
            link(unit, &customer, kept.id).await?;
        }
    }
    event::record(unit, [Event::CustomerActivationRequested(customer.id)]).await?;
    Ok(true)
}

/// Gives a customer without a login this one.
async fn link(unit: &Unit, customer: &customer::Model, login: UserId) -> Result<(), Fault> {
    customer::Entity::update_many()
        .col_expr(customer::Column::UserId, Expr::value(login))
        .filter(customer::Column::Id.eq(customer.id))
        .filter(customer::Column::UserId.is_null())
        .exec(&unit.tx)
        .await?;
    Ok(())
}
