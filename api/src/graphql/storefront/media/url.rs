//! Addresses of pictures.
use super::image::{CropRegion, ImageContentType, ImageTransformInput};

/// The address of a picture: one of ours below `/media`, where it can be had in any size, or
/// somewhere else, where it is as it is.
pub(super) fn picture(base_url: &str, source: &str, transform: Option<&ImageTransformInput>) -> String {
    if is_elsewhere(source) {
        return source.to_owned();
    }
    let mut address = format!("{base_url}/media/{source}");
    let Some(transform) = transform else { return address };
    let mut query = Vec::new();
    if let Some(width) = transform.max_width {
        query.push(format!("width={width}"));
    }
    if let Some(height) = transform.max_height {
        query.push(format!("height={height}"));
    }
    if let Some(scale) = transform.scale.filter(|scale| *scale > 1) {
        query.push(format!("scale={scale}"));
    }
    if let Some(crop) = transform.crop {
        query.push(format!("crop={}", word(crop)));
    }
    if let Some(format) = transform.preferred_content_type {
        query.push(format!("format={}", extension(format)));
    }
    if !query.is_empty() {
        address.push('?');
        address.push_str(&query.join("&"));
    }
    address
}

/// Whether a source is an address of its own rather than a file of ours.
pub(super) fn is_elsewhere(source: &str) -> bool {
    source.contains("://") || source.starts_with("//")
}

fn word(crop: CropRegion) -> &'static str {
    match crop {
        CropRegion::Center => "center",
        CropRegion::Top => "top",
        CropRegion::Bottom => "bottom",
        CropRegion::Left => "left",
        CropRegion::Right => "right",
    }
}

fn extension(format: ImageContentType) -> &'static str {
    match format {
        ImageContentType::Jpg => "jpg",
        ImageContentType::Png => "png",
        ImageContentType::Webp => "webp",
    }
}
