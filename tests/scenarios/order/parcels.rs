//! Parcels.
use entity::{fulfilment, ids::FulfilmentId, sales_order::Status, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use service::order::{
    deliver::{self, Deliver, DeliverError},
    fulfil::FulfilError,
    lines::LineError,
    status::{self, FulfilmentStatus},
    tracking::{self, Tracking, TrackingError, UpdateTracking, UpdateTrackingError},
    transition::NotOpen,
};
use tests::{
    TestShop,
    factory::{
        order::order as place,
        stock::{Goods, goods, level},
    },
    on_both_databases,
};
use uuid::Uuid;

use super::{counters, lines, order, pick, send, sound, staff, story};

on_both_databases!(in_two_parts, from_two_places, what_is_refused, how_it_can_be_followed);

async fn in_two_parts(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3, 2]).await;
    let here = goods.locations[0];
    let first = send(shop, placed.id, here, Some(vec![pick(placed.lines[0], 2)])).await.unwrap();
    assert_eq!(order(shop, placed.id).await.status, Status::Processing);
    assert_eq!(status::of_lines(&lines(shop, placed.id).await), FulfilmentStatus::Partial);
    assert_eq!(counters(shop, &goods).await, (8, 0, 1));
    // Parcels of what is not all sent arrive without an end to the order.
    deliver::deliver(&shop.shop, &Deliver { fulfilment: first, actor: staff() }).await.unwrap();
    assert_eq!(order(shop, placed.id).await.status, Status::Processing);

    let rest = send(shop, placed.id, here, None).await.unwrap();
    assert_eq!(order(shop, placed.id).await.status, Status::Shipped);
    assert_eq!(status::of_lines(&lines(shop, placed.id).await), FulfilmentStatus::Fulfilled);
    assert_eq!(counters(shop, &goods).await, (7, 0, 0));
    deliver::deliver(&shop.shop, &Deliver { fulfilment: rest, actor: staff() }).await.unwrap();
    assert_eq!(order(shop, placed.id).await.status, Status::Delivered);
    assert_eq!(story(shop, placed.id).await, ["fulfilled", "delivered", "fulfilled", "delivered"]);
    let again = deliver::deliver(&shop.shop, &Deliver { fulfilment: rest, actor: staff() }).await;
    assert!(matches!(again, Err(DeliverError::AlreadyDelivered)), "{again:?}");
    let nothing = send(shop, placed.id, here, None).await;
    assert!(matches!(nothing, Err(FulfilError::Order(NotOpen::WrongStatus(Status::Delivered)))), "{nothing:?}");
    sound(shop).await;
}

async fn from_two_places(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[2, 5]).await;
    // The second can come from the first location; of the first, only some can.
    let placed = place(shop, &goods, &[4, 1]).await;
    let on_hand = async |goods: &Goods, at: usize| level(shop, goods.variants[0], goods.locations[at]).await.on_hand;
    let wrong = send(shop, placed.id, goods.locations[0], Some(vec![pick(placed.lines[0], 5)])).await;
    assert!(matches!(wrong, Err(FulfilError::Line(LineError::TooFew { line: 0, left: 4 }))), "{wrong:?}");
    let mut parcels = 0;
    for location in &goods.locations {
        match send(shop, placed.id, *location, None).await {
            Ok(_) => parcels += 1,
            Err(FulfilError::NothingLeft) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(parcels > 0);
    assert_eq!(order(shop, placed.id).await.status, Status::Shipped);
    assert_eq!(on_hand(&goods, 0).await + on_hand(&goods, 1).await, 3);
    sound(shop).await;
}

async fn what_is_refused(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Continue, &[1, 0]).await;
    let placed = place(shop, &goods, &[3]).await;
    let (line, here) = (placed.lines[0], goods.locations[0]);
    let nowhere = entity::ids::LocationId(Uuid::nil());
    let refused = send(shop, placed.id, nowhere, None).await;
    assert!(matches!(refused, Err(FulfilError::UnknownLocation)), "{refused:?}");
    let refused = send(shop, placed.id, goods.locations[1], Some(vec![pick(line, 1)])).await;
    assert!(matches!(refused, Err(FulfilError::NotHere { line: 0, here: 0 })), "{refused:?}");
    let refused = send(shop, placed.id, goods.locations[1], None).await;
    assert!(matches!(refused, Err(FulfilError::NothingLeft)), "{refused:?}");
    for (picks, why) in [
        (vec![], LineError::Nothing),
        (vec![pick(line, 0)], LineError::BadQuantity { line: 0 }),
        (vec![pick(line, 1), pick(line, 1)], LineError::Twice { line: 1 }),
        (vec![pick(line, 4)], LineError::TooFew { line: 0, left: 3 }),
        (vec![pick(entity::ids::OrderLineId(Uuid::nil()), 1)], LineError::Unknown { line: 0 }),
    ] {
        let refused = send(shop, placed.id, here, Some(picks)).await;
        assert!(matches!(refused, Err(FulfilError::Line(told)) if told == why), "{refused:?}");
    }
    let refused = send(shop, placed.id, here, None).await;
    assert!(matches!(refused, Err(FulfilError::NotOnHand { wanted: 3, available: 1, .. })), "{refused:?}");
    assert_eq!(counters(shop, &goods).await, (1, 0, 3), "nothing was written");
    assert_eq!(lines(shop, placed.id).await[0].fulfilled, 0);
    send(shop, placed.id, here, Some(vec![pick(line, 1)])).await.unwrap();
    sound(shop).await;
}

async fn how_it_can_be_followed(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[1]).await;
    let fulfilment = send(shop, placed.id, goods.locations[0], None).await.unwrap();
    let said = Tracking {
        company: Some(" DHL ".to_owned()),
        number: Some("123".to_owned()),
        url: Some("https://dhl.example/123".to_owned()),
    };
    let request = UpdateTracking { fulfilment, tracking: said.clone(), actor: staff() };
    tracking::update_tracking(&shop.shop, &request).await.unwrap();
    let db = shop.database.connect().await;
    let found = fulfilment::Entity::find_by_id(fulfilment).one(&db).await.unwrap().unwrap();
    db.close().await.unwrap();
    assert_eq!((found.tracking_company.as_deref(), found.tracking_number.as_deref()), (Some("DHL"), Some("123")));
    let script = Tracking { url: Some("javascript:alert(1)".to_owned()), ..said };
    let refused = tracking::update_tracking(&shop.shop, &UpdateTracking { tracking: script, ..request.clone() }).await;
    assert!(matches!(refused, Err(UpdateTrackingError::Tracking(TrackingError::BadUrl))), "{refused:?}");
    let nobody = UpdateTracking { fulfilment: FulfilmentId(Uuid::nil()), ..request };
    let refused = tracking::update_tracking(&shop.shop, &nobody).await;
    assert!(matches!(refused, Err(UpdateTrackingError::Unknown)), "{refused:?}");
    assert_eq!(story(shop, placed.id).await, ["fulfilled", "tracking_changed"]);
}
