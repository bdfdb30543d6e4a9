//! A key to the admin API, kept as a hash.
use sea_orm::entity::prelude::*;

use crate::{ids::ApiKeyId, strings::Strings};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    pub name: String,
    /// The first letters, by which people tell keys apart.
    pub prefix: String,
    pub key_hash: String,
    pub scopes: Strings,
    pub created_at: DateTimeUtc,
    pub expires_at: Option<DateTimeUtc>,
    pub last_used_at: Option<DateTimeUtc>,
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
