//! The examples of the repository run as they stand, on the demo shop.
use std::{fs, path::Path};

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::{TestShop, on_both_databases};

on_both_databases!(every_example_runs, the_readme_shows_what_is_answered);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

async fn every_example_runs(shop: &TestShop) {
    shop.seed_demo().await;
    let client = shop.client().await;
    let folder = root().join("examples");
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

async fn the_readme_shows_what_is_answered(shop: &TestShop) {
    shop.seed_demo().await;
    let client = shop.client().await;
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let block = |language: &str| {
        let (_, rest) = readme.split_once(&format!("```{language}\n")).expect("the README has such a block");
        rest.split("```").next().unwrap().to_owned()
    };
    let shown: Value = serde_json::from_str(&block("json")).unwrap();
    assert_eq!(client.query(&block("graphql"), json!({})).await, shown);
}
