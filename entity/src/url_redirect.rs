//! An old address that leads to a new one.
use sea_orm::entity::prelude::*;

use crate::ids::UrlRedirectId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "url_redirect")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UrlRedirectId,
    pub path: String,
    pub target: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
