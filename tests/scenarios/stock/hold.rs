//! Holding units for a buyer: how long, from where, and what is said when there are too few.
use chrono::Duration;
use entity::{
    outbox_event, reservation, stock_level,
    variant::{self, InventoryPolicy},
};
use pretty_assertions::assert_eq;
use sea_orm::{PaginatorTrait, QueryOrder, prelude::*, sea_query::Expr};
use service::{
    inventory::{
        Shortage,
        availability::{self, Wanted},
        release,
        renew::{self, Renew, RenewError},
        reserve::{HOLD_TIME, ReserveError},
        sweep,
    },
    shop::{Unit, fault::Fault},
};
use tests::{
    TestShop,
    factory::stock::{goods, level, levels, stock_complaints as complaints},
    on_both_databases,
};
use uuid::Uuid;

use super::{holder, reserve, reserve_for};

on_both_databases!(
    all_or_nothing,
    what_expired_is_free,
    a_hold_is_renewed,
    a_smaller_cart_gives_back,
    sold_on_when_the_shelf_is_empty,
    stock_that_is_not_counted,
    demands_that_make_no_sense,
    sweeping_in_batches,
    what_is_held_stays_when_less_is_sold,
);

async fn give_back(unit: &Unit, holder: &Uuid) -> Result<i64, Fault> {
    release::release(unit, *holder, "shopper").await
}

async fn all_or_nothing(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[3, 2]).await;
    let [first, second] = goods.variants[..] else { panic!("two") };
    let before = levels(shop).await;
    let refused = reserve(&shop.shop, holder(1), &[(first, 4), (second, 4), (first, 2)], &goods.locations).await;
    let Err(ReserveError::Short(short)) = refused else { panic!("{refused:?}") };
    assert_eq!(short, [Shortage { variant: first, wanted: 6, available: 5 }], "demand is summed per variant");
    assert_eq!(levels(shop).await, before);

    let held = reserve(&shop.shop, holder(1), &[(first, 5), (second, 2)], &goods.locations).await.unwrap();
    let held: Vec<_> = held.iter().map(|held| (held.variant, held.location, held.quantity, held.backordered)).collect();
    let mut expected =
        [(first, goods.locations[0], 3, 0), (first, goods.locations[1], 2, 0), (second, goods.locations[0], 2, 0)];
    expected.sort_unstable();
    assert_eq!(held, expected);
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn what_expired_is_free(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[5]).await;
    let variant = goods.variants[0];
    reserve(&shop.shop, holder(1), &[(variant, 5)], &goods.locations).await.unwrap();
    shop.clock.advance(HOLD_TIME - Duration::microseconds(1));
    let refused = reserve(&shop.shop, holder(2), &[(variant, 1)], &goods.locations).await;
    assert!(matches!(refused, Err(ReserveError::Short(_))), "{refused:?}");
    shop.clock.advance(Duration::microseconds(1));
    reserve(&shop.shop, holder(2), &[(variant, 4)], &goods.locations).await.unwrap();
    assert_eq!(level(shop, variant, goods.locations[0]).await.reserved, 4, "the old hold was swept on the way");
    let renewed = shop.shop.write(&Renew { holder: holder(1), until: shop.shop.now() + HOLD_TIME }, renew::renew).await;
    assert!(matches!(renewed, Err(RenewError::NothingHeld)), "{renewed:?}");
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn a_hold_is_renewed(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[5]).await;
    let variant = goods.variants[0];
    reserve(&shop.shop, holder(1), &[(variant, 5)], &goods.locations).await.unwrap();
    for _ in 0..3 {
        shop.clock.advance(HOLD_TIME / 2);
        let renew = Renew { holder: holder(1), until: shop.shop.now() + HOLD_TIME };
        shop.shop.write(&renew, renew::renew).await.unwrap();
    }
    // A hold that lasts longer is not cut short.
    let sooner = Renew { holder: holder(1), until: shop.shop.now() + Duration::seconds(1) };
    shop.shop.write(&sooner, renew::renew).await.unwrap();
    shop.clock.advance(Duration::seconds(2));
    let refused = reserve(&shop.shop, holder(2), &[(variant, 1)], &goods.locations).await;
    assert!(matches!(refused, Err(ReserveError::Short(_))), "{refused:?}");

    shop.clock.advance(HOLD_TIME);
    let late = Renew { holder: holder(1), until: shop.shop.now() + HOLD_TIME };
    let renewed = shop.shop.write(&late, renew::renew).await;
    assert!(matches!(renewed, Err(RenewError::Expired)), "nobody has swept it, and still: {renewed:?}");
    reserve(&shop.shop, holder(1), &[(variant, 5)], &goods.locations).await.unwrap();
    assert_eq!(shop.shop.write(&holder(1), give_back).await.unwrap(), 5);
    assert_eq!(shop.shop.write(&holder(1), give_back).await.unwrap(), 0, "again: nothing");
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn a_smaller_cart_gives_back(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[3, 3]).await;
    let [first, second] = goods.variants[..] else { panic!("two") };
    reserve(&shop.shop, holder(1), &[(first, 5), (second, 3)], &goods.locations).await.unwrap();
    let held = reserve(&shop.shop, holder(1), &[(first, 2)], &goods.locations).await.unwrap();
    assert_eq!(held.len(), 1, "one place is enough now");
    let reserved: i64 = levels(shop).await.iter().map(|level| level.reserved).sum();
    assert_eq!(reserved, 2);
    let nothing = reserve(&shop.shop, holder(1), &[], &goods.locations).await.unwrap();
    assert_eq!(nothing, []);
    assert_eq!(levels(shop).await.iter().map(|level| level.reserved).sum::<i64>(), 0);
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn sold_on_when_the_shelf_is_empty(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Continue, &[3]).await;
    let variant = goods.variants[0];
    let from = shop.shop.now() + Duration::days(30);
    let db = shop.database.connect().await;
    variant::Entity::update_many()
        .col_expr(variant::Column::AvailableFrom, Expr::value(from))
        .filter(variant::Column::Id.eq(variant))
        .exec(&db)
        .await
        .unwrap();
    let held = reserve(&shop.shop, holder(1), &[(variant, 10)], &goods.locations).await.unwrap();
    assert_eq!((held[0].quantity, held[0].backordered, held[0].available_from), (10, 7, Some(from)));
    let held = reserve(&shop.shop, holder(2), &[(variant, 1)], &goods.locations).await.unwrap();
    assert_eq!((held[0].quantity, held[0].backordered), (1, 1));
    assert_eq!(level(shop, variant, goods.locations[0]).await.reserved, 11);
    assert_eq!(complaints(shop).await, [""; 0], "more is promised than there is, as the shop wanted it");

    // Where nothing was ever stocked, there is a place for it now.
    let elsewhere = tests::factory::stock::add_location(shop, "elsewhere").await;
    let held = reserve(&shop.shop, holder(3), &[(variant, 2)], &[elsewhere]).await.unwrap();
    assert_eq!((held[0].location, held[0].backordered), (elsewhere, 2));
    db.close().await.unwrap();
}

async fn stock_that_is_not_counted(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[0]).await;
    let db = shop.database.connect().await;
    let untracked = Expr::value(false);
    variant::Entity::update_many().col_expr(variant::Column::IsTracked, untracked).exec(&db).await.unwrap();
    let held = reserve(&shop.shop, holder(1), &[(goods.variants[0], 1_000)], &goods.locations).await.unwrap();
    assert_eq!(held, []);
    assert_eq!(reservation::Entity::find().count(&db).await.unwrap(), 0);
    db.close().await.unwrap();
}

async fn demands_that_make_no_sense(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[5]).await;
    let variant = goods.variants[0];
    for quantity in [0, -1, i64::MIN, i64::MAX, service::inventory::UNITS_MAX + 1] {
        let refused = reserve(&shop.shop, holder(1), &[(variant, quantity)], &goods.locations).await;
        assert!(matches!(refused, Err(ReserveError::BadQuantity)), "{quantity}: {refused:?}");
    }
    let twice = reserve(&shop.shop, holder(1), &[(variant, i64::MAX), (variant, i64::MAX)], &goods.locations).await;
    assert!(matches!(twice, Err(ReserveError::BadQuantity)), "{twice:?}");
    let unknown = reserve(&shop.shop, holder(1), &[(Uuid::nil().into(), 1)], &goods.locations).await;
    assert!(matches!(unknown, Err(ReserveError::UnknownVariant(_))), "{unknown:?}");
    let many = vec![(variant, 1); service::inventory::VARIANTS_PER_HOLDER_MAX + 1];
    let many = reserve(&shop.shop, holder(1), &many, &goods.locations).await;
    assert!(matches!(many, Err(ReserveError::TooMany)), "{many:?}");
    let over = reserve_for(&shop.shop, holder(1), &[(variant, 1)], &goods.locations, Duration::zero()).await;
    assert!(matches!(over, Err(ReserveError::AlreadyOver)), "{over:?}");
    let nowhere = reserve(&shop.shop, holder(1), &[(variant, 1)], &[]).await;
    assert!(matches!(nowhere, Err(ReserveError::Short(_))), "{nowhere:?}");
}

async fn sweeping_in_batches(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[300]).await;
    let [first, second] = goods.variants[..] else { panic!("two") };
    for number in 0..250 {
        reserve(&shop.shop, holder(number), &[(first, 1), (second, 1)], &goods.locations).await.unwrap();
    }
    assert_eq!(sweep::sweep(&shop.shop, 10).await.unwrap(), 0, "nothing has expired");
    shop.clock.advance(HOLD_TIME);
    assert_eq!(sweep::sweep(&shop.shop, 1).await.unwrap(), sweep::BATCH);
    assert_eq!(complaints(shop).await, [""; 0], "halfway");
    assert_eq!(sweep::sweep(&shop.shop, 10).await.unwrap(), 500 - sweep::BATCH);
    assert_eq!(levels(shop).await.iter().map(|level| level.reserved).sum::<i64>(), 0);
    let db = shop.database.connect().await;
    assert_eq!(reservation::Entity::find().count(&db).await.unwrap(), 0);
    let topics = outbox_event::Entity::find().order_by_asc(outbox_event::Column::Sequence).all(&db).await.unwrap();
    assert!(!topics.iter().any(|event| event.topic == "stock.changed"), "there was always something left");
    db.close().await.unwrap();
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn what_is_held_stays_when_less_is_sold(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Continue, &[5]).await;
    let [kept_back, owed] = goods.variants[..] else { panic!("two") };
    let wanted = [(kept_back, 4), (owed, 8)];
    reserve(&shop.shop, holder(1), &wanted, &goods.locations).await.unwrap();
    let db = shop.database.connect().await;
    // Staff keep four back, and nothing is sold any more that is not there.
    let deny = Expr::value(InventoryPolicy::Deny);
    variant::Entity::update_many().col_expr(variant::Column::InventoryPolicy, deny).exec(&db).await.unwrap();
    let safety = stock_level::Entity::update_many().col_expr(stock_level::Column::Safety, Expr::value(4_i64));
    safety.exec(&db).await.unwrap();
    db.close().await.unwrap();

    let available = async |holder| {
        let wanted = Wanted { variants: &goods.variants, locations: &goods.locations, holder, now: shop.shop.now() };
        let found = availability::read(&shop.shop, wanted).await.unwrap();
        [kept_back, owed].map(|variant| found[&variant].available)
    };
    assert_eq!(available(Some(holder(1))).await, [4, 8], "what they hold is there for them");
    assert_eq!(available(None).await, [0, 0]);
    shop.clock.advance(HOLD_TIME / 2);
    reserve(&shop.shop, holder(1), &wanted, &goods.locations).await.unwrap();
    let refused = reserve(&shop.shop, holder(1), &[(kept_back, 5), (owed, 9)], &goods.locations).await;
    let Err(ReserveError::Short(short)) = refused else { panic!("{refused:?}") };
    let short: Vec<_> = short.iter().map(|short| (short.variant, short.available)).collect();
    let mut expected = vec![(kept_back, 4), (owed, 8)];
    expected.sort_unstable();
    assert_eq!(short, expected, "more cannot be had");
    reserve(&shop.shop, holder(1), &[(kept_back, 3), (owed, 7)], &goods.locations).await.unwrap();
    assert_eq!(level(shop, owed, goods.locations[0]).await.reserved, 7);
    // A hold that has ended is nobody's.
    shop.clock.advance(HOLD_TIME);
    assert_eq!(available(Some(holder(1))).await, [1, 1]);
    let refused = reserve(&shop.shop, holder(1), &[(owed, 2)], &goods.locations).await;
    assert!(matches!(refused, Err(ReserveError::Short(_))), "{refused:?}");
}
