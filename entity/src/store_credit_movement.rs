//! One line of a store credit's ledger. Only ever appended.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{StoreCreditId, StoreCreditMovementId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "store_credit_movement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StoreCreditMovementId,
    pub store_credit_id: StoreCreditId,
    pub kind: Kind,
    pub delta: Minor,
    pub balance_before: Minor,
    pub balance_after: Minor,
    pub reference: Option<String>,
    pub actor: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// Why it moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    Credit,
    Debit,
    Redeem,
    Refund,
}
