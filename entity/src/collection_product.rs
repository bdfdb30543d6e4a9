//! A product in a collection. For rule-based collections these rows are written by the rules.
use sea_orm::entity::prelude::*;

use crate::ids::{CollectionId, ProductId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collection_product")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub collection_id: CollectionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: ProductId,
    pub position: i64,
}

impl ActiveModelBehavior for ActiveModel {}
