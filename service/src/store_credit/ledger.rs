//! Moving money on and off an account. Each change leaves a line, in the transaction that makes it.
use entity::{
    ids::{CustomerId, StoreCreditId},
    money::{Currency, Minor},
    store_credit, store_credit_movement,
    store_credit_movement::Kind,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::{Fault, HasFault, Violation},
};

/// Minor units of one account at most: far from where sums stop to fit.
pub const BALANCE_MAX: i64 = 1_000_000_000_000;

/// Money to move.
#[derive(Clone, Debug)]
pub struct Movement<'a> {
    pub customer: CustomerId,
    pub currency: Currency,
    pub kind: Kind,
    /// Above zero: to the customer; below: from them.
    pub delta: Minor,
    /// What paper says so: an order's number.
    pub reference: Option<&'a str>,
    pub actor: &'a str,
}

/// Where an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub account: StoreCreditId,
    pub balance: Minor,
}

/// Why it stayed where it was.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("nothing was to be moved")]
    NoAmount,
    #[error("there is no such currency")]
    UnknownCurrency,
    #[error("there is no such customer")]
    NoCustomer,
    #[error("the customer has less store credit in this currency")]
    NotEnough,
    #[error("a customer cannot have that much store credit")]
    TooMuch,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for MoveError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::NoAmount | Self::UnknownCurrency | Self::NoCustomer | Self::NotEnough | Self::TooMuch => None,
        }
    }
}

/// Moves money, and answers with what the customer has afterwards. The first money opens the account.
///
/// # Errors
/// See [`MoveError`]: nothing was moved.
pub async fn move_money(unit: &Unit, movement: &Movement<'_>) -> Result<Standing, MoveError> {
    let delta = movement.delta.0;
    if delta == 0 {
        return Err(MoveError::NoAmount);
    }
    if delta > BALANCE_MAX {
        return Err(MoveError::TooMuch);
    }
    if delta < -BALANCE_MAX {
        return Err(MoveError::NotEnough);
    }
    if delta > 0 {
        open(unit, movement).await?;
    }
    let balance = Expr::col(store_credit::Column::Balance);
    let moved = store_credit::Entity::update_many()
        .col_expr(store_credit::Column::Balance, balance.clone().add(delta))
        .col_expr(store_credit::Column::UpdatedAt, Expr::value(unit.now))
        .filter(store_credit::Column::CustomerId.eq(movement.customer))
        .filter(store_credit::Column::Currency.eq(movement.currency))
        .filter(balance.add(delta).between(0, BALANCE_MAX))
        .exec_with_returning(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let Some(account) = moved.into_iter().next() else {
        return Err(if delta > 0 { MoveError::TooMuch } else { MoveError::NotEnough });
    };
    let line = store_credit_movement::Model {
        id: unit.new_id(),
        store_credit_id: account.id,
        kind: movement.kind,
        delta: movement.delta,
        balance_before: Minor(account.balance.0 - delta),
        balance_after: account.balance,
        reference: movement.reference.map(str::to_owned),
        actor: movement.actor.to_owned(),
        created_at: unit.now,
    };
    line.into_active_model().insert(&unit.tx).await.map_err(Fault::from)?;
    Ok(Standing { account: account.id, balance: account.balance })
}

/// An empty account, unless there is one.
async fn open(unit: &Unit, movement: &Movement<'_>) -> Result<(), MoveError> {
    let empty = store_credit::Model {
        id: unit.new_id(),
        customer_id: movement.customer,
        currency: movement.currency,
        balance: Minor(0),
        created_at: unit.now,
        updated_at: unit.now,
    };
    match bulk::insert::<store_credit::Entity>(unit, &[empty], OnConflict::Keep).await {
        Err(fault) if fault.violation() == Some(Violation::ForeignKey) => Err(MoveError::NoCustomer),
        outcome => Ok(outcome?),
    }
}
