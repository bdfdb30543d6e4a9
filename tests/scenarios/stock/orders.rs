//! From a hold to an order, a parcel, a return.
use entity::{
    ids::VariantId,
    stock_movement::{self, Counter as C, Kind as K},
    variant::InventoryPolicy,
};
use pretty_assertions::assert_eq;
use sea_orm::{EntityTrait, QueryOrder};
use service::inventory::{
    Shortage,
    commit::{self, Commit, CommitError},
    fulfilment::{self, Parcel, ParcelError},
    reserve::HOLD_TIME,
};
use tests::{
    TestShop,
    factory::stock::{Goods, goods, level, stock_complaints as complaints},
    on_both_databases,
};

use super::{holder, reserve};

on_both_databases!(
    an_order_is_sent_and_comes_back,
    a_hold_that_ended_is_not_committed,
    only_what_is_held_is_committed,
    a_parcel_of_what_is_not_there,
);

fn order(demand: &[(VariantId, i64)]) -> Commit {
    Commit { holder: holder(1), demand: demand.to_vec(), reference: "order-1".to_owned(), actor: "shopper".to_owned() }
}

fn parcel(goods: &Goods, quantity: i64) -> Parcel {
    Parcel {
        units: vec![(goods.variants[0], goods.locations[0], quantity)],
        reference: "order-1".to_owned(),
        actor: "staff".to_owned(),
    }
}

async fn counters(shop: &TestShop, goods: &Goods) -> (i64, i64, i64) {
    let level = level(shop, goods.variants[0], goods.locations[0]).await;
    (level.on_hand, level.reserved, level.committed)
}

async fn an_order_is_sent_and_comes_back(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let demand = [(goods.variants[0], 6)];
    reserve(&shop.shop, holder(1), &demand, &goods.locations).await.unwrap();
    let committed = shop.shop.write(&order(&demand), commit::commit).await.unwrap();
    assert_eq!((committed[0].quantity, committed[0].backordered), (6, 0));
    assert_eq!(counters(shop, &goods).await, (10, 0, 6));
    let again = shop.shop.write(&order(&demand), commit::commit).await;
    assert!(matches!(again, Err(CommitError::NotHeld(_))), "once is enough: {again:?}");

    shop.shop.write(&parcel(&goods, 4), fulfilment::fulfil).await.unwrap();
    assert_eq!(counters(shop, &goods).await, (6, 0, 2));
    shop.shop.write(&parcel(&goods, 1), fulfilment::uncommit).await.unwrap();
    assert_eq!(counters(shop, &goods).await, (6, 0, 1));
    shop.shop.write(&parcel(&goods, 2), fulfilment::restock).await.unwrap();
    assert_eq!(counters(shop, &goods).await, (8, 0, 1));
    let refused = shop.shop.write(&parcel(&goods, 2), fulfilment::fulfil).await;
    assert!(matches!(refused, Err(ParcelError::NotCommitted { wanted: 2, available: 1, .. })), "{refused:?}");
    assert_eq!(counters(shop, &goods).await, (8, 0, 1));
    assert_eq!(complaints(shop).await, [""; 0]);

    let db = shop.database.connect().await;
    let rows = stock_movement::Entity::find().order_by_asc(stock_movement::Column::Id).all(&db).await.unwrap();
    let story: Vec<_> = rows.iter().skip(1).map(|row| (row.kind, row.counter, row.delta)).collect();
    assert_eq!(
        story,
        [
            (K::Reserve, C::Reserved, 6),
            (K::Commit, C::Reserved, -6),
            (K::Commit, C::Committed, 6),
            (K::Sale, C::Committed, -4),
            (K::Sale, C::OnHand, -4),
            (K::Release, C::Committed, -1),
            (K::Return, C::OnHand, 2),
        ]
    );
    db.close().await.unwrap();
}

async fn a_hold_that_ended_is_not_committed(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let demand = [(goods.variants[0], 6)];
    reserve(&shop.shop, holder(1), &demand, &goods.locations).await.unwrap();
    shop.clock.advance(HOLD_TIME);
    let late = shop.shop.write(&order(&demand), commit::commit).await;
    assert!(matches!(late, Err(CommitError::Expired)), "{late:?}");
    assert_eq!(counters(shop, &goods).await, (10, 6, 0), "nothing was written");
    reserve(&shop.shop, holder(1), &demand, &goods.locations).await.unwrap();
    shop.shop.write(&order(&demand), commit::commit).await.unwrap();
    assert_eq!(counters(shop, &goods).await, (10, 0, 6));
}

async fn only_what_is_held_is_committed(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[10]).await;
    let [first, second] = goods.variants[..] else { panic!("two") };
    reserve(&shop.shop, holder(1), &[(first, 2)], &goods.locations).await.unwrap();
    let more = shop.shop.write(&order(&[(first, 3), (second, 1)]), commit::commit).await;
    let Err(CommitError::NotHeld(mut lacking)) = more else { panic!("{more:?}") };
    lacking.sort_unstable_by_key(|shortage| shortage.wanted);
    let lack = |variant, wanted, available| Shortage { variant, wanted, available };
    assert_eq!(lacking, [lack(second, 1, 0), lack(first, 3, 2)]);
    let less = shop.shop.write(&order(&[(second, 1)]), commit::commit).await;
    assert!(matches!(less, Err(CommitError::NotHeld(_))), "{less:?}");
    assert_eq!(counters(shop, &goods).await, (10, 2, 0));
}

/// Sold before it was there: it cannot be sent before it is there.
async fn a_parcel_of_what_is_not_there(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Continue, &[1]).await;
    let demand = [(goods.variants[0], 3)];
    reserve(&shop.shop, holder(1), &demand, &goods.locations).await.unwrap();
    let committed = shop.shop.write(&order(&demand), commit::commit).await.unwrap();
    assert_eq!((committed[0].quantity, committed[0].backordered), (3, 2));
    let refused = shop.shop.write(&parcel(&goods, 3), fulfilment::fulfil).await;
    assert!(matches!(refused, Err(ParcelError::NotOnHand { wanted: 3, available: 1, .. })), "{refused:?}");
    shop.shop.write(&parcel(&goods, 1), fulfilment::fulfil).await.unwrap();
    assert_eq!(counters(shop, &goods).await, (0, 0, 2));
    assert_eq!(complaints(shop).await, [""; 0]);
}
