//! What is sent back.
use sea_orm::entity::prelude::*;

use crate::ids::{LocationId, OrderLineId, OrderReturnId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_return_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_return_id: OrderReturnId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_line_id: OrderLineId,
    pub quantity: i32,
    pub received: i32,
    /// Of what was received: put on the shelf again, and where.
    pub restocked: i32,
    pub location_id: Option<LocationId>,
}

impl ActiveModelBehavior for ActiveModel {}
