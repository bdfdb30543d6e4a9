//! What somebody means to buy.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CartId, CustomerId, MarketId},
    locale::{Country, Language},
    money::Currency,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cart")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CartId,
    /// SHA-256 of the secret that opens it, in small hexadecimal digits.
    pub secret_hash: String,
    /// One more with every edit. An edit takes the row first, so that edits queue.
    pub version: i64,
    pub status: Status,
    pub market_id: MarketId,
    pub country: Country,
    pub language: Language,
    pub currency: Currency,
    pub customer_id: Option<CustomerId>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub note: String,
    /// [{ key, value }], as clients gave them.
    pub attributes: Json,
    /// What the buyer prefers, as clients gave it; kept for them, and followed nowhere.
    pub preferences: Json,
    /// A snapshot of the billing address. Absent: the delivery address.
    pub billing_address: Option<Json>,
    pub use_store_credit: bool,
    pub source_name: Option<String>,
    /// Where its lines went, of a merged one.
    pub merged_into_id: Option<CartId>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Status {
    Active,
    Converted,
    Merged,
    Abandoned,
}
