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
                "translation",
                "metafield",
                "tag",
                "product_price_range",
                "price",
                "collection_product",
                "collection_rule",
                "collection",
                "variant",
                "option_value",
                "product_option",
                "media",
                "product",
                "category",
            ],
        )
        .await
    }
}

const SQL: &str = include_str!("m20261121_000002_create_catalogue.sql");
