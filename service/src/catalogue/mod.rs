//! What the shop sells: products with their variants, options, media and prices, and the
//! collections and categories that group them.
//!
//! Entry points: `product`, `collection`, `offer` … read, each for many keys in one statement
//! (loaders call them); [`record`] is how whole products are written, by the importer and the seed.
//! Invariant: what a viewer sees is active, published and not deleted; [`product::visible`] says so
//! once.

pub mod record;
