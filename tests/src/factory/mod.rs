//! Things to put into a shop.

pub mod catalogue;
pub mod record;
