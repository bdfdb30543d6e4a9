//! Money the shop owes a customer, to be spent here: one account for each currency.
//!
//! Entry points: [`balance`] is for carts, [`ledger`] moves money, [`change`] is for whoever runs the shop.
//! Invariant: a balance is the sum of its movements and never below zero. Nothing outside this module
//! writes `store_credit` or `store_credit_movement`. Store credit pays: it is no discount, and no tax changes with it.

pub mod change;
pub mod ledger;
pub mod list;

use entity::{
    ids::CustomerId,
    money::{Currency, Minor},
    store_credit,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::shop::fault::Fault;

/// What a customer has in a currency; nothing when they have no account.
pub async fn balance(db: &impl ConnectionTrait, customer: CustomerId, currency: Currency) -> Result<Minor, Fault> {
    let account = store_credit::Entity::find()
        .filter(store_credit::Column::CustomerId.eq(customer))
        .filter(store_credit::Column::Currency.eq(currency))
        .one(db)
        .await?;
    Ok(account.map_or(Minor(0), |account| account.balance))
}
