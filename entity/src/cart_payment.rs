//! How a cart's buyer means to pay, and how much they agreed to.
use sea_orm::entity::prelude::*;

use crate::{
    ids::CartId,
    money::{Currency, Minor},
    payment,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cart_payment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cart_id: CartId,
    pub session_id: Uuid,
    pub gateway: payment::Gateway,
    pub source: Option<String>,
    /// Absent until the buyer has seen it.
    pub amount: Option<Minor>,
    pub currency: Currency,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
