//! Something to choose about a product: its size, its colour.
use sea_orm::entity::prelude::*;

use crate::ids::{ProductId, ProductOptionId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_option")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProductOptionId,
    pub product_id: ProductId,
    /// 1 to 3: which of the variant's option columns it names.
    pub position: i16,
    pub name: String,
}

impl ActiveModelBehavior for ActiveModel {}
