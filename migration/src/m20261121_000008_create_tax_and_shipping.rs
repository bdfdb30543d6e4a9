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
                "customer_group_price_list",
                "shipping_rate",
                "shipping_method",
                "shipping_zone_region",
                "shipping_zone",
                "tax_rate",
                "tax_category",
                "pricing_revision",
            ],
        )
        .await
    }
}

const SQL: &str = include_str!("m20261121_000008_create_tax_and_shipping.sql");
