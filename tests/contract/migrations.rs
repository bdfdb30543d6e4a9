//! The schema can be built, taken down to nothing and built again, and is the same both times.
use migration::{Migrator, MigratorTrait};
use pretty_assertions::assert_eq;
use sea_orm::{DatabaseConnection, FromQueryResult, Statement};
use tests::{Backend, TestShop, on_both_databases};

on_both_databases!(up_down_up_is_the_same_schema, every_foreign_key_has_an_index);

/// One thing in the schema, as the database itself describes it.
#[derive(Debug, PartialEq, Eq, FromQueryResult)]
struct Piece {
    kind: String,
    name: String,
    definition: String,
}

const SQLITE_PIECES: &str = "SELECT type AS kind, name, coalesce(sql, tbl_name) AS definition FROM sqlite_master \
    WHERE name <> 'seaql_migrations' AND tbl_name <> 'seaql_migrations' AND name NOT LIKE 'sqlite_%' \
    ORDER BY type, name";

const POSTGRES_PIECES: &str = "
SELECT 'column' AS kind, table_name || '.' || column_name AS name,
       concat_ws(' ', ordinal_position, data_type, collation_name, is_nullable, column_default, is_identity) AS definition
FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'seaql_migrations'
UNION ALL
SELECT 'index', indexname, indexdef FROM pg_indexes
WHERE schemaname = current_schema() AND tablename <> 'seaql_migrations'
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND conrelid::regclass::text <> 'seaql_migrations'
UNION ALL
SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
UNION ALL
SELECT 'type', typname, typtype::text FROM pg_type
WHERE typnamespace = current_schema()::regnamespace AND typname NOT LIKE '%seaql_migrations'
ORDER BY 1, 2, 3";

async fn pieces(backend: Backend, db: &DatabaseConnection) -> Vec<Piece> {
    let sql = match backend {
        Backend::Sqlite => SQLITE_PIECES,
        Backend::Postgres => POSTGRES_PIECES,
    };
    Piece::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await.unwrap()
}

async fn up_down_up_is_the_same_schema(shop: &TestShop) {
    let backend = shop.database.backend;
    let db = shop.database.connect().await;
    let first = pieces(backend, &db).await;
    assert!(first.len() > 50, "the schema has {} pieces, as if most of it were not seen", first.len());

    Migrator::down(&db, None).await.unwrap();
    assert_eq!(pieces(backend, &db).await, [], "what is left when every migration is taken down");

    Migrator::up(&db, None).await.unwrap();
    assert_eq!(pieces(backend, &db).await, first, "after going down and up again");
    assert_eq!(Migrator::get_pending_migrations(&db).await.unwrap().len(), 0);
    db.close().await.unwrap();
}

/// A foreign key whose columns no index begins with. Deleting what it points to reads the table.
const SQLITE_UNINDEXED: &str = r#"
WITH keys AS (
    SELECT t.name AS tbl, f.id AS key, f."from" AS col
    FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table' AND f.seq = 0
), indexed AS (
    SELECT t.name AS tbl, i.name AS col
    FROM sqlite_master t JOIN pragma_index_list(t.name) l JOIN pragma_index_info(l.name) i
    WHERE t.type = 'table' AND i.seqno = 0
    UNION SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND c.pk = 1
)
SELECT 'foreign key' AS kind, tbl AS name, col AS definition FROM keys
WHERE NOT EXISTS (SELECT 1 FROM indexed WHERE indexed.tbl = keys.tbl AND indexed.col = keys.col)"#;

const POSTGRES_UNINDEXED: &str = "
SELECT 'foreign key' AS kind, conrelid::regclass::text AS name, conname::text AS definition FROM pg_constraint c
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND NOT EXISTS (
    SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])";

async fn every_foreign_key_has_an_index(shop: &TestShop) {
    let db = shop.database.connect().await;
    let sql = match shop.database.backend {
        Backend::Sqlite => SQLITE_UNINDEXED,
        Backend::Postgres => POSTGRES_UNINDEXED,
    };
    let statement = Statement::from_string(db.get_database_backend(), sql);
    assert_eq!(Piece::find_by_statement(statement).all(&db).await.unwrap(), []);
    db.close().await.unwrap();
}
