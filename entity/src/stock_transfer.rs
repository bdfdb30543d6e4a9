//! Stock on its way from one location to another.
use sea_orm::entity::prelude::*;

use crate::ids::{LocationId, StockTransferId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_transfer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StockTransferId,
    pub from_location_id: LocationId,
    pub to_location_id: LocationId,
    pub status: Status,
    pub reference: Option<String>,
    pub actor: String,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// Where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Status {
    Draft,
    InTransit,
    Received,
    Cancelled,
}
