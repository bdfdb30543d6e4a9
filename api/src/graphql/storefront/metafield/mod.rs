//! Values of the shop's own, on its things.
pub mod object;
pub mod reference;

pub use object::{HasMetafieldsIdentifier, Metafield, one, some};
pub use reference::{MetafieldReference, MetafieldReferenceConnection};
