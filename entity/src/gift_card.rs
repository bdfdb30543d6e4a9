//! Money that somebody paid in and anybody with the code may spend here.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CustomerId, GiftCardId},
    money::{Currency, Minor},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gift_card")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GiftCardId,
    /// SHA-256 of the normalised code, in small hexadecimal digits. The code itself is shown once.
    pub code_hash: String,
    pub last_characters: String,
    pub currency: Currency,
    pub initial_amount: Minor,
    /// The sum of its movements.
    pub balance: Minor,
    /// Whose it is, when it is somebody's alone.
    pub customer_id: Option<CustomerId>,
    pub is_active: bool,
    pub expires_at: Option<DateTimeUtc>,
    pub note: String,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
