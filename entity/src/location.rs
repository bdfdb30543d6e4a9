//! A place that holds stock.
use sea_orm::entity::prelude::*;

use crate::{ids::LocationId, locale::Country};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "location")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LocationId,
    pub code: String,
    pub name: String,
    pub country: Country,
    pub city: String,
    pub is_active: bool,
    /// Lower is asked first when an order is placed.
    pub priority: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
