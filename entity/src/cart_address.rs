//! Where a cart could be sent.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{AddressId, CartAddressId, CartId},
    locale::Country,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cart_address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CartAddressId,
    pub cart_id: CartId,
    pub position: i32,
    pub is_selected: bool,
    pub is_one_time: bool,
    pub validation: Validation,
    pub customer_address_id: Option<AddressId>,
    pub first_name: String,
    pub last_name: String,
    pub company: String,
    pub address1: String,
    pub address2: String,
    pub city: String,
    pub province_code: String,
    pub zip: String,
    pub country: Option<Country>,
    pub phone: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// How much of it must be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Validation {
    CountryCodeOnly,
    Strict,
}
