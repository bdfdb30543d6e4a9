//! Money the shop owes a customer, to be spent here.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CustomerId, StoreCreditId},
    money::{Currency, Minor},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "store_credit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StoreCreditId,
    pub customer_id: CustomerId,
    pub currency: Currency,
    pub balance: Minor,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
