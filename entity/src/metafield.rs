//! A value of the shop's own on one of its things.
use sea_orm::entity::prelude::*;

use crate::ids::MetafieldId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "metafield")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MetafieldId,
    pub owner_type: OwnerType,
    pub owner_id: Uuid,
    pub namespace: String,
    pub key: String,
    /// `single_line_text_field`, `number_integer`, `list.product_reference` …
    #[sea_orm(column_name = "type")]
    pub type_name: String,
    pub value: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What it is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum OwnerType {
    Shop,
    Product,
    Variant,
    Collection,
    Page,
    Blog,
    Article,
    Customer,
    Order,
    Cart,
}
