//! A real shop's first thousand order lines, from a folder beside the repository; and what a file may have wrong.
use std::{fs, path::Path};

use entity::{money::Minor, sales_order, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use service::{
    catalogue::import::{self, ImportOptions},
    history::{self, HistoryError, HistoryOptions, Report},
};
use tests::{
    TestShop,
    factory::stock::{complaints, goods, levels},
    on_both_databases,
};

use super::corpus::folder;

on_both_databases!(a_real_history_comes_in, what_is_wrong_is_told, a_second_run_changes_nothing);

async fn run(shop: &TestShop, file: &Path) -> Result<Report, HistoryError> {
    history::run(&shop.shop, file, &HistoryOptions::default(), |_| {}).await
}

/// 41 orders with 1,000 lines: counted, and summed up, with Python's `csv` and `decimal`.
async fn a_real_history_comes_in(shop: &TestShop) {
    let Some(folder) = folder() else { return };
    let folder = folder.join("online-retail-ii");
    import::run(&shop.shop, &folder.join("products.csv"), &ImportOptions::default(), |_| {}).await.unwrap();
    let before: i64 = levels(shop).await.iter().map(|level| level.on_hand).sum();
    let report = run(shop, &folder.join("orders_first_1000_lines.csv")).await.unwrap();
    assert_eq!((report.rows, report.orders, report.lines), (1_000, 41, 1_000));
    assert_eq!((report.units, report.revenue), (UNITS, REVENUE));
    assert_eq!(report.rejected, []);
    let after: i64 = levels(shop).await.iter().map(|level| level.on_hand).sum();
    assert_eq!(before - after, UNITS);
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}

const UNITS: i64 = 11_747;
const REVENUE: Minor = Minor(2_261_916);

async fn file(shop: &TestShop, rows: &str) -> std::path::PathBuf {
    goods(shop, 2, InventoryPolicy::Deny, &[10]).await;
    let path = shop.database.directory.path().join("orders.csv");
    fs::write(&path, format!("order_id,timestamp,customer_id,sku,quantity,unit_price\n{rows}")).unwrap();
    path
}

async fn what_is_wrong_is_told(shop: &TestShop) {
    let rows = "1,2026-01-01T00:00:00Z,a,GOODS-0,2,1.50\n\
                1,2026-01-01T00:00:00Z,a,GOODS-0,1,1.50\n\
                2,2026-01-01T00:00:00Z,,NOTHING,1,1.00\n\
                3,yesterday,,GOODS-0,1,1.00\n\
                4,2026-01-01T00:00:00Z,,GOODS-0,0,1.00\n\
                5,2026-01-01T00:00:00Z,,GOODS-0,1,1.001\n\
                6,2026-01-01T00:00:00Z,,GOODS-0,8,1.00\n\
                1,2026-01-01T00:00:00Z,a,GOODS-0,1,1.50\n\
                7,2026-01-01T00:00:00Z,,GOODS-1,10,0\n";
    let path = file(shop, rows).await;
    let report = run(shop, &path).await.unwrap();
    assert_eq!((report.orders, report.revenue), (2, Minor(450)));
    let rejected: Vec<_> = report.rejected.iter().map(|rejected| (rejected.line, rejected.order.as_str())).collect();
    let mut sorted = rejected.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [(4, "2"), (5, "3"), (6, "4"), (7, "5"), (8, "6"), (9, "1")]);
    assert_eq!(complaints(shop).await, Vec::<String>::new());
    let missing = shop.database.directory.path().join("other.csv");
    fs::write(&missing, "order_id,sku\n1,GOODS-0\n").unwrap();
    assert!(matches!(run(shop, &missing).await, Err(HistoryError::MissingColumn("timestamp"))));
}

async fn a_second_run_changes_nothing(shop: &TestShop) {
    let rows: Vec<_> = (1..=5).map(|order| format!("{order},2026-01-01T00:00:00Z,a,GOODS-0,1,1.50\n")).collect();
    let path = file(shop, &rows.concat()).await;
    assert_eq!(run(shop, &path).await.unwrap().orders, 5);
    let again = run(shop, &path).await.unwrap();
    assert_eq!((again.orders, again.known), (0, 5));
    let db = shop.database.connect().await;
    let orders = sales_order::Entity::find().all(&db).await.unwrap();
    let customer = entity::customer::Entity::find().one(&db).await.unwrap().unwrap();
    db.close().await.unwrap();
    let mut numbers: Vec<_> = orders.iter().filter_map(|order| order.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1_001, 1_002, 1_003, 1_004, 1_005]);
    assert_eq!(customer.order_count, 5);
    assert_eq!(complaints(shop).await, Vec::<String>::new());
}
