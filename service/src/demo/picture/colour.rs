//! Colours and their tints.
use std::{fmt, str::FromStr};

/// Red, green, blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::demo) struct Colour([u8; 3]);

/// The text is not `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) struct NotAColour;

const WHITE: Colour = Colour([255, 252, 246]);
/// Shadows are a warm violet rather than black.
const SHADOW: Colour = Colour([43, 33, 48]);

impl Colour {
    /// Towards white, in percent.
    pub(super) fn lighter(self, percent: u16) -> Self {
        self.towards(WHITE, percent)
    }

    /// Towards shadow, in percent.
    pub(super) fn darker(self, percent: u16) -> Self {
        self.towards(SHADOW, percent)
    }

    fn towards(self, other: Self, percent: u16) -> Self {
        let percent = percent.min(100);
        let mix = |from: u8, to: u8| (u16::from(from) * (100 - percent) + u16::from(to) * percent) / 100;
        let [red, green, blue] =
            [0, 1, 2].map(|channel| u8::try_from(mix(self.0[channel], other.0[channel])).unwrap_or(u8::MAX));
        Self([red, green, blue])
    }
}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(NotAColour)?;
        let channel = |at: usize| {
            let digits = digits.get(at..at + 2).ok_or(NotAColour)?;
            u8::from_str_radix(digits, 16).map_err(|_| NotAColour)
        };
        Ok(Self([channel(0)?, channel(2)?, channel(4)?]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}
