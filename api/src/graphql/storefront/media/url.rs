//! Addresses of pictures.
use service::media::{Crop, Format, Transform, address};

use super::image::{CropRegion, ImageContentType, ImageTransformInput};

/// The address of a picture: one of ours below `/media`, where it can be had in any size, or
/// somewhere else, where it is as it is. `version` changes with the picture.
pub(super) fn picture(
    base_url: &str,
    source: &str,
    version: Option<i64>,
    transform: Option<&ImageTransformInput>,
) -> String {
    address::url(base_url, source, version, &transform.map(asked).unwrap_or_default())
}

fn asked(input: &ImageTransformInput) -> Transform {
    // A side below 1 is no side: the picture keeps its own.
    let pixels = |side: Option<i32>| side.and_then(|side| u32::try_from(side).ok()).filter(|side| *side > 0);
    Transform {
        width: pixels(input.max_width),
        height: pixels(input.max_height),
        scale: pixels(input.scale),
        crop: input.crop.map(|crop| match crop {
            CropRegion::Center => Crop::Center,
            CropRegion::Top => Crop::Top,
            CropRegion::Bottom => Crop::Bottom,
            CropRegion::Left => Crop::Left,
            CropRegion::Right => Crop::Right,
        }),
        format: input.preferred_content_type.map(|format| match format {
            ImageContentType::Jpg => Format::Jpg,
            ImageContentType::Png => Format::Png,
            ImageContentType::Webp => Format::Webp,
        }),
    }
}
