//! Whoever runs the shop gives a customer store credit, or takes some back.
use entity::{
    ids::CustomerId,
    money::{Minor, Money},
    store_credit,
    store_credit_movement::Kind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::ledger::{self, MoveError, Movement, Standing};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    pricing::currency,
    shop::{
        Shop, Unit,
        fault::Fault,
        idempotency::{self, NotDone, Once, Turn},
    },
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct ChangeStoreCredit {
    pub customer: CustomerId,
    /// Above zero: to the customer; below: from them.
    pub delta: Money,
    /// What paper says so.
    pub reference: Option<String>,
    pub actor: Actor,
}

/// Changes what a customer has, and answers with where the account stands then.
///
/// # Errors
/// See [`MoveError`]: nothing was moved.
pub async fn change(shop: &Shop, request: &ChangeStoreCredit) -> Result<Standing, MoveError> {
    if !currency::is_known(request.delta.currency) {
        return Err(MoveError::UnknownCurrency);
    }
    shop.write(request, work).await
}

/// The same, only once for a key: then it answers with where the account stands now.
///
/// # Errors
/// See [`NotDone`]: nothing was moved.
pub async fn change_once(
    shop: &Shop,
    request: &ChangeStoreCredit,
    once: &Once,
) -> Result<Standing, NotDone<MoveError>> {
    if !currency::is_known(request.delta.currency) {
        return Err(NotDone::Refused(MoveError::UnknownCurrency));
    }
    shop.write(&(request, once), work_once).await
}

async fn work_once(unit: &Unit, (request, once): &(&ChangeStoreCredit, &Once)) -> Result<Standing, NotDone<MoveError>> {
    match idempotency::begin(unit, once, request.customer.0).await? {
        Turn::First => work(unit, request).await.map_err(NotDone::Refused),
        Turn::Done(_) => standing(unit, request).await.map_err(NotDone::Refused),
    }
}

async fn standing(unit: &Unit, request: &ChangeStoreCredit) -> Result<Standing, MoveError> {
    let account = store_credit::Entity::find()
        .filter(store_credit::Column::CustomerId.eq(request.customer))
        .filter(store_credit::Column::Currency.eq(request.delta.currency))
        .one(&unit.tx)
        .await
        .map_err(Fault::from)?
        .ok_or(MoveError::NoCustomer)?;
    Ok(Standing { account: account.id, balance: account.balance })
}

async fn work(unit: &Unit, request: &ChangeStoreCredit) -> Result<Standing, MoveError> {
    let is_credit = request.delta.amount > Minor(0);
    let movement = Movement {
        customer: request.customer,
        currency: request.delta.currency,
        kind: if is_credit { Kind::Credit } else { Kind::Debit },
        delta: request.delta.amount,
        reference: request.reference.as_deref(),
        actor: &request.actor.name,
    };
    let standing = ledger::move_money(unit, &movement).await?;
    let action = if is_credit { "storeCreditAccountCredit" } else { "storeCreditAccountDebit" };
    audit::record(unit, &request.actor, [Entry::new(action, "StoreCreditAccount", standing.account)]).await?;
    event::record(unit, [Event::StoreCreditChanged(standing.account)]).await?;
    Ok(standing)
}
