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
                "coupon_code",
                "coupon_batch",
                "promotion_target",
                "promotion_action",
                "promotion_condition",
                "promotion",
            ],
        )
        .await
    }
}

const SQL: &str = include_str!("m20261121_000009_create_promotion.sql");
