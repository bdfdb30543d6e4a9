//! Variants: what goes into a cart.
pub mod object;
pub mod unit_price;

pub use object::{ProductVariant, ProductVariantConnection, SelectedOption, WeightUnit};
