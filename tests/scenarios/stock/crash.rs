//! A unit that breaks in the middle leaves nothing behind, and may be run again.
use std::time::Duration;

use entity::{stock_movement, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use sea_orm::{EntityTrait, PaginatorTrait};
use service::{
    inventory::reserve::{HOLD_TIME, Reserve, ReserveError, reserve as reserve_in},
    shop::{Unit, fault::Fault},
};
use tests::{
    TestShop,
    factory::stock::{goods, levels, stock_complaints as complaints},
    on_both_databases,
};

use super::{holder, reserve};

on_both_databases!(a_unit_that_breaks, a_unit_that_is_dropped, the_same_again, twins);

async fn reserve_and_break(unit: &Unit, request: &Reserve) -> Result<(), ReserveError> {
    reserve_in(unit, request).await?;
    Err(Fault::broken("somebody pulled the plug").into())
}

async fn a_unit_that_breaks(shop: &TestShop) {
    let goods = goods(shop, 3, InventoryPolicy::Deny, &[5, 5]).await;
    let before = levels(shop).await;
    let request = Reserve {
        holder: holder(1),
        demand: goods.variants.iter().map(|variant| (*variant, 7)).collect(),
        locations: goods.locations.clone(),
        until: shop.shop.now() + HOLD_TIME,
    };
    shop.shop.write(&request, reserve_and_break).await.unwrap_err();
    assert_eq!(levels(shop).await, before);
    assert_eq!(complaints(shop).await, [""; 0]);
    assert_eq!(shop.shop.write(&request, reserve_in).await.unwrap().len(), 6, "each from both places");
}

/// A client that hangs up drops the work wherever it is.
async fn a_unit_that_is_dropped(shop: &TestShop) {
    let goods = goods(shop, 3, InventoryPolicy::Deny, &[500]).await;
    let demand: Vec<_> = goods.variants.iter().map(|variant| (*variant, 1)).collect();
    for number in 0..60 {
        let time = Duration::from_micros(u64::try_from(number).unwrap() * 150);
        let work = reserve(&shop.shop, holder(number), &demand, &goods.locations);
        if let Ok(held) = tokio::time::timeout(time, work).await {
            held.unwrap();
        }
    }
    // Whatever each of them came to: the counters say the same as the ledger and the reservations.
    reserve(&shop.shop, holder(100), &demand, &goods.locations).await.unwrap();
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn the_same_again(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[5]).await;
    let demand: Vec<_> = goods.variants.iter().map(|variant| (*variant, 3)).collect();
    let first = reserve(&shop.shop, holder(1), &demand, &goods.locations).await.unwrap();
    let db = shop.database.connect().await;
    let movements = stock_movement::Entity::find().count(&db).await.unwrap();
    let second = reserve(&shop.shop, holder(1), &demand, &goods.locations).await.unwrap();
    assert_eq!(second, first, "three of five, although only two are left");
    assert_eq!(stock_movement::Entity::find().count(&db).await.unwrap(), movements, "nothing moved");
    db.close().await.unwrap();
    assert_eq!(levels(shop).await.iter().map(|level| level.reserved).collect::<Vec<_>>(), [3, 3]);
}

/// The same cart pays in two windows.
async fn twins(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[5]).await;
    let (one, other) = ([(goods.variants[0], 3)], [(goods.variants[1], 4), (goods.variants[0], 2)]);
    for _ in 0..10 {
        let (first, second) = tokio::join!(
            reserve(&shop.shop, holder(1), &one, &goods.locations),
            reserve(&shop.shop, holder(1), &other, &goods.locations)
        );
        first.unwrap();
        second.unwrap();
        let reserved: Vec<_> = levels(shop).await.iter().map(|level| level.reserved).collect();
        assert!(reserved == [3, 0] || reserved == [2, 4] || reserved == [0, 3] || reserved == [4, 2], "{reserved:?}");
        assert_eq!(complaints(shop).await, [""; 0]);
    }
}
