//! An address in a customer's address book.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{AddressId, CustomerId},
    locale::Country,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AddressId,
    pub customer_id: CustomerId,
    pub first_name: String,
    pub last_name: String,
    pub company: String,
    pub address1: String,
    pub address2: String,
    pub city: String,
    /// The part after the hyphen of an ISO 3166-2 code: "BC" in Canada.
    pub province_code: String,
    pub zip: String,
    pub country: Option<Country>,
    pub phone: String,
    pub is_default: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
