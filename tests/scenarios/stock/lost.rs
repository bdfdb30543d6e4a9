//! A database that gives a transaction up by itself: what is acknowledged afterwards is there all the same.
use entity::{stock_movement, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use service::shop::{Unit, fault::Fault};
use tests::{TestShop, factory::stock::goods, on_both_databases};

use super::{holder, reserve};

on_both_databases!(a_transaction_that_the_database_ended);

/// As SQLite does when the disk is full or cannot be read, before it reports the error.
async fn given_up(unit: &Unit, (): &()) -> Result<(), Fault> {
    unit.tx.execute_unprepared("ROLLBACK").await?;
    Err(Fault::broken("the disk is full"))
}

async fn a_transaction_that_the_database_ended(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[5]).await;
    shop.shop.write(&(), given_up).await.unwrap_err();
    let demand = |quantity| [(goods.variants[0], quantity)];
    // A refusal after it would leave the driver inside of a transaction for good.
    reserve(&shop.shop, holder(1), &demand(9), &goods.locations).await.unwrap_err();
    let db = shop.database.connect().await;
    let before = stock_movement::Entity::find().count(&db).await.unwrap();
    reserve(&shop.shop, holder(1), &demand(3), &goods.locations).await.unwrap();
    assert_eq!(stock_movement::Entity::find().count(&db).await.unwrap(), before + 1, "others see what was written");
    db.close().await.unwrap();
}
