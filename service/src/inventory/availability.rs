//! What can be sold, as shoppers may know it.
//!
//! Per location: on hand − reserved − committed − safety, and what is reserved but has expired is added again,
//! swept or not. A location that owes more than it has takes nothing from the others, unless the variant is sold on
//! when the shelf is empty: then the sum says how much is owed.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    ids::{LocationId, VariantId},
    variant::InventoryPolicy,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use uuid::Uuid;

use crate::shop::{Shop, Unit, fault::Fault};

/// Whose availability is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub variants: &'a [VariantId],
    /// Where they may come from: the market's.
    pub locations: &'a [LocationId],
    /// What this cart or order holds itself is there for it.
    pub holder: Option<Uuid>,
    pub now: DateTime<Utc>,
}

/// How much of a variant can be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Availability {
    pub variant: VariantId,
    /// Units. Meaningless when `is_tracked` is false; below zero when more was sold than there is.
    pub available: i64,
    pub is_tracked: bool,
    pub policy: InventoryPolicy,
    /// Preorder: nothing is sent before.
    pub available_from: Option<DateTime<Utc>>,
}

impl Availability {
    /// Units that can be bought now; none when there is no end to it.
    pub fn limit(&self) -> Option<i64> {
        (self.is_tracked && self.policy == InventoryPolicy::Deny).then(|| self.available.max(0))
    }

    /// Of so many units, those that would be sent later.
    pub fn backordered(&self, quantity: i64) -> i64 {
        if self.is_tracked { (quantity - self.available.max(0)).max(0) } else { 0 }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: VariantId,
    available: i64,
    is_tracked: bool,
    inventory_policy: InventoryPolicy,
    available_from: Option<DateTime<Utc>>,
}

/// As of the latest commit, in one statement. Deleted variants are not in the answer.
pub async fn read(shop: &Shop, wanted: Wanted<'_>) -> Result<HashMap<VariantId, Availability>, Fault> {
    select(shop.database().current(), wanted).await
}

/// As this unit sees it, in one statement. It promises nothing: [`reserve`](super::reserve::reserve) does.
pub async fn within(unit: &Unit, wanted: Wanted<'_>) -> Result<HashMap<VariantId, Availability>, Fault> {
    select(&unit.tx, wanted).await
}

/// What is left to sell of variants over all locations. One that is not counted has none.
pub async fn everywhere(shop: &Shop, variants: &[VariantId]) -> Result<HashMap<VariantId, i64>, Fault> {
    let mut values: Vec<Value> = vec![shop.now().into()];
    let variants = places(&mut values, variants.iter().map(|id| (*id).into()));
    let available = available("SELECT l.id FROM location l", "$1");
    let sql = format!("SELECT v.id, {available} AS available FROM variant v WHERE v.id IN ({variants})");
    let db = shop.read();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Left::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.available)).collect())
}

#[derive(FromQueryResult)]
struct Left {
    id: VariantId,
    available: i64,
}

async fn select(db: &impl ConnectionTrait, wanted: Wanted<'_>) -> Result<HashMap<VariantId, Availability>, Fault> {
    if wanted.variants.is_empty() {
        return Ok(HashMap::new());
    }
    let mut values: Vec<Value> = vec![wanted.now.into()];
    values.extend(wanted.holder.map(Value::from));
    let locations = places(&mut values, wanted.locations.iter().map(|id| (*id).into()));
    let variants = places(&mut values, wanted.variants.iter().map(|id| (*id).into()));
    let available = match wanted.holder {
        None => available(&locations, "$1"),
        Some(_) => available_to(&locations, "$1", "$2"),
    };
    let sql = format!(
        "SELECT v.id, {available} AS available, v.is_tracked, v.inventory_policy, v.available_from \
         FROM variant v WHERE v.id IN ({variants}) AND v.deleted_at IS NULL"
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Row::find_by_statement(statement).all(db).await?;
    let known = rows.into_iter().map(|row| {
        let availability = Availability {
            variant: row.id,
            available: row.available,
            is_tracked: row.is_tracked,
            policy: row.inventory_policy,
            available_from: row.available_from.filter(|from| *from > wanted.now),
        };
        (row.id, availability)
    });
    Ok(known.collect())
}

/// SQL for what is available of variant `v`: over the locations in a list of places, at the instant in a place.
pub(crate) fn available(locations: &str, now: &str) -> String {
    available_where(locations, &format!("r.expires_at <= {now}"), "0")
}

/// The same, to one who may hold some of it already: what they hold is theirs, whatever is kept back since.
pub(crate) fn available_to(locations: &str, now: &str, holder: &str) -> String {
    let theirs = reserved_where("s", &format!("r.holder_id = {holder} AND r.expires_at > {now}"));
    available_where(locations, &format!("(r.expires_at <= {now} OR r.holder_id = {holder})"), &theirs)
}

fn available_where(locations: &str, ignored: &str, least: &str) -> String {
    let free = free_where("s", ignored);
    format!(
        "CAST(COALESCE((SELECT SUM(CASE WHEN f.free < f.least AND v.inventory_policy = 'deny' THEN f.least ELSE f.free END) \
         FROM (SELECT {free} AS free, {least} AS least FROM stock_level s \
         WHERE s.variant_id = v.id AND s.location_id IN ({locations})) f), 0) AS BIGINT)"
    )
}

/// SQL for what is free at a level, under the name it has in the statement; it may be below zero.
pub(crate) fn free(level: &str, now: &str) -> String {
    free_where(level, &format!("r.expires_at <= {now}"))
}

fn free_where(level: &str, ignored: &str) -> String {
    let ignored = reserved_where(level, ignored);
    format!("{level}.on_hand - {level}.reserved - {level}.committed - {level}.safety + {ignored}")
}

/// SQL for what is reserved at a level by the reservations `r` that are meant. Most levels have nothing reserved, and
/// are not looked up among the reservations.
fn reserved_where(level: &str, meant: &str) -> String {
    format!(
        "CASE WHEN {level}.reserved > 0 THEN \
         CAST(COALESCE((SELECT SUM(r.quantity) FROM reservation r WHERE r.variant_id = {level}.variant_id \
         AND r.location_id = {level}.location_id AND {meant}), 0) AS BIGINT) ELSE 0 END"
    )
}

/// Appends values and names their places: `$3, $4`. An empty list matches nothing.
pub(crate) fn places(values: &mut Vec<Value>, more: impl Iterator<Item = Value>) -> String {
    let start = values.len();
    values.extend(more);
    if values.len() == start {
        return "NULL".to_owned();
    }
    (start + 1..=values.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}
