//! What should be on the shelves: whole numbers and nothing else.
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::ids::StockTransferId;

use super::{LOCATIONS, VARIANTS};

/// A level as the model has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shelf {
    pub(super) on_hand: i64,
    pub(super) committed: i64,
    pub(super) safety: i64,
    pub(super) incoming: i64,
}

/// What is held, and until when.
pub(super) type Holds = BTreeMap<(u8, usize, usize), (i64, DateTime<Utc>)>;

pub(super) struct Model {
    pub(super) shelves: BTreeMap<(usize, usize), Shelf>,
    pub(super) holds: Holds,
    /// On their way: from, to, and units by variant.
    pub(super) transfers: Vec<(StockTransferId, usize, [i64; VARIANTS])>,
    pub(super) may_oversell: bool,
}

impl Model {
    pub(super) fn reserved(&self, place: (usize, usize), now: Option<DateTime<Utc>>) -> i64 {
        let here = self.holds.iter().filter(|((_, variant, location), _)| (*variant, *location) == place);
        here.filter(|(_, (_, until))| now.is_none_or(|now| *until > now)).map(|(_, (units, _))| units).sum()
    }

    /// What a level can still promise, at an instant.
    pub(super) fn free(&self, place: (usize, usize), now: DateTime<Utc>) -> i64 {
        let shelf = self.shelves[&place];
        shelf.on_hand - shelf.committed - shelf.safety - self.reserved(place, Some(now))
    }

    pub(super) fn available(&self, variant: usize, now: DateTime<Utc>) -> i64 {
        let free = (0..LOCATIONS).map(|location| self.free((variant, location), now));
        free.map(|free| if self.may_oversell { free } else { free.max(0) }).sum()
    }

    pub(super) fn at(&mut self, place: (usize, usize)) -> &mut Shelf {
        self.shelves.get_mut(&place).expect("a level of the model")
    }
}
