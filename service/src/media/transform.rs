//! What a page may ask of a picture, and the geometry of it.
use std::str::FromStr;

/// Pixels a side that a rendering has at most.
pub const SIDE_PX_MAX: u32 = 4096;
/// What clients of the dialect may ask for; beyond [`SIDE_PX_MAX`] they get less.
pub const ASKED_SIDE_PX_MAX: u32 = 5760;
/// Pixels per asked-for pixel at most, for screens with a high density.
pub const SCALE_MAX: u32 = 3;

/// How a picture is to be shown. By default as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Transform {
    /// Pixels; the height follows unless it is given as well.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// Multiplies width and height: 1 to 3.
    pub scale: Option<u32>,
    /// Which part stays when the picture has to fill width × height. Without it the picture fits inside.
    pub crop: Option<Crop>,
    /// Absent: what suits the file and the browser.
    pub format: Option<Format>,
}

/// The part of a picture that a crop keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crop {
    Center,
    Top,
    Bottom,
    Left,
    Right,
}

/// What a picture is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Png,
    Jpg,
    Webp,
}

/// The request makes no sense; the sentence says what would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadTransform(&'static str);

/// Where the source lands: it is drawn `drawn` pixels large and the `kept` pixels from `offset` are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    pub drawn: (u32, u32),
    pub offset: (u32, u32),
    pub kept: (u32, u32),
}

impl Transform {
    /// Reads the words of an address: `width`, `height`, `scale`, `crop`, `format`. Others are ignored.
    ///
    /// # Errors
    /// A [`BadTransform`] for a side of 0 or above 5760 pixels, a scale outside 1 to 3, or an
    /// unknown crop or format.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, BadTransform> {
        let mut transform = Self::default();
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            match name {
                "width" => transform.width = Some(side(value)?),
                "height" => transform.height = Some(side(value)?),
                "scale" => transform.scale = Some(scale(value)?),
                // The original meaning of no crop, said aloud.
                "crop" if value == "none" => transform.crop = None,
                "crop" => transform.crop = Some(value.parse()?),
                "format" => transform.format = Some(value.parse()?),
                _ => {}
            }
        }
        Ok(transform)
    }

    /// Where a source of that size lands. Only what is `scalable` is ever enlarged.
    pub fn place(&self, source: (u32, u32), scalable: bool) -> Placement {
        let source = (source.0.max(1), source.1.max(1));
        let scale = self.scale.unwrap_or(1).clamp(1, SCALE_MAX);
        let asked = |side: Option<u32>| side.map(|side| side.saturating_mul(scale).clamp(1, SIDE_PX_MAX));
        match (asked(self.width), asked(self.height)) {
            (Some(width), Some(height)) => match self.crop {
                Some(crop) => cover(source, (width, height), crop, scalable),
                None => fit(source, (width, height), scalable),
            },
            (Some(width), None) => fit(source, (width, SIDE_PX_MAX), scalable),
            (None, Some(height)) => fit(source, (SIDE_PX_MAX, height), scalable),
            (None, None) => {
                let own = (source.0.saturating_mul(scale), source.1.saturating_mul(scale));
                fit(source, (own.0.min(SIDE_PX_MAX), own.1.min(SIDE_PX_MAX)), scalable)
            }
        }
    }
}

/// The largest picture of the same shape inside `bounds`.
fn fit(source: (u32, u32), bounds: (u32, u32), scalable: bool) -> Placement {
    let bounds = if scalable { bounds } else { (bounds.0.min(source.0), bounds.1.min(source.1)) };
    let is_wider = u64::from(source.0) * u64::from(bounds.1) >= u64::from(source.1) * u64::from(bounds.0);
    let kept = if is_wider {
        (bounds.0, share(source.1, bounds.0, source.0).min(bounds.1))
    } else {
        (share(source.0, bounds.1, source.1).min(bounds.0), bounds.1)
    };
    Placement { drawn: kept, offset: (0, 0), kept }
}

/// The smallest picture of the same shape that covers `bounds`, cut to it. A source too small for
/// that keeps its size, and the bounds shrink to its measure with their shape kept.
fn cover(source: (u32, u32), bounds: (u32, u32), crop: Crop, scalable: bool) -> Placement {
    let is_wider = u64::from(source.0) * u64::from(bounds.1) >= u64::from(source.1) * u64::from(bounds.0);
    let kept = match (scalable, is_wider) {
        (false, true) if bounds.1 > source.1 => (share(bounds.0, source.1, bounds.1), source.1),
        (false, false) if bounds.0 > source.0 => (source.0, share(bounds.1, source.0, bounds.0)),
        _ => bounds,
    };
    let drawn = if is_wider {
        (share(source.0, kept.1, source.1).max(kept.0), kept.1)
    } else {
        (kept.0, share(source.1, kept.0, source.0).max(kept.1))
    };
    let spare = (drawn.0 - kept.0, drawn.1 - kept.1);
    let offset = match crop {
        Crop::Center => (spare.0 / 2, spare.1 / 2),
        Crop::Top => (spare.0 / 2, 0),
        Crop::Bottom => (spare.0 / 2, spare.1),
        Crop::Left => (0, spare.1 / 2),
        Crop::Right => (spare.0, spare.1 / 2),
    };
    Placement { drawn, offset, kept }
}

/// `of × part ÷ whole`, to the nearest, at least 1.
fn share(of: u32, part: u32, whole: u32) -> u32 {
    let whole = u64::from(whole.max(1));
    let nearest = (u64::from(of) * u64::from(part) + whole / 2) / whole;
    u32::try_from(nearest).unwrap_or(u32::MAX).max(1)
}

fn side(text: &str) -> Result<u32, BadTransform> {
    let refusal = BadTransform("width and height are pixels from 1 to 5760");
    text.parse().ok().filter(|side| (1..=ASKED_SIDE_PX_MAX).contains(side)).ok_or(refusal)
}

fn scale(text: &str) -> Result<u32, BadTransform> {
    let refusal = BadTransform("scale is 1, 2 or 3");
    text.parse().ok().filter(|scale| (1..=SCALE_MAX).contains(scale)).ok_or(refusal)
}

impl Crop {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Center => "center",
            Self::Top => "top",
            Self::Bottom => "bottom",
            Self::Left => "left",
            Self::Right => "right",
        }
    }
}

impl FromStr for Crop {
    type Err = BadTransform;

    fn from_str(text: &str) -> Result<Self, BadTransform> {
        match text {
            "center" => Ok(Self::Center),
            "top" => Ok(Self::Top),
            "bottom" => Ok(Self::Bottom),
            "left" => Ok(Self::Left),
            "right" => Ok(Self::Right),
            _ => Err(BadTransform("crop is center, top, bottom, left or right")),
        }
    }
}

impl Format {
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpg => "jpg",
            Self::Webp => "webp",
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

impl FromStr for Format {
    type Err = BadTransform;

    fn from_str(text: &str) -> Result<Self, BadTransform> {
        match text {
            "png" => Ok(Self::Png),
            // Progressive pictures load in a different order and look the same.
            "jpg" | "jpeg" | "pjpg" => Ok(Self::Jpg),
            "webp" => Ok(Self::Webp),
            _ => Err(BadTransform("format is png, jpg or webp")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Transform {
        Transform::read(text.split('&').map(|pair| pair.split_once('=').unwrap())).unwrap()
    }

    #[test]
    fn fits_inside_and_keeps_the_shape() {
        let fits = |text, source| asked(text).place(source, false).kept;
        assert_eq!(fits("width=300", (1200, 800)), (300, 200));
        assert_eq!(fits("height=200", (1200, 800)), (300, 200));
        assert_eq!(fits("width=300&height=300", (1200, 800)), (300, 200));
        assert_eq!(fits("width=300&scale=2", (1200, 800)), (600, 400));
        assert_eq!(fits("width=1", (1, 4000)), (1, 4000), "a sliver keeps a pixel");
    }

    #[test]
    fn enlarges_only_what_can_be() {
        assert_eq!(asked("width=2400").place((1200, 800), false).kept, (1200, 800));
        assert_eq!(asked("width=2400").place((1200, 800), true).kept, (2400, 1600));
        assert_eq!(asked("width=5760").place((1200, 800), true).kept, (4096, 2731));
        assert_eq!(asked("height=5760&scale=3").place((100, 8000), true).kept, (51, 4096));
    }

    #[test]
    fn crops_to_cover() {
        let centred = asked("width=400&height=400&crop=center").place((1200, 800), false);
        assert_eq!(centred, Placement { drawn: (600, 400), offset: (100, 0), kept: (400, 400) });
        let right = asked("width=400&height=400&crop=right").place((1200, 800), false);
        assert_eq!(right.offset, (200, 0));
        let bottom = asked("width=400&height=100&crop=bottom").place((1200, 800), false);
        assert_eq!(bottom, Placement { drawn: (400, 267), offset: (0, 167), kept: (400, 100) });
        let small = asked("width=4000&height=4000&crop=top").place((1200, 800), false);
        assert_eq!(small, Placement { drawn: (1200, 800), offset: (200, 0), kept: (800, 800) });
        assert_eq!(asked("width=400&crop=center").place((1200, 800), false).kept, (400, 267), "nothing to cover");
    }

    #[test]
    fn refuses_nonsense() {
        for text in ["width=0", "width=-1", "width=5761", "height=1e3", "scale=4", "crop=middle", "format=gif"] {
            assert!(Transform::read(text.split('&').filter_map(|pair| pair.split_once('='))).is_err(), "{text}");
        }
        assert_eq!(asked("crop=none&width=&v=3&other=x"), Transform::default());
    }
}
