//! What the shop sells. Its variants are what a buyer puts in a cart.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CategoryId, ProductId},
    strings::Strings,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProductId,
    pub handle: String,
    pub title: String,
    /// The title as lists are sorted by it: folded and cut.
    pub sort_title: String,
    pub body_html: String,
    pub vendor: String,
    pub product_type: String,
    pub category_id: Option<CategoryId>,
    pub tags: Strings,
    pub status: Status,
    /// On sale from here on; never, when absent.
    pub published_at: Option<DateTimeUtc>,
    pub is_gift_card: bool,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub rating_count: i64,
    pub rating_sum: i64,
    pub units_sold: i64,
    /// What the last import wrote, hashed; cleared by any other edit.
    pub import_digest: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whether a product is worked on, sold or put away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Status {
    Draft,
    Active,
    Archived,
}
