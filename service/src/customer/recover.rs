//! Somebody forgot their password.
//!
//! What is recorded carries no secret: the token is made by whoever sends the mail, at that moment
//! ([`once::issue`](crate::auth::once::issue)), so that it stands in the mail and nowhere else.
use entity::{customer, ids::CustomerId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    auth::{email, login},
    event::{self, Event},
    shop::{Shop, Unit, fault::Fault},
};

/// Has a mail sent to a customer who may log in. What is answered, and how long it takes, does not tell whether there
/// is one.
pub async fn recover(shop: &Shop, typed: &str) -> Result<(), Fault> {
    let customer: Option<CustomerId> = match email::normal(typed) {
        Ok(email) => {
            customer::Entity::find()
                .select_only()
                .column(customer::Column::Id)
                .filter(customer::Column::Email.eq(email))
                .filter(customer::Column::State.eq(customer::State::Enabled))
                .filter(customer::Column::DeletedAt.is_null())
                .into_tuple()
                .one(shop.database().current())
                .await?
        }
        Err(_) => None,
    };
    shop.write(&Forgetful(customer), work).await
}

/// Who forgot it, if we know them.
struct Forgetful(Option<CustomerId>);

async fn work(unit: &Unit, forgetful: &Forgetful) -> Result<(), Fault> {
    match forgetful.0 {
        Some(customer) => event::record(unit, [Event::CustomerRecoverRequested(customer)]).await,
        None => login::pretend(unit).await,
    }
}
