//! Somebody who can log in, as a customer or as staff.
use sea_orm::entity::prelude::*;

use crate::ids::UserId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// Lower case: addresses that differ only in case are one login.
    pub email: String,
    /// Argon2id in the PHC string format. Absent until a password was chosen.
    pub password_hash: Option<String>,
    pub failed_attempts: i32,
    pub locked_until: Option<DateTimeUtc>,
    pub email_verified_at: Option<DateTimeUtc>,
    pub totp_secret: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
