//! Things to put into a shop.

pub mod record;
