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
        dialect::drop_tables(manager, &["stock_transfer_line", "stock_transfer", "reservation"]).await?;
        dialect::run(manager, UNDO).await
    }
}

const SQL: &str = include_str!("m20261121_000007_extend_inventory.sql");

/// The maximum goes first: its check names the minimum.
const UNDO: &str = "
ALTER TABLE variant DROP COLUMN available_from;
ALTER TABLE variant DROP COLUMN quantity_step;
ALTER TABLE variant DROP COLUMN quantity_maximum;
ALTER TABLE variant DROP COLUMN quantity_minimum;
ALTER TABLE stock_level DROP COLUMN low_stock_at;
";
