//! Goods that are taxed alike: standard, food, books.
use sea_orm::entity::prelude::*;

use crate::ids::TaxCategoryId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tax_category")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaxCategoryId,
    /// What `variant.tax_code` names.
    pub code: String,
    pub name: String,
    pub is_default: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
