//! What an import left in the database.
use std::collections::HashMap;

use entity::{media, metafield, option_value, price, product, product_option, stock_level, variant};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use tests::TestShop;

/// Products, live variants and images.
pub(super) async fn counts(shop: &TestShop) -> [u64; 3] {
    let db = &shop.database.connect().await;
    [
        product::Entity::find().count(db).await.unwrap(),
        variant::Entity::find().filter(variant::Column::DeletedAt.is_null()).count(db).await.unwrap(),
        media::Entity::find().count(db).await.unwrap(),
    ]
}

pub(super) async fn product(db: &DatabaseConnection, handle: &str) -> product::Model {
    product::Entity::find().filter(product::Column::Handle.eq(handle)).one(db).await.unwrap().unwrap()
}

/// The variants of a product, in order.
pub(super) async fn variants(db: &DatabaseConnection, handle: &str) -> Vec<variant::Model> {
    let product = product(db, handle).await;
    variant::Entity::find()
        .filter(variant::Column::ProductId.eq(product.id))
        .order_by_asc(variant::Column::Position)
        .all(db)
        .await
        .unwrap()
}

/// The price of each variant in order, as amount and compare-at.
pub(super) async fn prices(db: &DatabaseConnection, handle: &str) -> Vec<(i64, Option<i64>)> {
    let mut all = Vec::new();
    for variant in variants(db, handle).await {
        let own = price::Entity::find().filter(price::Column::VariantId.eq(variant.id)).all(db).await.unwrap();
        all.extend(own.into_iter().map(|price| (price.amount.0, price.compare_at.map(|amount| amount.0))));
    }
    all
}

/// What is on hand of each variant in order.
pub(super) async fn stock(db: &DatabaseConnection, handle: &str) -> Vec<i64> {
    let mut all = Vec::new();
    for variant in variants(db, handle).await {
        let levels = stock_level::Entity::find().filter(stock_level::Column::VariantId.eq(variant.id));
        all.extend(levels.all(db).await.unwrap().into_iter().map(|level| level.on_hand));
    }
    all
}

pub(super) async fn images(db: &DatabaseConnection, handle: &str) -> Vec<media::Model> {
    let product = product(db, handle).await;
    media::Entity::find()
        .filter(media::Column::ProductId.eq(product.id))
        .order_by_asc(media::Column::Position)
        .all(db)
        .await
        .unwrap()
}

pub(super) async fn options(db: &DatabaseConnection, handle: &str) -> Vec<(String, Vec<String>)> {
    let product = product(db, handle).await;
    let options = product_option::Entity::find()
        .filter(product_option::Column::ProductId.eq(product.id))
        .order_by_asc(product_option::Column::Position)
        .all(db)
        .await
        .unwrap();
    let mut all = Vec::new();
    for option in options {
        let values = option_value::Entity::find()
            .filter(option_value::Column::OptionId.eq(option.id))
            .order_by_asc(option_value::Column::Position)
            .all(db)
            .await
            .unwrap();
        all.push((option.name, values.into_iter().map(|value| value.name).collect()));
    }
    all
}

pub(super) async fn metafields(db: &DatabaseConnection, handle: &str) -> Vec<(String, String)> {
    let product = product(db, handle).await;
    let rows = metafield::Entity::find()
        .filter(metafield::Column::OwnerId.eq(product.id.0))
        .order_by_asc(metafield::Column::Namespace)
        .order_by_asc(metafield::Column::Key)
        .all(db)
        .await
        .unwrap();
    rows.into_iter().map(|row| (format!("{}.{}", row.namespace, row.key), row.value)).collect()
}

/// The whole catalogue without keys and times, a line a row, to compare two runs by.
pub(super) async fn catalogue(shop: &TestShop) -> Vec<String> {
    let db = &shop.database.connect().await;
    let products = product::Entity::find().all(db).await.unwrap();
    let handles: HashMap<_, _> = products.iter().map(|product| (product.id, product.handle.as_str())).collect();
    let variants = variant::Entity::find().all(db).await.unwrap();
    let sold_as: HashMap<_, _> = variants
        .iter()
        .map(|variant| {
            (variant.id, format!("{} {} {}", handles[&variant.product_id], variant.option1, variant.option2))
        })
        .collect();
    let mut lines = Vec::new();
    for row in &products {
        lines.push(format!("{} {} {:?} {:?} {}", row.handle, row.title, row.tags, row.status, row.body_html));
    }
    for row in &variants {
        lines.push(format!("{} {:?} {}", sold_as[&row.id], row.sku, row.position));
    }
    for row in price::Entity::find().all(db).await.unwrap() {
        lines.push(format!("{} {:?} {:?}", sold_as[&row.variant_id], row.amount, row.compare_at));
    }
    for row in stock_level::Entity::find().all(db).await.unwrap() {
        lines.push(format!("{} {}", sold_as[&row.variant_id], row.on_hand));
    }
    for row in media::Entity::find().all(db).await.unwrap() {
        let of = row.product_id.map(|product| handles[&product]);
        lines.push(format!("{of:?} {} {} {}", row.source, row.alt, row.position));
    }
    lines.sort_unstable();
    lines
}
