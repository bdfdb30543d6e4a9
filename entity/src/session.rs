//! A login that lasts: found by the hash of its token.
use sea_orm::entity::prelude::*;

use crate::ids::{SessionId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub user_id: UserId,
    /// SHA-256 of the token, in small hexadecimal digits. The token itself is never stored.
    pub token_hash: String,
    /// Sessions that were renewed from one another: when an old one is used again, all of them end.
    pub family_id: SessionId,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
