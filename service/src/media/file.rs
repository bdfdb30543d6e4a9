//! Which file a name means. Nothing outside the media folder, and nothing hidden in it.
use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    str::FromStr,
    time::UNIX_EPOCH,
};

use super::{
    MediaError,
    draw::Refusal,
    transform::{Crop, Format},
};
use crate::shop::fault::Fault;

const NAME_BYTES_MAX: usize = 512;
const FOLDERS_MAX: usize = 8;

/// A relative file name that cannot lead out of a folder: plain segments, none of them hidden.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileName(String);

/// The text is not such a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that is not the name of a picture")]
pub struct BadName;

/// What a file is drawn with, told by its ending. What it really holds is found when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Svg,
    /// Flat colours and sharp edges: kept exactly.
    Png,
    Webp,
    /// Photographs.
    Jpg,
}

pub(super) struct Located {
    pub path: PathBuf,
    pub kind: Kind,
    pub bytes: u64,
    pub changed_ns: u128,
}

impl FileName {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes the size out of `name_300x200_crop_top.jpg`, an older way to ask for one: the name
    /// without it, width and height (0 where left open), the crop. None when there is nothing of the kind.
    pub fn without_size(&self) -> Option<(Self, u32, u32, Option<Crop>)> {
        let (stem, extension) = self.0.rsplit_once('.')?;
        let (stem, crop) = match stem.rsplit_once("_crop_") {
            Some((stem, crop)) => (stem, Some(crop.parse().ok()?)),
            None => (stem, None),
        };
        let (stem, sides) = stem.rsplit_once('_')?;
        let (width, height) = sides.split_once('x')?;
        let pixels = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u32>().ok() };
        let (width, height) = (pixels(width)?, pixels(height)?);
        ((width, height) != (0, 0)).then_some(())?;
        Some((format!("{stem}.{extension}").parse().ok()?, width, height, crop))
    }

    fn kind(&self) -> Option<Kind> {
        let (_, extension) = self.0.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "svg" => Some(Kind::Svg),
            "png" => Some(Kind::Png),
            "webp" => Some(Kind::Webp),
            "jpg" | "jpeg" => Some(Kind::Jpg),
            _ => None,
        }
    }
}

impl FromStr for FileName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let is_plain = |segment: &str| {
            !segment.is_empty()
                && !segment.starts_with('.')
                && !segment
                    .chars()
                    .any(|c| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'))
        };
        let is_name =
            text.len() <= NAME_BYTES_MAX && text.split('/').count() <= FOLDERS_MAX && text.split('/').all(is_plain);
        is_name.then(|| Self(text.to_owned())).ok_or(BadName)
    }
}

impl Kind {
    /// The smallest that loses nothing more: photographs stay what they are. Drawings become PNG
    /// also for browsers that take WebP: without loss ours are a third smaller in it.
    pub fn best_format(self, accepts_webp: bool) -> Format {
        match self {
            Self::Jpg => Format::Jpg,
            Self::Webp if accepts_webp => Format::Webp,
            Self::Svg | Self::Png | Self::Webp => Format::Png,
        }
    }
}

/// The file of that name, if it is one and lies inside the folder once every link is followed.
pub(super) fn locate(folder: &Path, name: &FileName) -> Option<Located> {
    let kind = name.kind()?;
    let path = folder.join(&name.0).canonicalize().ok()?;
    let inside = path.strip_prefix(folder).ok()?;
    let is_hidden = inside.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
    let about = path.metadata().ok().filter(|about| about.is_file() && !is_hidden)?;
    let changed = about.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Some(Located { kind, bytes: about.len(), changed_ns: changed.as_nanos(), path })
}

pub(super) fn read(path: &Path, bytes_max: u64) -> Result<Vec<u8>, MediaError> {
    let fault = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => MediaError::NotFound,
        _ => MediaError::Fault(Fault::other("reading a picture", error)),
    };
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too long, also one that grows meanwhile.
    File::open(path).map_err(fault)?.take(bytes_max + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() as u64 > bytes_max {
        return Err(Refusal::TooLarge.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside() {
        for good in ["demo/mug-1.svg", "a.png", "über/bild 1.jpg", "a..b.png"] {
            assert!(good.parse::<FileName>().is_ok(), "{good}");
        }
        let long = "x".repeat(NAME_BYTES_MAX + 1);
        for bad in [
            "",
            "/etc/passwd",
            "../a.png",
            "a/../b.png",
            "a//b.png",
            ".cache/a.png",
            "a\\b.png",
            "c:a.png",
            "a\0.png",
            &long,
        ] {
            assert!(bad.parse::<FileName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn reads_sizes_in_names() {
        let sized = |name: &str| name.parse::<FileName>().unwrap().without_size();
        let name = |name: &str| name.parse::<FileName>().unwrap();
        assert_eq!(sized("demo/mug-1_300x200.svg"), Some((name("demo/mug-1.svg"), 300, 200, None)));
        assert_eq!(sized("mug_x200_crop_top.png"), Some((name("mug.png"), 0, 200, Some(Crop::Top))));
        assert_eq!(sized("mug_300x.png"), Some((name("mug.png"), 300, 0, None)));
        for plain in ["mug.png", "mug_x.png", "mug_large.png", "mug_3x4_crop_up.png"] {
            assert_eq!(sized(plain), None, "{plain}");
        }
    }
}
