//! Where a page finds a picture.
use std::fmt::Write;

use super::transform::{SCALE_MAX, SIDE_PX_MAX, Transform};

/// The path that pictures are served below.
pub const PATH: &str = "/media/";

/// The address of `source` under the transform. `base` is the shop's own, without a slash at the
/// end; a `version` (say, when the picture last changed) lets browsers keep it for good.
///
/// A picture that lies elsewhere keeps its address: its host may not know our words, and a signed
/// address would break.
pub fn url(base: &str, source: &str, version: Option<i64>, transform: &Transform) -> String {
    if is_elsewhere(source) {
        return source.to_owned();
    }
    let mut url = format!("{base}{PATH}");
    for (position, segment) in source.split('/').filter(|segment| !segment.is_empty()).enumerate() {
        if position > 0 {
            url.push('/');
        }
        url.extend(segment.bytes().flat_map(encoded));
    }
    let mut query = Query { url, is_first: true };
    if let Some(version) = version {
        query.push("v", version);
    }
    let side = |side: u32| side.clamp(1, SIDE_PX_MAX);
    if let Some(width) = transform.width {
        query.push("width", side(width));
    }
    if let Some(height) = transform.height {
        query.push("height", side(height));
    }
    if let Some(scale) = transform.scale.filter(|scale| *scale > 1) {
        query.push("scale", scale.min(SCALE_MAX));
    }
    if let Some(crop) = transform.crop {
        query.push("crop", crop.as_str());
    }
    if let Some(format) = transform.format {
        query.push("format", format.extension());
    }
    query.url
}

/// True for an absolute address, false for a file in the media folder.
pub fn is_elsewhere(source: &str) -> bool {
    let is_scheme = |scheme: &str| source.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    is_scheme("https://") || is_scheme("http://") || is_scheme("//") || is_scheme("data:")
}

struct Query {
    url: String,
    is_first: bool,
}

impl Query {
    fn push(&mut self, name: &str, value: impl std::fmt::Display) {
        let separator = if self.is_first { '?' } else { '&' };
        self.is_first = false;
        // Writing to a string cannot fail.
        let _written = write!(self.url, "{separator}{name}={value}");
    }
}

/// RFC 3986: unreserved characters as they are, all others by their bytes.
fn encoded(byte: u8) -> impl Iterator<Item = char> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    let letters = if is_plain {
        [Some(char::from(byte)), None, None]
    } else {
        [Some('%'), Some(digit(byte >> 4)), Some(digit(byte))]
    };
    letters.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{Crop, Format};

    #[test]
    fn ours_get_words_and_others_stay() {
        let transform = Transform {
            width: Some(300),
            height: Some(200),
            crop: Some(Crop::Top),
            scale: Some(2),
            format: Some(Format::Webp),
        };
        assert_eq!(
            url("https://shop.example", "demo/mug 1.svg", Some(7), &transform),
            "https://shop.example/media/demo/mug%201.svg?v=7&width=300&height=200&scale=2&crop=top&format=webp"
        );
        assert_eq!(url("", "a.png", None, &Transform::default()), "/media/a.png");
        let signed = "https://cdn.example/a.png?signature=1";
        assert_eq!(url("https://shop.example", signed, Some(7), &transform), signed);
    }
}
