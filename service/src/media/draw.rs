//! One picture: from the bytes of a file to the bytes a browser shows.
use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
        webp::WebPEncoder,
    },
    imageops,
};
use resvg::{tiny_skia, usvg};

use super::{
    file::Kind,
    transform::{Format, Placement, Transform},
};

/// A drawing longer than this is not read.
const SVG_BYTES_MAX: usize = 2 * 1024 * 1024;
const SOURCE_SIDE_PX_MAX: u32 = 16_384;
const SOURCE_PX_MAX: u64 = 50_000_000;
/// What decoding may allocate, the picture itself included.
const DECODE_BYTES_MAX: u64 = 256 * 1024 * 1024;
const JPEG_QUALITY: u8 = 86;

/// The file cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the file is too large to be shown")]
    TooLarge,
    #[error("the file is damaged, or not a picture")]
    NotAPicture,
}

/// Draws `source` as asked and writes it as `format`.
pub(super) fn draw(source: Vec<u8>, kind: Kind, transform: Transform, format: Format) -> Result<Vec<u8>, Refusal> {
    if kind == Kind::Svg {
        return encode(&DynamicImage::ImageRgba8(vector(&source, transform)?), format);
    }
    let (decoded, own_format) = decode(&source)?;
    let size = (decoded.width(), decoded.height());
    let placement = transform.place(size, false);
    if own_format == Some(format) && placement.drawn == size && placement.kept == size {
        // Nothing to do is best done by not decoding and encoding what may lose by it.
        return Ok(source);
    }
    encode(&raster(decoded, size, placement), format)
}

/// A vector drawing, at exactly the size asked for. What it refers to outside itself is left out.
#[expect(clippy::float_arithmetic, reason = "positions of pixels; the drawing library has no others")]
#[expect(clippy::cast_precision_loss, reason = "sides stay below 16 million")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn vector(source: &[u8], transform: Transform) -> Result<RgbaImage, Refusal> {
    if source.len() > SVG_BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    let options = usvg::Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let text = std::str::from_utf8(source).map_err(|_| Refusal::NotAPicture)?;
    let tree = usvg::Tree::from_str(text, &options).map_err(|_| Refusal::NotAPicture)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let whole = |side: f32| side.round().clamp(1.0, SOURCE_SIDE_PX_MAX as f32) as u32;
    let placement = transform.place((whole(width), whole(height)), true);
    let scale = tiny_skia::Transform::from_scale(placement.drawn.0 as f32 / width, placement.drawn.1 as f32 / height);
    let moved = scale.post_translate(-(placement.offset.0 as f32), -(placement.offset.1 as f32));
    let mut pixels = tiny_skia::Pixmap::new(placement.kept.0, placement.kept.1).ok_or(Refusal::TooLarge)?;
    resvg::render(&tree, moved, &mut pixels.as_mut());
    RgbaImage::from_raw(placement.kept.0, placement.kept.1, pixels.take_demultiplied()).ok_or(Refusal::TooLarge)
}

/// Decodes within bounds and turns the picture the way its camera was held.
fn decode(source: &[u8]) -> Result<(DynamicImage, Option<Format>), Refusal> {
    let mut reader = ImageReader::new(Cursor::new(source)).with_guessed_format().map_err(|_| Refusal::NotAPicture)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SOURCE_SIDE_PX_MAX);
    limits.max_image_height = Some(SOURCE_SIDE_PX_MAX);
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    reader.limits(limits);
    let format = match reader.format() {
        Some(ImageFormat::Png) => Some(Format::Png),
        Some(ImageFormat::Jpeg) => Some(Format::Jpg),
        Some(ImageFormat::WebP) => Some(Format::Webp),
        _ => return Err(Refusal::NotAPicture),
    };
    let refuse = |error| match error {
        ImageError::Limits(_) => Refusal::TooLarge,
        _ => Refusal::NotAPicture,
    };
    let mut opened = reader.into_decoder().map_err(refuse)?;
    let (width, height) = opened.dimensions();
    if u64::from(width) * u64::from(height) > SOURCE_PX_MAX {
        return Err(Refusal::TooLarge);
    }
    let orientation = opened.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut decoded = DynamicImage::from_decoder(opened).map_err(refuse)?;
    decoded.apply_orientation(orientation);
    let is_upright = orientation == image::metadata::Orientation::NoTransforms;
    Ok((decoded, format.filter(|_| is_upright)))
}

fn raster(picture: DynamicImage, size: (u32, u32), placement: Placement) -> DynamicImage {
    let drawn = if placement.drawn == size {
        picture
    } else {
        picture.resize_exact(placement.drawn.0, placement.drawn.1, imageops::FilterType::CatmullRom)
    };
    if placement.kept == placement.drawn {
        return drawn;
    }
    drawn.crop_imm(placement.offset.0, placement.offset.1, placement.kept.0, placement.kept.1)
}

fn encode(picture: &DynamicImage, format: Format) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Cursor::new(Vec::new());
    let is_opaque = !picture.color().has_alpha() || picture.to_rgba8().pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let written = match format {
        Format::Jpg => JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&on_white(picture)),
        Format::Png => {
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
            write(encoder, picture, is_opaque)
        }
        Format::Webp => write(WebPEncoder::new_lossless(&mut bytes), picture, is_opaque),
    };
    written.map_err(|_| Refusal::NotAPicture)?;
    Ok(bytes.into_inner())
}

/// Eight bits a channel, and no fourth channel where it says nothing.
fn write(encoder: impl ImageEncoder, picture: &DynamicImage, is_opaque: bool) -> Result<(), ImageError> {
    let (width, height) = (picture.width(), picture.height());
    if is_opaque {
        encoder.write_image(picture.to_rgb8().as_raw(), width, height, image::ExtendedColorType::Rgb8)
    } else {
        encoder.write_image(picture.to_rgba8().as_raw(), width, height, image::ExtendedColorType::Rgba8)
    }
}

/// JPEG knows no transparency: what shines through is white.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let mut flat = RgbImage::new(picture.width(), picture.height());
    for (to, from) in flat.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let over = |channel: u32| u8::try_from((channel * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
        to.0 = [over(red), over(green), over(blue)];
    }
    flat
}
