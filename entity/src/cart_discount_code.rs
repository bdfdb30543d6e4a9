//! A code the buyer entered. It need not exist.
use sea_orm::entity::prelude::*;

use crate::ids::CartId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cart_discount_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cart_id: CartId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_key: String,
    /// As the buyer wrote it. It need not exist: they are told.
    pub code: String,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
