//! What somebody bought, as they were told when they bought it.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{CartId, CustomerId, MarketId, OrderId},
    locale::{Country, Language},
    money::{Currency, Minor},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sales_order")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrderId,
    /// Absent until it is confirmed: an attempt that is never paid for takes none.
    pub number: Option<i64>,
    pub status: Status,
    pub source: Source,
    pub cart_id: Option<CartId>,
    /// What it is called in the shop that it was imported from.
    pub external_id: Option<String>,
    /// SHA-256 of the secret that opens it to somebody who is not signed in.
    pub secret_hash: Option<String>,
    /// The buyer's own name for the attempt to place it.
    pub attempt_token: Option<String>,
    pub customer_id: Option<CustomerId>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub market_id: MarketId,
    pub country: Country,
    pub language: Language,
    pub currency: Currency,
    pub is_tax_included: bool,
    pub subtotal: Minor,
    pub discount_total: Minor,
    pub shipping_price: Minor,
    pub shipping_discount: Minor,
    pub shipping_tax: Minor,
    /// Of lines and of shipping.
    pub tax_total: Minor,
    pub total: Minor,
    pub current_subtotal: Minor,
    pub current_discount_total: Minor,
    pub current_tax_total: Minor,
    pub current_total: Minor,
    /// The handle and the name of the way it is sent.
    pub shipping_method: Option<String>,
    pub shipping_title: Option<String>,
    pub shipping_address: Option<Json>,
    pub billing_address: Option<Json>,
    pub note: String,
    /// [{ key, value }], as clients gave them.
    pub attributes: Json,
    pub cancel_reason: Option<CancelReason>,
    pub cancelled_at: Option<DateTimeUtc>,
    pub placed_at: Option<DateTimeUtc>,
    /// Until when it waits for its money.
    pub expires_at: Option<DateTimeUtc>,
    pub edited_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// How far it is. Whether it is paid and sent is told by its payments and its parcels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Status {
    Draft,
    Pending,
    Confirmed,
    Processing,
    Shipped,
    Delivered,
    Cancelled,
    Expired,
    Refunded,
}

/// Where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Source {
    Cart,
    Draft,
    Import,
}

/// Why it was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CancelReason {
    Customer,
    Declined,
    Fraud,
    Inventory,
    Other,
    Staff,
}
