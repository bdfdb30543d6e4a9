use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, SQL).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UNDO).await
    }
}

const SQL: &str = include_str!("m20261121_000013_explain_stock.sql");

const UNDO: &str = "
DROP INDEX reservation_level;
CREATE INDEX reservation_level ON reservation (variant_id, location_id, expires_at);
DROP INDEX stock_level_location;
CREATE INDEX stock_level_location ON stock_level (location_id);
ALTER TABLE stock_movement DROP COLUMN reason;
";
