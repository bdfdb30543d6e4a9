//! Things to put into a shop.

pub mod catalogue;
pub mod content;
pub mod record;
