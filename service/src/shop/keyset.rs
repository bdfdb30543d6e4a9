//! The SQL of a keyset page: everything beyond a position, in order, from the index.
use chrono::{DateTime, Utc};
use sea_orm::{
    EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select, Value,
    sea_query::{Expr, ExprTrait, IntoColumnRef},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::page::{self, Direction, PageError, PageRequest};

/// Where a row stands in a list: the value it is sorted by, and its key to break ties.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position(pub Key, pub Uuid);

/// The value a list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Key {
    /// Sorted by the row's key alone.
    #[serde(rename = "k")]
    Id,
    #[serde(rename = "n")]
    Number(i64),
    #[serde(rename = "t")]
    Time(DateTime<Utc>),
    #[serde(rename = "s")]
    Text(String),
}

impl Position {
    pub fn cursor(&self) -> String {
        page::encode(self)
    }
}

impl Key {
    /// The value for SQL; a cursor from a list with another order is refused.
    fn value_like(self, expected: &Key) -> Result<Option<Value>, PageError> {
        match (self, expected) {
            (Self::Id, Self::Id) => Ok(None),
            (Self::Number(number), Self::Number(_)) => Ok(Some(number.into())),
            (Self::Time(time), Self::Time(_)) => Ok(Some(time.into())),
            (Self::Text(text), Self::Text(_)) => Ok(Some(text.into())),
            _ => Err(PageError::BadCursor),
        }
    }
}

/// Which way the database walks: the list's order, turned round for a reversed list, and again
/// when the page before a cursor is wanted.
pub fn way(page: &PageRequest, reverse: bool) -> Order {
    let backward = page.direction == Direction::Backward;
    if reverse == backward { Order::Asc } else { Order::Desc }
}

/// What a list is sorted by: a column and the kind of value in it.
pub enum SortBy<C> {
    Id,
    Number(C),
    Time(C),
    Text(C),
}

impl<C> SortBy<C> {
    fn expected(&self) -> Key {
        match self {
            Self::Id => Key::Id,
            Self::Number(_) => Key::Number(0),
            Self::Time(_) => Key::Time(DateTime::<Utc>::UNIX_EPOCH),
            Self::Text(_) => Key::Text(String::new()),
        }
    }

    fn column(self) -> Option<C> {
        match self {
            Self::Id => None,
            Self::Number(column) | Self::Time(column) | Self::Text(column) => Some(column),
        }
    }
}

/// Narrows a query to one page and one row more, which tells whether there is a next.
///
/// # Errors
/// [`PageError::BadCursor`] for a cursor of another list.
pub fn narrow<E, C, I>(
    select: Select<E>,
    by: SortBy<C>,
    id: I,
    page: &PageRequest,
    reverse: bool,
) -> Result<Select<E>, PageError>
where
    E: EntityTrait,
    C: IntoColumnRef + Clone,
    I: IntoColumnRef + Clone,
{
    let way = way(page, reverse);
    let after = page.position::<Position>()?.map(|Position(key, id)| Ok((key.value_like(&by.expected())?, id)));
    let after: Option<(Option<Value>, Uuid)> = after.transpose()?;
    let column = by.column().map(|column| Expr::col(column));
    let id = Expr::col(id);
    let mut select = select.limit(u64::from(page.size) + 1);
    if let Some((value, after_id)) = after {
        let (row, bound) = match (&column, value) {
            (Some(column), Some(value)) => {
                (Expr::tuple([column.clone(), id.clone()]), Expr::tuple([Expr::val(value), Expr::val(after_id)]))
            }
            _ => (id.clone(), Expr::val(after_id)),
        };
        select = select.filter(if way == Order::Asc { row.gt(bound) } else { row.lt(bound) });
    }
    if let Some(column) = column {
        select = select.order_by(column, way.clone());
    }
    Ok(select.order_by(id, way))
}
