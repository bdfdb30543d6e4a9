//! One side of a movement of money. The entries of one payment event add up to nothing.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{LedgerEntryId, OrderId, PaymentEventId},
    money::{Currency, Minor},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerEntryId,
    pub payment_event_id: PaymentEventId,
    pub order_id: OrderId,
    /// `receivable` is what buyers owe; `clearing:<gateway>` is what a provider owes us.
    pub account: String,
    pub currency: Currency,
    pub amount: Minor,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
