//! The shipping method chosen for a delivery group.
use sea_orm::entity::prelude::*;

use crate::ids::CartId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cart_delivery_choice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cart_id: CartId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_key: String,
    pub option_handle: String,
}

impl ActiveModelBehavior for ActiveModel {}
