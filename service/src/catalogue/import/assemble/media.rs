//! The pictures of a product.
use entity::media::Kind;

use super::Draft;
use crate::catalogue::{
    import::{cell, header::Column},
    record::MediaRecord,
};

/// Pictures of a product at most.
const MEDIA_MAX: usize = 1_000;

/// Where pictures without a position go.
const POSITION_LAST: u32 = u32::MAX;

/// A product's pictures, in the order they are shown.
#[derive(Default)]
pub(super) struct Pictures(Vec<Picture>);

struct Picture {
    source: String,
    alt: String,
    position: u32,
}

impl Pictures {
    /// The place of a picture.
    pub(super) fn place(&self, source: &str) -> Option<usize> {
        self.0.iter().position(|picture| picture.source == source)
    }

    pub(super) fn into_records(self) -> Vec<MediaRecord> {
        let record = |picture: Picture| MediaRecord {
            kind: kind(&picture.source),
            source: picture.source,
            alt: picture.alt,
            size: None,
        };
        self.0.into_iter().map(record).collect()
    }
}

impl Draft<'_> {
    /// Pictures of the product, in the order of their positions, then those that only variants show.
    pub(super) fn media(&mut self) -> Pictures {
        let mut pictures = Pictures::default();
        for (column, only_variants) in [(Column::ImageSource, false), (Column::VariantImage, true)] {
            if !self.plan.header.has(column) {
                continue;
            }
            for row in self.rows {
                let source = self.cell(row, column);
                if source.is_empty() {
                    continue;
                }
                if !is_address(source) {
                    let reason = format!("its picture {source:?} is not an address that begins with https://");
                    self.findings.warn(row.line, self.handle, reason);
                    continue;
                }
                let alt = if only_variants { "" } else { self.cell(row, Column::ImageAlt) };
                let position = if only_variants { None } else { self.cell(row, Column::ImagePosition).parse().ok() };
                // A picture that is shown again at a place of its own is one more.
                let is_same = |picture: &&mut Picture| {
                    let is_there = |position| position == picture.position || picture.position == POSITION_LAST;
                    picture.source == source && position.is_none_or(is_there)
                };
                if let Some(known) = pictures.0.iter_mut().find(is_same) {
                    if known.alt.is_empty() {
                        known.alt = cell::line(alt);
                    }
                    continue;
                }
                if pictures.0.len() == MEDIA_MAX {
                    self.findings.warn(row.line, self.handle, format!("it has more than {MEDIA_MAX} pictures"));
                    return pictures;
                }
                pictures.0.push(Picture {
                    source: source.to_owned(),
                    alt: cell::line(alt),
                    position: position.unwrap_or(POSITION_LAST),
                });
            }
        }
        pictures.0.sort_by_key(|picture| picture.position);
        pictures
    }
}

fn is_address(source: &str) -> bool {
    let folded = source.get(..8).unwrap_or_default().to_ascii_lowercase();
    (folded.starts_with("https://") || folded.starts_with("http://")) && !source.contains(char::is_control)
}

/// By the ending of the file's name.
fn kind(source: &str) -> Kind {
    let path = source.split(['?', '#']).next().unwrap_or_default();
    match path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("mp4" | "mov" | "webm" | "m4v") => Kind::Video,
        Some("glb" | "gltf" | "usdz") => Kind::Model3d,
        _ => Kind::Image,
    }
}
