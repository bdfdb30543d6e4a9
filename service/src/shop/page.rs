//! Keyset pagination: a page is found by where the last one ended, never by counting rows.
//!
//! A cursor holds the sort value and the key of a row, so a list stays stable while rows come and
//! go, and page 500 costs what page 1 costs.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use super::fault::Fault;

/// Rows of one page at most.
pub const PAGE_SIZE_MAX: u32 = 250;
/// Rows of a page when nobody says.
pub const PAGE_SIZE_DEFAULT: u32 = 20;

/// Which part of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageRequest {
    pub size: u32,
    pub direction: Direction,
    /// Where the neighbouring page ended: exclusive.
    pub cursor: Option<String>,
}

/// Which way the list is walked from the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `first … after`
    Forward,
    /// `last … before`: the page just before the cursor, in the list's own order.
    Backward,
}

/// Why a page cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    #[error("ask for at most {PAGE_SIZE_MAX} at a time")]
    TooLarge,
    #[error("ask for at least 1, or leave `first` and `last` out")]
    NotPositive,
    #[error("use either `first` with `after` or `last` with `before`, not both")]
    BothDirections,
    #[error("this cursor is not from this list: use a cursor as it was given")]
    BadCursor,
}

impl PageRequest {
    /// The first rows.
    pub fn first(size: u32) -> Self {
        Self { size, direction: Direction::Forward, cursor: None }
    }

    /// From the arguments of a connection.
    pub fn from_arguments(
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Self, PageError> {
        let (size, direction, cursor) = match (first, last) {
            (Some(_), Some(_)) => return Err(PageError::BothDirections),
            (None, Some(last)) => (Some(last), Direction::Backward, before),
            (Some(first), None) => (Some(first), Direction::Forward, after),
            (None, None) if before.is_some() && after.is_none() => (None, Direction::Backward, before),
            (None, None) => (None, Direction::Forward, after),
        };
        let size = match size {
            None => PAGE_SIZE_DEFAULT,
            Some(size) => u32::try_from(size).ok().filter(|size| *size > 0).ok_or(PageError::NotPositive)?,
        };
        if size > PAGE_SIZE_MAX {
            return Err(PageError::TooLarge);
        }
        Ok(Self { size, direction, cursor })
    }

    /// The position the cursor stands for.
    pub fn position<K: DeserializeOwned>(&self) -> Result<Option<K>, PageError> {
        self.cursor.as_deref().map(decode).transpose()
    }
}

/// A cursor for a position in a list.
pub fn encode<K: Serialize>(position: &K) -> String {
    // Positions are tuples of strings and numbers: they always serialise.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(position).unwrap_or_default())
}

fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K, PageError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| PageError::BadCursor)?;
    serde_json::from_slice(&bytes).map_err(|_| PageError::BadCursor)
}

/// A part of a list, in the list's own order, each item with its cursor.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<(String, T)>,
    pub has_next: bool,
    pub has_previous: bool,
}

impl<T> Page<T> {
    pub fn empty() -> Self {
        Self { items: Vec::new(), has_next: false, has_previous: false }
    }

    /// From up to `size + 1` rows, walked in the direction asked for: the extra row only says that
    /// there are more.
    pub fn from_walk(request: &PageRequest, mut rows: Vec<T>, cursor: impl Fn(&T) -> String) -> Self {
        let size = request.size as usize;
        let more = rows.len() > size;
        rows.truncate(size);
        let behind = request.cursor.is_some();
        let (has_next, has_previous) = match request.direction {
            Direction::Forward => (more, behind),
            Direction::Backward => {
                rows.reverse();
                (behind, more)
            }
        };
        let items = rows.into_iter().map(|row| (cursor(&row), row)).collect();
        Self { items, has_next, has_previous }
    }

    /// The same page of something else.
    pub fn map<U>(self, f: impl Fn(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(|(cursor, item)| (cursor, f(item))).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

/// Why a list cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(transparent)]
    Fault(#[from] Fault),
}
