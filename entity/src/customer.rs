//! Somebody who buys, with or without a login.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CustomerId, UserId},
    locale::Language,
    strings::Strings,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    /// Absent for those who bought as guests only.
    pub user_id: Option<UserId>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub first_name: String,
    pub last_name: String,
    pub state: State,
    pub accepts_marketing: bool,
    pub tax_exempt: bool,
    pub language: Option<Language>,
    pub note: String,
    pub tags: Strings,
    /// Orders placed and not cancelled.
    pub order_count: i64,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whether they can log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum State {
    Guest,
    Enabled,
    Disabled,
}
