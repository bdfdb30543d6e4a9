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
        dialect::drop_tables(manager, &TABLES).await
    }
}

const SQL: &str = include_str!("m20261121_000014_create_order.sql");

/// Those that point at others first.
const TABLES: [&str; 12] = [
    "promotion_use",
    "redemption",
    "order_return_line",
    "order_return",
    "fulfilment_line",
    "fulfilment",
    "order_event",
    "order_adjustment",
    "order_allocation",
    "order_line",
    "sales_order",
    "order_counter",
];
