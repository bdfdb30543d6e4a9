//! Where a document stands in a list, and cursors that say so.
use std::{cmp::Ordering, io};

use serde::{Deserialize, Serialize};
use tantivy::{
    DocId, Score, SegmentReader,
    columnar::{Column, StrColumn},
};
use uuid::Uuid;

use super::ProductOrder;
use crate::{
    search::schema::column,
    shop::page::{self, Direction, PageError, PageRequest},
};

/// What a list is sorted by, the viewer's market and list being settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SortBy {
    /// The best match first.
    Relevance,
    /// A column of numbers, rising.
    Number(&'static str),
    /// A column of texts, rising byte by byte.
    Text(&'static str),
    /// The lowest of a product's prices, in the column of a list.
    Price(String),
    /// The place in a collection, given as its short key.
    Collection(u64),
    Id,
}

/// A list's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListOrder {
    pub(super) by: SortBy,
    pub(super) reverse: bool,
    /// Sold out in this market, given as its short key, comes last whichever way the list runs.
    pub(super) available_first: Option<u64>,
}

impl ListOrder {
    /// The letter that a cursor carries, so that one from another order is refused.
    fn letter(&self) -> char {
        match &self.by {
            SortBy::Relevance => 'r',
            SortBy::Number(column) | SortBy::Text(column) => column.chars().next().unwrap_or('n'),
            SortBy::Price(_) => 'P',
            SortBy::Collection(_) => 'C',
            SortBy::Id => 'i',
        }
    }

    pub(super) fn cursor(&self, position: &Position) -> String {
        page::encode(&(self.letter(), position))
    }

    /// The position a page begins behind.
    pub(super) fn position(&self, page: &PageRequest) -> Result<Option<Position>, PageError> {
        let Some((letter, position)) = page.position::<(char, Position)>()? else { return Ok(None) };
        let is_ours = letter == self.letter() && matches!(position.value, Value::Text(_)) == self.is_by_text();
        if is_ours { Ok(Some(position)) } else { Err(PageError::BadCursor) }
    }

    fn is_by_text(&self) -> bool {
        matches!(self.by, SortBy::Text(_))
    }

    pub(super) fn walk(&self, direction: Direction) -> Walk {
        let backward = direction == Direction::Backward;
        Walk { turn_value: self.reverse != backward, turn_last: backward }
    }
}

impl ProductOrder {
    /// By which column, and whether that runs the other way.
    pub(super) fn sort_by(self, price: String, collection: Option<u64>) -> (SortBy, bool) {
        match self {
            Self::Relevance => (SortBy::Relevance, false),
            Self::Title => (SortBy::Text(column::SORT_TITLE), false),
            Self::ProductType => (SortBy::Text(column::PRODUCT_TYPE), false),
            Self::Vendor => (SortBy::Text(column::VENDOR), false),
            Self::UpdatedAt => (SortBy::Number(column::UPDATED_AT), false),
            Self::CreatedAt => (SortBy::Number(column::CREATED_AT), false),
            Self::BestSelling => (SortBy::Number(column::UNITS_SOLD), true),
            Self::Price => (SortBy::Price(price), false),
            Self::Id => (SortBy::Id, false),
            Self::Collection => (collection.map_or(SortBy::Id, SortBy::Collection), false),
        }
    }
}

/// Where something stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    /// What is last because it is sold out or has no value has a higher one.
    #[serde(rename = "l")]
    pub(super) last: u8,
    #[serde(rename = "v")]
    pub(super) value: Value,
    pub(super) id: Uuid,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Value {
    #[serde(rename = "n")]
    Number(u64),
    #[serde(rename = "t")]
    Text(String),
}

/// Which way a list is walked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk {
    turn_value: bool,
    turn_last: bool,
}

/// A position as numbers, turned so that a walk meets lower ones first. Texts are their numbers in
/// one segment, so it holds within that segment only.
pub(super) type Rank = (u8, u64, u128);

impl Walk {
    pub(super) fn rank(self, last: u8, value: u64, id: u128) -> Rank {
        let last = if self.turn_last { !last } else { last };
        if self.turn_value { (last, !value, !id) } else { (last, value, id) }
    }

    /// Undoes [`Self::rank`].
    pub(super) fn plain(self, (last, value, id): Rank) -> Rank {
        self.rank(last, value, id)
    }

    pub(super) fn compare(self, a: &Position, b: &Position) -> Ordering {
        let turned = |ordering: Ordering, turn: bool| if turn { ordering.reverse() } else { ordering };
        turned(a.last.cmp(&b.last), self.turn_last)
            .then_with(|| turned(a.value.cmp(&b.value).then(a.id.cmp(&b.id)), self.turn_value))
    }
}

/// The columns of one segment that a list is sorted by.
pub(super) struct SegmentKeys {
    by: Keys,
    id: (Option<Column<u64>>, Option<Column<u64>>),
    available: Option<(Option<Column<u64>>, u64)>,
}

enum Keys {
    Relevance(Option<Column<u64>>),
    /// Signed numbers, which become unsigned ones in the same order.
    Signed(Option<Column<i64>>),
    Unsigned(Option<Column<u64>>),
    Text(Option<StrColumn>),
    Lowest(Option<Column<i64>>),
    Place {
        collections: Option<Column<u64>>,
        places: Option<Column<i64>>,
        collection: u64,
    },
    None,
}

/// Added to what has no value, and to what is sold out.
const LAST_WITHOUT_VALUE: u8 = 1;
const LAST_SOLD_OUT: u8 = 2;
/// Bits of the score's place in a key; the rank has those below.
const RANK_BITS: u32 = 16;

impl SegmentKeys {
    pub(super) fn open(order: &ListOrder, segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let by = match &order.by {
            SortBy::Relevance => Keys::Relevance(columns.column_opt(column::RANK)?),
            SortBy::Number(column::UNITS_SOLD) => Keys::Unsigned(columns.column_opt(column::UNITS_SOLD)?),
            SortBy::Number(name) => Keys::Signed(columns.column_opt(name)?),
            SortBy::Text(name) => Keys::Text(columns.str(name)?),
            SortBy::Price(name) => Keys::Lowest(columns.column_opt(name)?),
            SortBy::Collection(collection) => Keys::Place {
                collections: columns.column_opt(column::COLLECTION_KEY)?,
                places: columns.column_opt(column::COLLECTION_POSITION)?,
                collection: *collection,
            },
            SortBy::Id => Keys::None,
        };
        let available = match order.available_first {
            Some(market) => Some((columns.column_opt(column::AVAILABLE)?, market)),
            None => None,
        };
        let id = (columns.column_opt(column::ID_HIGH)?, columns.column_opt(column::ID_LOW)?);
        Ok(Self { by, id, available })
    }

    /// The plain position of a document, without its id: how late it comes, and its value.
    pub(super) fn key(&self, doc: DocId, score: Score) -> (u8, u64) {
        let value = match &self.by {
            Keys::Relevance(rank) => {
                let rank = rank.as_ref().and_then(|rank| rank.first(doc)).unwrap_or_default();
                // Scores are never negative: their bits are in the order of the numbers.
                Some(!((u64::from(score.to_bits()) << RANK_BITS) | rank.min((1 << RANK_BITS) - 1)))
            }
            Keys::Signed(column) => column.as_ref().and_then(|column| column.first(doc)).map(unsigned),
            Keys::Unsigned(column) => column.as_ref().and_then(|column| column.first(doc)),
            Keys::Text(column) => column.as_ref().and_then(|column| column.ords().first(doc)).map(|ord| 2 * ord + 1),
            Keys::Lowest(column) => column.as_ref().and_then(|column| column.values_for_doc(doc).min()).map(unsigned),
            Keys::Place { collections: Some(collections), places: Some(places), collection } => {
                let at = collections.values_for_doc(doc).position(|key| key == *collection);
                at.and_then(|at| places.values_for_doc(doc).nth(at)).map(unsigned)
            }
            Keys::Place { .. } => None,
            Keys::None => Some(0),
        };
        let sold_out = self.available.as_ref().is_some_and(|(column, market)| {
            !column.as_ref().is_some_and(|column| column.values_for_doc(doc).any(|key| key == *market))
        });
        let last = if sold_out { LAST_SOLD_OUT } else { 0 };
        value.map_or((last + LAST_WITHOUT_VALUE, 0), |value| (last, value))
    }

    pub(super) fn id(&self, doc: DocId) -> u128 {
        let half = |column: &Option<Column<u64>>| column.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
        (u128::from(half(&self.id.0)) << 64) | u128::from(half(&self.id.1))
    }

    /// A position of any segment as numbers of this one. A text that is not here falls between two
    /// that are: theirs are odd.
    pub(super) fn plain_rank(&self, position: &Position) -> io::Result<Rank> {
        let value = match (&position.value, &self.by) {
            (Value::Number(number), _) => *number,
            (Value::Text(text), Keys::Text(Some(column))) => {
                use tantivy::columnar::Dictionary;
                let dictionary: &Dictionary<_> = column.dictionary();
                let next =
                    match dictionary.term_bounds_to_ord(std::ops::Bound::Included(text), std::ops::Bound::Unbounded)?.0
                    {
                        std::ops::Bound::Included(ord) => ord.min(dictionary.num_terms() as u64),
                        _ => 0,
                    };
                let is_here = dictionary.term_ord(text)? == Some(next);
                2 * next + u64::from(is_here)
            }
            (Value::Text(_), _) => 0,
        };
        Ok((position.last, value, position.id.as_u128()))
    }

    /// Undoes [`Self::plain_rank`] for a document of this segment.
    pub(super) fn position(&self, (last, value, id): Rank) -> io::Result<Position> {
        let value = match &self.by {
            Keys::Text(column) => {
                let mut text = String::new();
                if let Some(column) = column.as_ref().filter(|_| last & LAST_WITHOUT_VALUE == 0) {
                    column.ord_to_str(value / 2, &mut text)?;
                }
                Value::Text(text)
            }
            _ => Value::Number(value),
        };
        Ok(Position { last, value, id: Uuid::from_u128(id) })
    }
}

/// The same order, without a sign.
fn unsigned(number: i64) -> u64 {
    tantivy::i64_to_u64(number)
}
