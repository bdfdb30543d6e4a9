//! A condition that puts products into a collection.
use sea_orm::entity::prelude::*;

use crate::ids::{CollectionId, CollectionRuleId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collection_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CollectionRuleId,
    pub collection_id: CollectionId,
    pub position: i32,
    pub field: Field,
    pub relation: Comparison,
    pub value: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Field {
    Title,
    Type,
    Vendor,
    Tag,
    Category,
    Price,
    CompareAtPrice,
    Weight,
    Stock,
    VariantTitle,
}

/// How it compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Comparison {
    Equals,
    NotEquals,
    GreaterThan,
    LessThan,
    StartsWith,
    EndsWith,
    Contains,
    NotContains,
    IsSet,
    IsNotSet,
}
