//! The lines of an order whose row is taken, and their counters.
//!
//! A counter moves for many lines at once, in one statement that is its own guard.
use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
};

use entity::{
    ids::{LocationId, OrderId, OrderLineId},
    order_allocation, order_line,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement, Value};

use crate::shop::{Unit, fault::Fault};

/// Lines that one request may name.
pub const LINES_MAX: usize = 250;

/// So many units of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    pub line: OrderLineId,
    pub quantity: i32,
}

/// What is wrong about the lines that a request names; `line` counts from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("say which lines")]
    Nothing,
    #[error("at most {LINES_MAX} lines at once")]
    TooMany,
    #[error("there is no such line in this order")]
    Unknown { line: usize },
    #[error("this line is named twice")]
    Twice { line: usize },
    #[error("a quantity must be positive")]
    BadQuantity { line: usize },
    #[error("this can be done for {left} more units of this line")]
    TooFew { line: usize, left: i32 },
}

/// An order's lines, in their order.
pub(super) async fn of_order(unit: &Unit, order: OrderId) -> Result<Vec<order_line::Model>, Fault> {
    Ok(order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order))
        .order_by_asc(order_line::Column::Position)
        .all(&unit.tx)
        .await?)
}

/// From where an order's lines are sent, in the order of their keys.
pub(super) async fn allocations(unit: &Unit, order: OrderId) -> Result<Vec<order_allocation::Model>, Fault> {
    let lines = sea_orm::sea_query::Query::select()
        .column(order_line::Column::Id)
        .from(order_line::Entity)
        .and_where(order_line::Column::OrderId.eq(order))
        .to_owned();
    Ok(order_allocation::Entity::find()
        .filter(order_allocation::Column::OrderLineId.in_subquery(lines))
        .order_by_asc(order_allocation::Column::OrderLineId)
        .order_by_asc(order_allocation::Column::LocationId)
        .all(&unit.tx)
        .await?)
}

/// The lines that are named, each with how many units of it and its place in the request.
pub(super) fn named<'a>(
    picks: &[Pick],
    lines: &'a [order_line::Model],
) -> Result<Vec<(&'a order_line::Model, i32)>, LineError> {
    if picks.is_empty() {
        return Err(LineError::Nothing);
    }
    if picks.len() > LINES_MAX {
        return Err(LineError::TooMany);
    }
    let by_id: HashMap<_, _> = lines.iter().map(|line| (line.id, line)).collect();
    let mut seen = BTreeMap::new();
    let mut found = Vec::with_capacity(picks.len());
    for (at, pick) in picks.iter().enumerate() {
        let line = by_id.get(&pick.line).ok_or(LineError::Unknown { line: at })?;
        if pick.quantity < 1 {
            return Err(LineError::BadQuantity { line: at });
        }
        if seen.insert(pick.line, at).is_some() {
            return Err(LineError::Twice { line: at });
        }
        found.push((*line, pick.quantity));
    }
    Ok(found)
}

/// The first line of a request of which fewer units are left than it asks for.
pub(super) fn too_few(
    wanted: &[(&order_line::Model, i32)],
    left: impl Fn(&order_line::Model) -> i32,
) -> Option<LineError> {
    let short = wanted.iter().enumerate().map(|(at, (line, quantity))| (at, left(line), *quantity));
    short.filter(|(_, left, quantity)| quantity > left).map(|(line, left, _)| LineError::TooFew { line, left }).next()
}

/// Units of a line whose money can still be given back.
pub fn refundable(line: &order_line::Model) -> i32 {
    std::cmp::max(0, Counter::Refunded.left(line))
}

/// A count of units of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counter {
    Fulfilled,
    Returned,
    Refunded,
    /// By an edit.
    Removed,
}

impl Counter {
    fn column(self) -> &'static str {
        match self {
            Self::Fulfilled => "fulfilled",
            Self::Returned => "returned",
            Self::Refunded => "refunded",
            Self::Removed => "removed",
        }
    }

    /// What must hold of a line for `{n}` more.
    fn guard(self) -> &'static str {
        match self {
            Self::Fulfilled => "fulfilled + removed + {n} <= quantity",
            Self::Returned => "returned + {n} <= fulfilled",
            Self::Refunded => "refunded + removed + {n} <= quantity",
            Self::Removed => "fulfilled + removed + {n} <= quantity AND refunded + removed + {n} <= quantity",
        }
    }

    /// How many more its guard lets.
    pub(super) fn left(self, line: &order_line::Model) -> i32 {
        match self {
            Self::Fulfilled => line.quantity - line.removed - line.fulfilled,
            Self::Returned => line.fulfilled - line.returned,
            Self::Refunded => line.quantity - line.removed - line.refunded,
            Self::Removed => line.quantity - line.removed - line.fulfilled.max(line.refunded),
        }
    }
}

/// Adds to a counter of each line. Whether all guards held; if not, the unit has to be rolled back.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn add(unit: &Unit, counter: Counter, wanted: &[(&order_line::Model, i32)]) -> Result<bool, Fault> {
    let wanted: Vec<_> = wanted.iter().map(|(line, quantity)| (line.id, *quantity)).collect();
    let (count, keys, mut values) = cases("id", &wanted, vec![unit.now.into()]);
    let (column, guard) = (counter.column(), counter.guard().replace("{n}", &count));
    let sql = format!(
        "UPDATE order_line SET {column} = {column} + {count}, updated_at = $1 WHERE id IN ({keys}) AND {guard}"
    );
    execute(unit, sql, &mut values, wanted.len()).await
}

/// What becomes of units that are committed at a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Fulfilled,
    Released,
}

/// Counts units of lines at a location as sent or released. Whether so many were open there; if not, the unit has to
/// be rolled back.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(super) async fn allot(
    unit: &Unit,
    fate: Fate,
    location: LocationId,
    wanted: &[(OrderLineId, i32)],
) -> Result<bool, Fault> {
    if wanted.is_empty() {
        return Ok(true);
    }
    let (count, keys, mut values) = cases("order_line_id", wanted, vec![location.into()]);
    let column = match fate {
        Fate::Fulfilled => "fulfilled",
        Fate::Released => "released",
    };
    let sql = format!(
        "UPDATE order_allocation SET {column} = {column} + {count} WHERE location_id = $1 \
         AND order_line_id IN ({keys}) AND fulfilled + released + {count} <= quantity"
    );
    execute(unit, sql, &mut values, wanted.len()).await
}

/// SQL for the number that belongs to a row's key, and the list of keys; their values after those there are.
fn cases(key: &str, wanted: &[(OrderLineId, i32)], mut values: Vec<Value>) -> (String, String, Vec<Value>) {
    let mut case = format!("CASE {key}");
    let mut keys = Vec::with_capacity(wanted.len());
    for (line, quantity) in wanted {
        values.push((*line).into());
        keys.push(format!("${}", values.len()));
        values.push((*quantity).into());
        // Writing to a string does not fail.
        let _ = write!(case, " WHEN ${} THEN CAST(${} AS INTEGER)", values.len() - 1, values.len());
    }
    case.push_str(" END");
    (case, keys.join(", "), values)
}

async fn execute(unit: &Unit, sql: String, values: &mut Vec<Value>, rows: usize) -> Result<bool, Fault> {
    let statement = Statement::from_sql_and_values(unit.backend(), sql, std::mem::take(values));
    let changed = unit.tx.execute_raw(statement).await?;
    Ok(usize::try_from(changed.rows_affected()).is_ok_and(|changed| changed == rows))
}
