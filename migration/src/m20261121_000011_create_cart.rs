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
            &["cart_delivery_choice", "cart_address", "cart_gift_card", "cart_discount_code", "cart_line", "cart"],
        )
        .await
    }
}

const SQL: &str = include_str!("m20261121_000011_create_cart.sql");
