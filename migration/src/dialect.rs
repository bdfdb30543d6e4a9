//! One schema text for both databases.
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

/// What SQLite calls PostgreSQL's types. `UUID` and `TIMESTAMPTZ` would get numeric affinity there,
/// `C` is what SQLite compares by anyway.
const SQLITE_WORDS: [(&str, &str); 6] = [
    (" UUID", " BLOB"),
    (" TIMESTAMPTZ", " TEXT"),
    (" JSONB", " TEXT"),
    (" COLLATE \"C\"", ""),
    (" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", " INTEGER PRIMARY KEY AUTOINCREMENT"),
    // PostgreSQL needs the writer's transaction to order events by commit; SQLite has one writer.
    (" DEFAULT (pg_current_xact_id()::text::bigint)", " DEFAULT 0"),
];

/// Runs SQL written for PostgreSQL on the database at hand.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let sql = match manager.get_database_backend() {
        DatabaseBackend::Sqlite => {
            SQLITE_WORDS.iter().fold(sql.to_owned(), |sql, (theirs, ours)| sql.replace(theirs, ours))
        }
        _ => sql.to_owned(),
    };
    manager.get_connection().execute_unprepared(&sql).await.map(drop)
}

/// Drops tables, in the order given.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        run(manager, &format!("DROP TABLE {table}")).await?;
    }
    Ok(())
}
