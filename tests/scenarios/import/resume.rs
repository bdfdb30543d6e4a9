//! Runs that end before their time, and runs that repeat.
use std::{fmt::Write as _, pin::pin, task::Poll};

use pretty_assertions::assert_eq;
use service::catalogue::import::{ImportOptions, run};
use tests::{Backend, TestShop, on_both_databases};

use super::{database, file, import, import_with};

on_both_databases!(
    what_was_ended_in_the_middle_is_finished_by_a_second_run,
    the_second_run_changes_nothing,
    what_changed_is_updated,
    a_dry_run_writes_nothing,
    rows_of_one_product_may_be_anywhere,
);

/// More than two batches.
fn many(products: usize) -> String {
    let mut text = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Inventory Qty,Image Src\n".to_owned();
    for number in 0..products {
        let _ =
            writeln!(text, "p{number},Product {number},Size,S,{number}.50,{number},https://example.com/{number}.jpg");
        let _ = writeln!(text, "p{number},,,L,{number}.75,3,");
    }
    text
}

async fn what_was_ended_in_the_middle_is_finished_by_a_second_run(shop: &TestShop) {
    let text = many(2_100);
    let path = file(shop, &text);
    let options = ImportOptions::default();
    {
        // Dropped after the first batch was committed, wherever the second one is by then.
        let mut batches = 0;
        let mut running = pin!(run(&shop.shop, &path, &options, |_| batches += 1));
        let mut polls_after = 0;
        std::future::poll_fn(|context| {
            let state = running.as_mut().poll(context).map(drop);
            polls_after += u32::from(state.is_pending());
            if polls_after > 12 { Poll::Ready(()) } else { state }
        })
        .await;
    }
    let [partial, ..] = database::counts(shop).await;
    assert!(partial < 2_100, "the run was over before it could be ended");
    let report = import(shop, &text).await;
    assert_eq!(report.products.created as u64 + partial, 2_100);
    assert_eq!(report.products.unchanged as u64, partial);

    let clean = TestShop::new(Backend::Sqlite).await.unwrap();
    import(&clean, &text).await;
    assert!(database::catalogue(shop).await == database::catalogue(&clean).await);
    clean.remove().await;
}

async fn the_second_run_changes_nothing(shop: &TestShop) {
    let text = many(50);
    import(shop, &text).await;
    let first = database::catalogue(shop).await;
    shop.clock.advance(chrono::Duration::days(1));
    let report = import(shop, &text).await;
    assert_eq!([report.products, report.variants, report.media].map(|tally| tally.unchanged), [50, 100, 50]);
    assert_eq!([report.products, report.variants, report.media].map(|tally| tally.created + tally.updated), [0; 3]);
    assert_eq!(database::catalogue(shop).await, first);
}

async fn what_changed_is_updated(shop: &TestShop) {
    import(shop, many(3)).await;
    let changed = many(3).replace("p1,Product 1,Size,S,1.50", "p1,Product one,Size,S,1.60");
    let report = import(shop, changed).await;
    assert_eq!([report.products.updated, report.products.unchanged], [1, 2]);
    let db = shop.database.connect().await;
    assert_eq!(database::product(&db, "p1").await.title, "Product one");
    assert_eq!(database::prices(&db, "p1").await, [(160, None), (175, None)]);
}

async fn a_dry_run_writes_nothing(shop: &TestShop) {
    let rehearsal = ImportOptions { dry_run: true, ..ImportOptions::default() };
    let report = import_with(shop, many(3), &rehearsal).await.unwrap();
    assert_eq!([report.products.created, report.variants.created, report.media.created], [3, 6, 3]);
    assert_eq!(database::counts(shop).await, [0; 3]);
    assert!(shop.shop.settings().await.is_err(), "not even a shop");

    import(shop, many(3)).await;
    let report = import_with(shop, many(4).replace("Product 0", "Product zero"), &rehearsal).await.unwrap();
    assert_eq!([report.products.created, report.products.updated, report.products.unchanged], [1, 1, 2]);
    assert_eq!(database::counts(shop).await[0], 3);
}

async fn rows_of_one_product_may_be_anywhere(shop: &TestShop) {
    let text = many(40);
    let (header, rows) = text.split_once('\n').unwrap();
    let (firsts, seconds): (Vec<_>, Vec<_>) = rows.lines().enumerate().partition(|(at, _)| at % 2 == 0);
    let scattered: Vec<_> = [header].into_iter().chain(firsts.iter().chain(&seconds).map(|(_, row)| *row)).collect();
    let report = import(shop, scattered.join("\r\n")).await;
    assert_eq!([report.products.created, report.variants.created], [40, 80]);
    assert_eq!(report.rejected_count, 0);
    let db = shop.database.connect().await;
    let sizes = [("Size".to_owned(), vec!["S".to_owned(), "L".to_owned()])];
    assert_eq!(database::options(&db, "p7").await, sizes);
}
