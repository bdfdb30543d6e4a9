//! Goods that a buyer sends back, or wants to.
use sea_orm::entity::prelude::*;

use crate::ids::{OrderId, OrderReturnId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_return")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrderReturnId,
    pub order_id: OrderId,
    pub status: Status,
    pub reason: String,
    pub note: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// How far it is: asked for, agreed to, back in the house, paid back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Status {
    Requested,
    Approved,
    Declined,
    Received,
    Refunded,
    Cancelled,
}
