//! One line of a gift card's ledger. Only ever appended.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{GiftCardId, GiftCardMovementId},
    money::Minor,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gift_card_movement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GiftCardMovementId,
    pub gift_card_id: GiftCardId,
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
    Issue,
    Redeem,
    Refund,
    Adjust,
}
