//! Pictures and films.
pub mod image;
pub mod object;
mod url;

pub use image::{Image, ImageConnection};
pub use object::{Media, MediaConnection, MediaImage};
