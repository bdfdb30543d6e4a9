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

const SQL: &str = include_str!("m20261121_000015_create_payment.sql");

/// Those that point at others first.
const TABLES: [&str; 9] = [
    "idempotency_key",
    "provider_event",
    "ledger_entry",
    "refund_transaction",
    "refund_line",
    "refund",
    "payment_event",
    "payment",
    "cart_payment",
];
