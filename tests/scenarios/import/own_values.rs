//! Metafields: values of the shop's own, on products and on each of their variants.
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tests::{TestShop, on_both_databases};

use super::{database as db, import, rejected, warned};
use entity::metafield::{self, OwnerType};

on_both_databases!(a_variant_has_values_of_its_own);

const HEADER: &str = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Fabric (product.metafields.custom.fabric),\
                      Wash At (variant.metafields.care.wash_at)";

async fn a_variant_has_values_of_its_own(shop: &TestShop) {
    let report = import(shop, format!("{HEADER}\na,A,Size,S,1,Wool,30\na,,,M,1,,40\na,,,L,1,,\n")).await;
    assert_eq!((rejected(&report), warned(&report)), (vec![], vec![]));
    let first = of_variants(shop, "a").await;
    assert_eq!(said(&first), [("S", "care.wash_at=30".to_owned()), ("M", "care.wash_at=40".to_owned())]);

    let again = import(shop, format!("{HEADER}\na,A,Size,S,1,Wool,30\na,,,M,1,,40\na,,,L,1,,\n")).await;
    assert_eq!((again.products.unchanged, again.products.updated), (1, 0));

    // One changes, one goes, one comes, one leaves with its variant.
    let report = import(shop, format!("{HEADER}\na,A,Size,S,1,Wool,60\na,,,M,1,,\na,,,L,1,,20\n")).await;
    assert_eq!(report.products.updated, 1);
    let second = of_variants(shop, "a").await;
    assert_eq!(said(&second), [("S", "care.wash_at=60".to_owned()), ("L", "care.wash_at=20".to_owned())]);
    assert_eq!(first[0].1.id, second[0].1.id, "a value that changed is still the same metafield");
    let db_ = shop.database.connect().await;
    assert_eq!(db::metafields(&db_, "a").await, [("custom.fabric".to_owned(), "Wool".to_owned())]);
    import(shop, format!("{HEADER}\na,A,Size,S,1,Wool,60\n")).await;
    assert_eq!(said(&of_variants(shop, "a").await), [("S", "care.wash_at=60".to_owned())]);

    let question = "{ product(handle: \"a\") { variants(first: 5) { nodes { title
        metafield(namespace: \"care\", key: \"wash_at\") { value type } } } } }";
    let data = shop.client().await.query(question, serde_json::json!({})).await;
    let wash_at = serde_json::json!({ "value": "60", "type": "single_line_text_field" });
    assert_eq!(data["product"]["variants"]["nodes"][0]["metafield"], wash_at);
}

/// What each live variant is called, with its values.
async fn of_variants(shop: &TestShop, handle: &str) -> Vec<(String, metafield::Model)> {
    let db_ = shop.database.connect().await;
    let mut found = Vec::new();
    for variant in db::variants(&db_, handle).await {
        let rows = metafield::Entity::find()
            .filter(metafield::Column::OwnerId.eq(variant.id.0))
            .order_by_asc(metafield::Column::Key)
            .all(&db_)
            .await
            .unwrap();
        assert!(rows.iter().all(|row| row.owner_type == OwnerType::Variant));
        found.extend(rows.into_iter().map(|row| (variant.option1.clone(), row)));
    }
    found
}

fn said(found: &[(String, metafield::Model)]) -> Vec<(&str, String)> {
    let text = |row: &metafield::Model| format!("{}.{}={}", row.namespace, row.key, row.value);
    found.iter().map(|(variant, row)| (variant.as_str(), text(row))).collect()
}
