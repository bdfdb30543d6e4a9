//! Many levels in one guarded statement.
use std::collections::BTreeMap;

use entity::{
    ids::{LocationId, VariantId},
    stock_level,
    stock_movement::Counter,
};
use sea_orm::{DatabaseBackend, FromQueryResult, Statement, Value};
use serde_json::json;

use super::{
    Place,
    shelf::{count, unpromised},
};
use crate::shop::{Unit, fault::Fault};

/// A level and how it will be.
pub(super) struct Change<'a> {
    pub(super) was: &'a stock_level::Model,
    pub(super) is: &'a stock_level::Model,
    pub(super) may_oversell: bool,
}

/// Levels of one statement.
const LEVELS_MAX: usize = 500;

/// Adds, and looks whether what is there still allows it. The last two of `d`: what must be unpromised, and what
/// must be free, before units of a variant that may not be oversold are promised.
const UPDATE: &str = "UPDATE stock_level SET on_hand = stock_level.on_hand + d.on_hand, \
    reserved = stock_level.reserved + d.reserved, committed = stock_level.committed + d.committed, \
    safety = stock_level.safety + d.safety, incoming = stock_level.incoming + d.incoming, updated_at = $1 FROM d \
    WHERE stock_level.variant_id = d.variant_id AND stock_level.location_id = d.location_id \
    AND stock_level.on_hand + d.on_hand >= 0 AND stock_level.reserved + d.reserved >= 0 \
    AND stock_level.committed + d.committed >= 0 AND stock_level.safety + d.safety >= 0 \
    AND stock_level.incoming + d.incoming >= 0 \
    AND stock_level.on_hand - stock_level.reserved - stock_level.committed >= d.unpromised \
    AND stock_level.on_hand - stock_level.reserved - stock_level.committed - stock_level.safety >= d.free \
    RETURNING stock_level.variant_id, stock_level.location_id, stock_level.on_hand, stock_level.reserved, \
    stock_level.committed, stock_level.safety, stock_level.incoming";

const COLUMNS: &str = "variant_id, location_id, on_hand, reserved, committed, safety, incoming, unpromised, free";

/// Lower than any counter can make it: no guard.
const NO_FLOOR: i64 = i64::MIN / 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
struct Row {
    variant_id: VariantId,
    location_id: LocationId,
    on_hand: i64,
    reserved: i64,
    committed: i64,
    safety: i64,
    incoming: i64,
}

impl Row {
    fn of(level: &stock_level::Model) -> Self {
        Self {
            variant_id: level.variant_id,
            location_id: level.location_id,
            on_hand: level.on_hand,
            reserved: level.reserved,
            committed: level.committed,
            safety: level.safety,
            incoming: level.incoming,
        }
    }

    fn place(&self) -> Place {
        (self.variant_id, self.location_id)
    }
}

/// Writes levels that were taken.
///
/// # Errors
/// A [`Fault`] when a guard does not hold: then somebody changed a level without taking it.
pub(super) async fn write(unit: &Unit, changes: &[Change<'_>]) -> Result<(), Fault> {
    for changes in changes.chunks(LEVELS_MAX) {
        let rows = Row::find_by_statement(statement(unit, changes)).all(&unit.tx).await?;
        let now: BTreeMap<Place, Row> = rows.into_iter().map(|row| (row.place(), row)).collect();
        for change in changes {
            let planned = Row::of(change.is);
            match now.get(&planned.place()) {
                Some(row) if *row == planned => {}
                Some(row) => return Err(Fault::broken(format!("a level became {row:?}, not {planned:?}"))),
                None => return Err(Fault::broken(format!("a guard keeps a level from becoming {planned:?}"))),
            }
        }
    }
    Ok(())
}

/// As rows are inserted in bulk: SQLite takes a `VALUES` list, PostgreSQL one JSON parameter.
fn statement(unit: &Unit, changes: &[Change<'_>]) -> Statement {
    let mut values: Vec<Value> = vec![unit.now.into()];
    let source = if unit.backend() == DatabaseBackend::Postgres {
        let rows: Vec<_> = changes.iter().map(|change| document(change.was, &numbers(change))).collect();
        values.push(serde_json::Value::Array(rows).to_string().into());
        format!(
            "SELECT {COLUMNS} FROM json_to_recordset($2::text::json) AS row (variant_id uuid, location_id uuid, \
                 on_hand bigint, reserved bigint, committed bigint, safety bigint, incoming bigint, \
                 unpromised bigint, free bigint)"
        )
    } else {
        let rows: Vec<_> = changes
            .iter()
            .map(|change| {
                let start = values.len();
                values.extend([change.was.variant_id.into(), change.was.location_id.into()]);
                values.extend(numbers(change).map(Value::from));
                let places: Vec<_> = (start + 1..=values.len()).map(|place| format!("${place}")).collect();
                format!("({})", places.join(", "))
            })
            .collect();
        format!("VALUES {}", rows.join(", "))
    };
    let sql = format!("WITH d ({COLUMNS}) AS ({source}) {UPDATE}");
    Statement::from_sql_and_values(unit.backend(), sql, values)
}

/// What is added to each counter, and the two floors.
fn numbers(Change { was, is, may_oversell }: &Change<'_>) -> [i64; 7] {
    let delta = |counter| count(is, counter) - count(was, counter);
    let promised = unpromised(was) - unpromised(is);
    let is_bounded = promised > 0 && !may_oversell;
    // Buyers take what is free; staff and parcels, who take off the shelf, may go into what was kept back.
    let takes_free = is_bounded && delta(Counter::OnHand) == 0;
    [
        delta(Counter::OnHand),
        delta(Counter::Reserved),
        delta(Counter::Committed),
        delta(Counter::Safety),
        delta(Counter::Incoming),
        if is_bounded { promised } else { NO_FLOOR },
        if takes_free { promised } else { NO_FLOOR },
    ]
}

fn document(level: &stock_level::Model, numbers: &[i64; 7]) -> serde_json::Value {
    let [on_hand, reserved, committed, safety, incoming, unpromised, free] = numbers;
    json!({
        "variant_id": level.variant_id, "location_id": level.location_id, "on_hand": on_hand, "reserved": reserved,
        "committed": committed, "safety": safety, "incoming": incoming, "unpromised": unpromised, "free": free,
    })
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use chrono::DateTime;
    use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
    use uuid::Uuid;

    use super::*;
    use crate::shop::{
        Shop,
        database::{Database, DatabaseOptions},
    };

    const TABLE: &str = "CREATE TABLE stock_level (variant_id BLOB, location_id BLOB, on_hand BIGINT, reserved BIGINT, \
        committed BIGINT, safety BIGINT, incoming BIGINT, low_stock_at BIGINT, updated_at TEXT, \
        PRIMARY KEY (variant_id, location_id))";

    /// Somebody has seen the last unit and did not take its level; somebody else was quicker.
    #[tokio::test]
    async fn a_guard_keeps_the_last_unit_from_being_sold_twice() {
        let options = DatabaseOptions { connections_max: 1, ..DatabaseOptions::new("sqlite::memory:") };
        let shop = Shop::new(Database::open(&options).await.unwrap());
        let seen = stock_level::Model {
            variant_id: VariantId(Uuid::from_u128(1)),
            location_id: LocationId(Uuid::from_u128(2)),
            on_hand: 1,
            reserved: 0,
            committed: 0,
            safety: 0,
            incoming: 0,
            low_stock_at: None,
            updated_at: DateTime::UNIX_EPOCH,
        };
        let db = shop.database().writer();
        db.execute_unprepared(TABLE).await.unwrap();
        stock_level::Entity::insert(seen.clone().into_active_model()).exec_without_returning(db).await.unwrap();
        shop.write(&seen, sell_one).await.unwrap();
        let refused = shop.write(&seen, sell_one).await.unwrap_err();
        assert!(refused.source().unwrap().to_string().contains("a guard keeps a level"), "{refused:?}");
        let left = stock_level::Entity::find().one(db).await.unwrap().unwrap();
        assert_eq!((left.on_hand, left.committed), (1, 1));
    }

    async fn sell_one(unit: &Unit, seen: &stock_level::Model) -> Result<(), Fault> {
        let is = stock_level::Model { committed: seen.committed + 1, ..seen.clone() };
        write(unit, &[Change { was: seen, is: &is, may_oversell: false }]).await
    }
}
