//! Whoever runs the shop gives a customer store credit, or takes some back.
use entity::{
    ids::CustomerId,
    money::{Minor, Money},
    store_credit_movement::Kind,
};

use super::ledger::{self, MoveError, Movement, Standing};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    pricing::currency,
    shop::{Shop, Unit},
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
