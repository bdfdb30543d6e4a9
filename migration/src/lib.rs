//! The database schema, one migration per area.
//!
//! A migration never imports `entity`: it must keep meaning what it meant when it landed, whatever
//! the entities become. Landed migrations are not edited; a change is a new migration.
//!
//! Tables are written in SQL files, in PostgreSQL's words, because a schema is read far more often than
//! written and its checks and partial indexes are the point. `dialect` holds the one place where
//! SQLite differs.

#![expect(elided_lifetimes_in_paths, reason = "async_trait matches the migration trait's own spelling")]

pub use sea_orm_migration::prelude::*;

mod dialect;
mod m20261121_000001_create_shop;
mod m20261121_000002_create_catalogue;
mod m20261121_000003_create_inventory;
mod m20261121_000004_create_content;
mod m20261121_000005_create_outbox;
mod m20261121_000006_create_people;
mod m20261121_000007_extend_inventory;
mod m20261121_000008_create_tax_and_shipping;
mod m20261121_000009_create_promotion;
mod m20261121_000010_create_credit;
mod m20261121_000011_create_cart;
mod m20261121_000012_index_back_office;
mod m20261121_000013_explain_stock;
mod m20261121_000014_create_order;
mod m20261121_000015_create_payment;

/// Every migration, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_shop::Migration),
            Box::new(m20261121_000002_create_catalogue::Migration),
            Box::new(m20261121_000003_create_inventory::Migration),
            Box::new(m20261121_000004_create_content::Migration),
            Box::new(m20261121_000005_create_outbox::Migration),
            Box::new(m20261121_000006_create_people::Migration),
            Box::new(m20261121_000007_extend_inventory::Migration),
            Box::new(m20261121_000008_create_tax_and_shipping::Migration),
            Box::new(m20261121_000009_create_promotion::Migration),
            Box::new(m20261121_000010_create_credit::Migration),
            Box::new(m20261121_000011_create_cart::Migration),
            Box::new(m20261121_000012_index_back_office::Migration),
            Box::new(m20261121_000013_explain_stock::Migration),
            Box::new(m20261121_000014_create_order::Migration),
            Box::new(m20261121_000015_create_payment::Migration),
        ]
    }
}
