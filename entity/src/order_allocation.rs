//! From where a line is sent: units that are committed there until they are sent or given back.
use sea_orm::entity::prelude::*;

use crate::ids::{LocationId, OrderLineId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_allocation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_line_id: OrderLineId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub location_id: LocationId,
    pub quantity: i32,
    pub fulfilled: i32,
    pub released: i32,
}

impl ActiveModelBehavior for ActiveModel {}
