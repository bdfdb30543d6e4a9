//! One line of the stock ledger. Only ever appended.
use sea_orm::entity::prelude::*;

use crate::ids::{LocationId, StockMovementId, VariantId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_movement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StockMovementId,
    pub variant_id: VariantId,
    pub location_id: LocationId,
    pub kind: Kind,
    pub counter: Counter,
    pub delta: i64,
    pub quantity_before: i64,
    pub quantity_after: i64,
    pub reference: Option<String>,
    /// Staff's word for it: `correction`, `damaged` …
    pub reason: Option<String>,
    pub actor: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// Why stock moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    Purchase,
    Sale,
    Adjustment,
    Return,
    Transfer,
    Reserve,
    Release,
    Commit,
}

/// Which counter moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Counter {
    OnHand,
    Reserved,
    Committed,
    Safety,
    Incoming,
}
