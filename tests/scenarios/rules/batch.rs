//! A hundred thousand codes at once, and one of them found again.
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use entity::{coupon_batch, coupon_code};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use service::{
    promotion::{
        add_codes::{AddCodes, add_codes},
        batch::{BATCH_CODES_MAX, CreateBatch, CreateBatchError, create},
        coupon,
        create::{DiscountError, NewCode, create_code_discount},
        list,
        switch::{self, SwitchDiscount},
    },
    shop::{Shop, clock::IdSource, page::PageRequest},
};
use tests::{Backend, TestShop, factory::catalogue, on_both_databases};

use super::terms::{actor, by_codes};

on_both_databases!(
    a_hundred_thousand_codes_are_drawn_and_found_by_index,
    codes_that_exist_are_drawn_again,
    what_is_no_batch_is_refused,
    a_deleted_discount_gets_no_codes,
);

/// In a debug build, on a machine that does other things. A release build takes a tenth of it.
const TIME_MAX: Duration = Duration::from_mins(2);

async fn batch_of(shop: &TestShop, prefix: &str, size: usize) -> CreateBatch {
    let discount = create_code_discount(&shop.shop, &by_codes(&[&format!("FIRST-{prefix}")])).await.unwrap();
    CreateBatch { discount, prefix: prefix.to_owned(), size, usage_limit: Some(1), actor: actor() }
}

async fn a_hundred_thousand_codes_are_drawn_and_found_by_index(shop: &TestShop) {
    catalogue::ground(shop).await;
    let request = batch_of(shop, "SPRING-", BATCH_CODES_MAX).await;
    let started = Instant::now();
    let batch = create(&shop.shop, &request).await.unwrap();
    let took = started.elapsed();
    eprintln!("{BATCH_CODES_MAX} codes on {:?} took {took:?}", shop.database.backend);
    assert!(took < TIME_MAX, "{took:?}");

    let db = shop.shop.database().writer();
    let of_it = coupon_code::Column::CouponBatchId.eq(batch.id);
    assert_eq!(coupon_code::Entity::find().filter(of_it).count(db).await.unwrap(), 100_000);
    let wanted = (batch.id, PageRequest::first(250));
    let mut pages = list::batch_codes(&shop.shop, std::slice::from_ref(&wanted)).await.unwrap();
    let page = pages.remove(&wanted).unwrap().unwrap();
    let codes: HashSet<_> = page.items.iter().map(|(_, row)| row.code.as_str()).collect();
    assert_eq!((codes.len(), page.has_next), (250, true));
    assert!(codes.iter().all(|code| code.starts_with("SPRING-") && code.len() == 19));

    let one = coupon::code_key(&page.items[17].1.code);
    let found = coupon::in_play(db, std::slice::from_ref(&one), &[], "").await.unwrap();
    assert_eq!(found.codes[&one].promotion, request.discount);
    let plan = plan(shop, &one).await;
    assert!(plan.contains("code_key"), "the index over the keys is not used: {plan}");
    assert!(!plan.contains("Seq Scan on coupon_code") && !plan.contains("SCAN c"), "{plan}");
}

/// How the database looks a code up.
async fn plan(shop: &TestShop, key: &str) -> String {
    let db = shop.database.connect().await;
    let (explain, backend) = match shop.database.backend {
        Backend::Sqlite => ("EXPLAIN QUERY PLAN", sea_orm::DatabaseBackend::Sqlite),
        Backend::Postgres => ("EXPLAIN", sea_orm::DatabaseBackend::Postgres),
    };
    if backend == sea_orm::DatabaseBackend::Postgres {
        db.execute_unprepared("ANALYZE coupon_code").await.unwrap();
    }
    let sql = format!(
        "{explain} SELECT c.id FROM coupon_code c JOIN promotion p ON p.id = c.promotion_id \
         WHERE c.code_key IN ('{key}', 'another') AND p.deleted_at IS NULL"
    );
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let column = if backend == sea_orm::DatabaseBackend::Sqlite { "detail" } else { "QUERY PLAN" };
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
    db.close().await.unwrap();
    lines.join("\n")
}

async fn codes_that_exist_are_drawn_again(shop: &TestShop) {
    catalogue::ground(shop).await;
    let request = batch_of(shop, "TWIN-", 500).await;
    // Two shops on one database that draw the same codes.
    let twin = |ids| Shop::with(shop.shop.database().clone(), shop.clock.clone(), ids);
    let first = create(&twin(IdSource::seeded(7)), &request).await.unwrap();
    let ids = IdSource::seeded(7);
    // Ids may not be the same, codes shall be.
    for _ in 0..2_000 {
        ids.next(shop.shop.now());
    }
    let second = create(&twin(ids), &request).await.unwrap();
    let db = shop.shop.database().writer();
    for batch in [first, second] {
        let of_it = coupon_code::Column::CouponBatchId.eq(batch.id);
        assert_eq!(coupon_code::Entity::find().filter(of_it).count(db).await.unwrap(), 500);
    }
}

async fn what_is_no_batch_is_refused(shop: &TestShop) {
    catalogue::ground(shop).await;
    let sound = batch_of(shop, "OK-", 1).await;
    let refused = |change: fn(&mut CreateBatch)| {
        let mut request = sound.clone();
        change(&mut request);
        async move { create(&shop.shop, &request).await.unwrap_err() }
    };
    assert!(matches!(refused(|request| request.size = 0).await, CreateBatchError::BadSize));
    assert!(matches!(refused(|request| request.size = BATCH_CODES_MAX + 1).await, CreateBatchError::BadSize));
    assert!(matches!(refused(|request| request.prefix = "a b".to_owned()).await, CreateBatchError::BadPrefix));
    assert!(matches!(refused(|request| request.usage_limit = Some(0)).await, CreateBatchError::BadLimit));
    let nobodys = refused(|request| request.discount = uuid::Uuid::nil().into()).await;
    assert!(matches!(nobodys, CreateBatchError::NoDiscount));
    let db = shop.shop.database().writer();
    assert_eq!(coupon_batch::Entity::find().count(db).await.unwrap(), 0);
}

/// Codes and a batch are added while the discount is deleted: whoever comes first, none of them stays.
async fn a_deleted_discount_gets_no_codes(shop: &TestShop) {
    catalogue::ground(shop).await;
    for round in 0..12 {
        let batch = batch_of(shop, &format!("ROUND-{round}-"), 400).await;
        let codes = (0..100).map(|code| NewCode { code: format!("MORE-{round}-{code}"), usage_limit: None }).collect();
        let more = AddCodes { discount: batch.discount, codes, actor: actor() };
        let delete = SwitchDiscount { id: batch.discount, is_automatic: false, actor: actor() };
        let [one, two, three] = [(); 3].map(|()| shop.shop.clone());
        let added = tokio::spawn(async move { add_codes(&one, &more).await });
        let drawn = tokio::spawn(async move { create(&two, &batch).await.map(drop) });
        tokio::time::sleep(Duration::from_millis(round * 4)).await;
        let deleted = tokio::spawn(async move { switch::delete(&three, &delete).await });
        deleted.await.unwrap().unwrap();
        assert!(matches!(added.await.unwrap(), Ok(()) | Err(DiscountError::NotFound)));
        assert!(matches!(drawn.await.unwrap(), Ok(()) | Err(CreateBatchError::NoDiscount)));
    }
    assert_eq!(coupon_code::Entity::find().count(shop.shop.database().writer()).await.unwrap(), 0);
}
