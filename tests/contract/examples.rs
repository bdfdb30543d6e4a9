//! The examples of the repository run as they stand, on the demo shop.
use std::{fs, path::Path};

use serde_json::json;
use tests::{TestShop, on_both_databases};

on_both_databases!(every_example_runs);

async fn every_example_runs(shop: &TestShop) {
    shop.seed_demo().await;
    let client = shop.client().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("examples");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 8, "only {} examples were found", files.len());
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let answer = client.send(&fs::read_to_string(&file).unwrap(), json!({})).await;
        assert!(answer.body["errors"].is_null(), "{name}: {:#}", answer.body["errors"]);
        for (field, value) in answer.data().as_object().unwrap() {
            assert!(!value.is_null(), "{name}: the demo shop has nothing for `{field}`");
        }
    }
}
