//! Reading the events, each consumer at its own pace.
use entity::consumer_cursor;
use sea_orm::{ActiveValue::Set, DatabaseBackend, EntityTrait, FromQueryResult, Statement, sea_query::OnConflict};

use crate::shop::{Shop, Unit, fault::Fault};

/// A place in the feed. The start is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub transaction: i64,
    pub sequence: i64,
}

/// An event as read.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Recorded {
    pub transaction_id: i64,
    pub sequence: i64,
    pub topic: String,
    pub subject_id: uuid::Uuid,
    pub payload: serde_json::Value,
}

impl Recorded {
    pub fn position(&self) -> Position {
        Position { transaction: self.transaction_id, sequence: self.sequence }
    }
}

/// Up to `limit` events after `position`, in order.
///
/// On PostgreSQL sequences are handed out before they commit, so a later commit may carry a lower
/// one. Ordering by the writing transaction and stopping below the oldest one still running means
/// that nothing can appear behind a cursor (PostgreSQL manual, `pg_snapshot_xmin`).
pub async fn after(shop: &Shop, position: Position, limit: u64) -> Result<Vec<Recorded>, Fault> {
    let settled = match shop.database().backend() {
        DatabaseBackend::Postgres => "AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
        // One writer: commits are in the order of their sequences.
        _ => "",
    };
    let sql = format!(
        "SELECT transaction_id, sequence, topic, subject_id, payload FROM outbox_event \
         WHERE (transaction_id, sequence) > ($1, $2) {settled} \
         ORDER BY transaction_id, sequence LIMIT $3"
    );
    let values =
        [position.transaction.into(), position.sequence.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()];
    let statement = Statement::from_sql_and_values(shop.database().backend(), sql, values);
    Ok(Recorded::find_by_statement(statement).all(shop.database().current()).await?)
}

/// How far a consumer has read.
pub async fn position(shop: &Shop, consumer: &str) -> Result<Option<Position>, Fault> {
    let cursor = consumer_cursor::Entity::find_by_id(consumer.to_owned()).one(&shop.database().write).await?;
    Ok(cursor.map(|cursor| Position { transaction: cursor.transaction_id, sequence: cursor.sequence }))
}

/// Remembers how far a consumer has read. Call it after its work is safe: at least once, not at most once.
pub async fn advance(shop: &Shop, consumer: &str, position: Position) -> Result<(), Fault> {
    shop.write(&(consumer, position), advance_in).await
}

async fn advance_in(unit: &Unit, (consumer, position): &(&str, Position)) -> Result<(), Fault> {
    let cursor = consumer_cursor::ActiveModel {
        consumer: Set((*consumer).to_owned()),
        transaction_id: Set(position.transaction),
        sequence: Set(position.sequence),
        updated_at: Set(unit.now),
    };
    let columns =
        [consumer_cursor::Column::TransactionId, consumer_cursor::Column::Sequence, consumer_cursor::Column::UpdatedAt];
    consumer_cursor::Entity::insert(cursor)
        .on_conflict(OnConflict::column(consumer_cursor::Column::Consumer).update_columns(columns).to_owned())
        .exec_without_returning(&unit.tx)
        .await?;
    Ok(())
}

/// The newest event that [`after`] would give, for a consumer that starts from a full rebuild.
pub async fn newest(shop: &Shop) -> Result<Position, Fault> {
    let settled = match shop.database().backend() {
        DatabaseBackend::Postgres => "WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
        _ => "",
    };
    highest(shop, settled).await
}

/// The last event committed by now. [`after`] may not give it yet: an older transaction is running.
pub async fn last(shop: &Shop) -> Result<Position, Fault> {
    highest(shop, "").await
}

/// How many events there are behind a position, counted up to `limit`.
pub async fn count_after(shop: &Shop, position: Position, limit: u64) -> Result<u64, Fault> {
    #[derive(FromQueryResult)]
    struct Count {
        count: i64,
    }
    let sql = "SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM outbox_event \
               WHERE (transaction_id, sequence) > ($1, $2) LIMIT $3) behind";
    let values =
        [position.transaction.into(), position.sequence.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()];
    let statement = Statement::from_sql_and_values(shop.database().backend(), sql, values);
    let row = Count::find_by_statement(statement).one(shop.database().current()).await?;
    Ok(row.and_then(|row| u64::try_from(row.count).ok()).unwrap_or_default())
}

async fn highest(shop: &Shop, settled: &str) -> Result<Position, Fault> {
    let sql = format!(
        "SELECT transaction_id, sequence, topic, subject_id, payload FROM outbox_event {settled} \
         ORDER BY transaction_id DESC, sequence DESC LIMIT 1"
    );
    let statement = Statement::from_string(shop.database().backend(), sql);
    let last = Recorded::find_by_statement(statement).one(shop.database().current()).await?;
    Ok(last.map(|event| event.position()).unwrap_or_default())
}
