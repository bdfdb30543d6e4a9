//! Many rows in one statement, the way each database takes them fastest.
//!
//! SQLite takes `VALUES` lists: of a few fixed sizes, so that each statement's text is prepared once
//! and found again. PostgreSQL plans a long list anew every time, so there the rows travel as one JSON
//! parameter: the text never changes. This is the only place where the two differ.
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseTransaction, EntityTrait, IdenStatic, Iterable, ModelTrait,
    PrimaryKeyToColumn, PrimaryKeyTrait, Statement, Value, sea_query::ColumnType,
};

use super::{Unit, fault::Fault};

/// So few rows are one statement, whatever their number: what a cart or an order has.
const ROWS_AT_ONCE_MAX: usize = 64;
/// Rows of one `VALUES` list, largest first.
const ROWS_PER_LIST: [usize; 5] = [256, 64, 16, 4, 1];
/// Parameters that SQLite takes in a statement.
const SQLITE_PARAMETERS_MAX: usize = 32_766;
/// Rows of one JSON parameter at most: bounds the text held in memory.
const ROWS_PER_PARAMETER_MAX: usize = 2_000;
/// Keys of one `IN` list at most.
pub const KEYS_PER_LIST_MAX: usize = 1_000;

/// What happens to a row whose key is taken.
#[derive(Clone, Copy, Debug)]
pub enum OnConflict {
    /// The statement fails.
    Fail,
    /// The row that is there stays.
    Keep,
    /// Portable SQL from `ON CONFLICT` on.
    Do(&'static str),
}

/// Inserts rows with all their columns; a key that the database counts up itself is left to it.
///
/// # Errors
/// A [`Fault`] with the constraint that was violated, or when a column's type has no JSON form.
pub async fn insert<E: EntityTrait>(unit: &Unit, rows: &[E::Model], on_conflict: OnConflict) -> Result<(), Fault>
where
    E::Model: ModelTrait<Entity = E>,
{
    if rows.is_empty() {
        return Ok(());
    }
    let columns = columns::<E>();
    match unit.backend() {
        DatabaseBackend::Postgres => insert_json::<E>(&unit.tx, &columns, rows, on_conflict).await,
        _ => insert_values::<E>(&unit.tx, &columns, rows, on_conflict).await,
    }
}

fn columns<E: EntityTrait>() -> Vec<E::Column> {
    let counted: Option<E::Column> =
        E::PrimaryKey::iter().next().filter(|_| E::PrimaryKey::auto_increment()).map(PrimaryKeyToColumn::into_column);
    E::Column::iter()
        .filter(|column| counted.as_ref().is_none_or(|counted| counted.as_str() != column.as_str()))
        .collect()
}

fn head<E: EntityTrait>(columns: &[E::Column]) -> String {
    let names: Vec<_> = columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    format!("INSERT INTO \"{}\" ({}) ", E::default().table_name(), names.join(", "))
}

fn tail(on_conflict: OnConflict) -> &'static str {
    match on_conflict {
        OnConflict::Fail => "",
        OnConflict::Keep => " ON CONFLICT DO NOTHING",
        OnConflict::Do(sql) => sql,
    }
}

async fn insert_values<E: EntityTrait>(
    tx: &DatabaseTransaction,
    columns: &[E::Column],
    rows: &[E::Model],
    on_conflict: OnConflict,
) -> Result<(), Fault>
where
    E::Model: ModelTrait<Entity = E>,
{
    let head = head::<E>(columns);
    let tuple = format!("({})", vec!["?"; columns.len()].join(", "));
    let mut rest = rows;
    let at_once = Some(rows.len()).filter(|rows| *rows <= ROWS_AT_ONCE_MAX);
    let sizes = at_once.into_iter().chain(ROWS_PER_LIST);
    for size in sizes.filter(|size| size * columns.len() <= SQLITE_PARAMETERS_MAX) {
        if rest.len() < size {
            continue;
        }
        let sql = format!("{head}VALUES {}{}", vec![tuple.as_str(); size].join(", "), tail(on_conflict));
        while let Some((list, after)) = rest.split_at_checked(size) {
            rest = after;
            let values: Vec<Value> =
                list.iter().flat_map(|row| columns.iter().map(|column| row.get(*column))).collect();
            tx.execute_raw(Statement::from_sql_and_values(DatabaseBackend::Sqlite, &sql, values)).await?;
        }
    }
    Ok(())
}

async fn insert_json<E: EntityTrait>(
    tx: &DatabaseTransaction,
    columns: &[E::Column],
    rows: &[E::Model],
    on_conflict: OnConflict,
) -> Result<(), Fault>
where
    E::Model: ModelTrait<Entity = E>,
{
    let types = columns
        .iter()
        .map(|column| Ok(format!("\"{}\" {}", column.as_str(), type_name(column.def().get_column_type())?)))
        .collect::<Result<Vec<_>, Fault>>()?;
    let sql = format!(
        "{}SELECT * FROM json_to_recordset($1::text::json) AS row ({}){}",
        head::<E>(columns),
        types.join(", "),
        tail(on_conflict)
    );
    for rows in rows.chunks(ROWS_PER_PARAMETER_MAX) {
        let json = document::<E>(columns, rows)?;
        tx.execute_raw(Statement::from_sql_and_values(DatabaseBackend::Postgres, &sql, [json.into()])).await?;
    }
    Ok(())
}

/// The rows as a JSON array of objects, leaving nulls out.
fn document<E: EntityTrait>(columns: &[E::Column], rows: &[E::Model]) -> Result<String, Fault>
where
    E::Model: ModelTrait<Entity = E>,
{
    let mut json = String::with_capacity(rows.len() * columns.len() * 24);
    for (index, row) in rows.iter().enumerate() {
        json.push_str(if index == 0 { "[{" } else { "},{" });
        let mut first = true;
        for column in columns {
            let Some(text) = json_of(row.get(*column))? else { continue };
            if !first {
                json.push(',');
            }
            first = false;
            json.push('"');
            json.push_str(column.as_str());
            json.push_str("\":");
            json.push_str(&text);
        }
    }
    json.push_str("}]");
    Ok(json)
}

fn json_of(value: Value) -> Result<Option<String>, Fault> {
    let quoted = |text: &str| serde_json::to_string(text).map_err(|error| Fault::other("writing a row", error));
    Ok(match value {
        Value::Bool(value) => value.map(|value| value.to_string()),
        Value::SmallInt(value) => value.map(|value| value.to_string()),
        Value::Int(value) => value.map(|value| value.to_string()),
        Value::BigInt(value) => value.map(|value| value.to_string()),
        Value::String(value) => value.as_deref().map(quoted).transpose()?,
        Value::Json(value) => value.map(|value| value.to_string()),
        Value::Uuid(value) => value.map(|value| format!("\"{value}\"")),
        Value::ChronoDateTimeUtc(value) => value.map(|value| format!("\"{}\"", value.to_rfc3339())),
        other => return Err(Fault::broken(format!("no JSON form for {other:?}"))),
    })
}

fn type_name(column: &ColumnType) -> Result<&'static str, Fault> {
    Ok(match column {
        ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text | ColumnType::Enum { .. } => "text",
        ColumnType::SmallInteger => "smallint",
        ColumnType::Integer => "integer",
        ColumnType::BigInteger => "bigint",
        ColumnType::Boolean => "boolean",
        ColumnType::Timestamp | ColumnType::TimestampWithTimeZone => "timestamptz",
        ColumnType::Json | ColumnType::JsonBinary => "jsonb",
        ColumnType::Uuid => "uuid",
        other => return Err(Fault::broken(format!("no PostgreSQL name for {other:?}"))),
    })
}
