//! Customers, as the dialect has them: registering, logging in, address books.
pub mod access_token;
pub mod account;
pub mod address_book;
pub mod input;
pub mod object;
pub mod password;
pub mod payload;
pub mod query;
pub mod refusal;

use async_graphql::MergedObject;

pub use self::{object::Customer, query::CustomerQuery};

/// The part of the mutation root for customers.
#[derive(Default, MergedObject)]
pub struct CustomerMutation(
    account::AccountMutation,
    access_token::AccessTokenMutation,
    address_book::AddressBookMutation,
    password::PasswordMutation,
);
