//! A group of products, picked by hand or by rules.
use sea_orm::entity::prelude::*;

use crate::ids::{CollectionId, MediaId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CollectionId,
    pub handle: String,
    pub title: String,
    pub sort_title: String,
    pub body_html: String,
    pub kind: Kind,
    pub rule_match: RuleMatch,
    pub product_order: ProductOrder,
    pub media_id: Option<MediaId>,
    pub published_at: Option<DateTimeUtc>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Who decides what is in a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    Manual,
    Rule,
}

/// Whether a product has to meet all rules or one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RuleMatch {
    All,
    Any,
}

/// How a collection lists its products unless the viewer asks otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ProductOrder {
    Manual,
    BestSelling,
    TitleAsc,
    TitleDesc,
    PriceAsc,
    PriceDesc,
    CreatedAsc,
    CreatedDesc,
}
