//! Things to put into a shop.

pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod content;
pub mod order;
pub mod record;
pub mod rules;
pub mod stock;
