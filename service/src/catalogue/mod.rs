//! What the shop sells: products with their variants, options, media and prices, and the
//! collections and categories that group them.
//!
//! Entry points: `product`, `collection`, `offer` … read, each for many keys in one statement
//! (loaders call them); [`record`] is how whole products are written, by the importer and the seed.
//! Invariant: what a viewer sees is active, published and not deleted; [`product::visible`] says so
//! once. Deliberately absent: prices a cart pays, which depend on quantity and promotions (`pricing`).

pub mod best_selling;
pub mod category;
pub mod collection;
pub mod collection_products;
pub mod description;
pub mod html;
pub mod import;
pub mod media;
pub mod metafield;
pub mod offer;
pub mod option;
pub mod price_list;
pub mod product;
pub mod record;
pub mod rule;
pub mod save;
pub mod staff;
pub mod tag;
pub mod translation;
pub mod variant;
