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
        dialect::drop_tables(
            manager,
            &[
                "audit_log",
                "api_key",
                "address",
                "customer_group_member",
                "customer_group",
                "customer",
                "user_token",
                "session",
                "user_account",
            ],
        )
        .await
    }
}

const SQL: &str = include_str!("m20261121_000006_create_people.sql");
