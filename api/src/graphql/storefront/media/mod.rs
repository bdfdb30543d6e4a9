//! Pictures and films.
pub mod image;
pub mod object;
mod url;

pub use image::{Image, ImageConnection};
pub use object::{ExternalVideo, Media, MediaConnection, MediaImage, Model3d, Video};
