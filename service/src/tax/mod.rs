//! What the state takes: categories of goods, and rates by country, province and zip code.
//!
//! Entry points: [`category`] and [`rate`] for changes, [`list`] for the back office. What a tax comes to is
//! `pricing`'s to say. Invariant: rates are exact decimals, and no two of the same name stand for the same category and
//! region. Deliberately absent: knowing the law. The shopkeeper enters the rates.

pub mod category;
pub mod list;
pub mod rate;
mod written;
