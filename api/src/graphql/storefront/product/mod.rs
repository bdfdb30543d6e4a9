//! Products.
pub mod connection;
mod encoding;
pub mod object;
pub mod option;
pub mod query;
mod selection;
mod variants;

pub use connection::ProductConnection;
pub use object::{Product, ProductPriceRange, ProductVariantSortKeys};
pub use option::{ProductOption, ProductOptionValue, SelectedOptionInput};
pub use query::{ProductQuery, ProductSortKeys, page_of, products_of};
