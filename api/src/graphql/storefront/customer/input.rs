//! What clients say about customers.
use async_graphql::{InputObject, MaybeUndefined};
use service::customer::{address_book::AddressChange, choose_password::Secretive};

use crate::graphql::storefront::address::{MailingAddressInput, country};

/// Who registers.
#[derive(InputObject)]
pub struct CustomerCreateInput {
    pub email: String,
    /// 8 to 128 characters.
    pub password: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// With its country, as in `+49 30 1234567`.
    pub phone: Option<String>,
    pub accepts_marketing: Option<bool>,
}

/// What changes about a customer. What is left out stays; a name or telephone number of null is taken away.
#[derive(InputObject)]
pub struct CustomerUpdateInput {
    pub email: Option<String>,
    /// 8 to 128 characters. Another password ends all logins.
    pub password: Option<String>,
    pub first_name: MaybeUndefined<String>,
    pub last_name: MaybeUndefined<String>,
    pub phone: MaybeUndefined<String>,
    pub accepts_marketing: Option<bool>,
}

/// Who logs in.
#[derive(InputObject)]
pub struct CustomerAccessTokenCreateInput {
    pub email: String,
    pub password: String,
}

/// The password for an account that had none.
#[derive(InputObject)]
pub struct CustomerActivateInput {
    /// From the mail.
    pub activation_token: String,
    /// 8 to 128 characters.
    pub password: String,
}

/// The password for an account whose old one was forgotten.
#[derive(InputObject)]
pub struct CustomerResetInput {
    /// 8 to 128 characters.
    pub password: String,
    /// From the mail.
    pub reset_token: String,
}

/// A text that null takes away.
pub(super) fn cleared(given: MaybeUndefined<String>) -> Option<String> {
    match given {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(String::new()),
        MaybeUndefined::Value(text) => Some(text),
    }
}

pub(super) fn secretive(text: impl Into<String>) -> Secretive {
    Secretive(text.into())
}

/// An address as it was typed; the country by its code or its English name.
pub(super) fn address(given: MailingAddressInput) -> AddressChange {
    AddressChange {
        first_name: given.first_name,
        last_name: given.last_name,
        company: given.company,
        address1: given.address1,
        address2: given.address2,
        city: given.city,
        province: given.province,
        zip: given.zip,
        country: given.country.map(|typed| country(&typed)),
        phone: given.phone,
    }
}
