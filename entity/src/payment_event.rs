//! What happened to a payment. Only ever appended.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{PaymentEventId, PaymentId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PaymentEventId,
    pub payment_id: PaymentId,
    pub kind: Kind,
    /// What was added to the sum that the kind names.
    pub amount: Minor,
    pub detail: Json,
    pub actor: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    Begun,
    ActionRequired,
    Authorized,
    Captured,
    Failed,
    Voided,
    Refunded,
    RefundFailed,
}
