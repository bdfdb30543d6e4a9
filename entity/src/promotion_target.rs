//! What a promotion is about.
use sea_orm::entity::prelude::*;

use crate::ids::{PromotionId, PromotionTargetId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promotion_target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PromotionTargetId,
    pub promotion_id: PromotionId,
    pub role: Role,
    pub kind: Kind,
    pub resource_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}

/// Which side of the promotion it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Role {
    Entitled,
    Buy,
    Get,
}

/// What `resource_id` is the id of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    Product,
    Variant,
    Collection,
    Category,
}
