//! A picture, film or model, of a product or on its own.
use sea_orm::entity::prelude::*;

use crate::ids::{MediaId, ProductId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MediaId,
    pub product_id: Option<ProductId>,
    pub position: i32,
    pub kind: Kind,
    /// An absolute address elsewhere, or a file name below the media folder.
    pub source: String,
    pub alt: String,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What kind of media it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    #[sea_orm(string_value = "image")]
    Image,
    #[sea_orm(string_value = "video")]
    Video,
    #[sea_orm(string_value = "external_video")]
    ExternalVideo,
    #[sea_orm(string_value = "model_3d")]
    Model3d,
}
