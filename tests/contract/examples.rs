//! The examples of the repository run as they stand, on the demo shop.
use std::{
    ffi::OsStr,
    fs, io,
    path::Path,
    process::{Command, Output},
};

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::{TestShop, on_both_databases};

on_both_databases!(
    every_example_runs,
    the_readme_shows_what_is_answered,
    every_cent_is_explained,
    an_order_lives_its_life,
);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

async fn every_example_runs(shop: &TestShop) {
    shop.seed_demo().await;
    let client = shop.client().await;
    let folder = root().join("examples");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension() == Some(OsStr::new("graphql")));
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

/// Runs the purchase with Node against an address. None when there is no Node.
async fn purchase(url: String) -> Option<Output> {
    let run = move || Command::new("node").arg(root().join("examples/cart.mjs")).env("OXCART_URL", url).output();
    match tokio::task::spawn_blocking(run).await.unwrap() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        ran => Some(ran.unwrap()),
    }
}

#[expect(clippy::print_stderr, reason = "who reads the log must see what was not tested")]
async fn every_cent_is_explained(shop: &TestShop) {
    shop.seed_demo().await;
    shop.client().await;
    let url = shop.server().await.url();
    // Twice: what it leaves behind must not matter.
    for _ in 0..2 {
        let Some(ran) = purchase(url.clone()).await else {
            eprintln!("SKIPPED: node is not installed, so examples/cart.mjs was not run");
            return;
        };
        let (told, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{told}\n{wrong}");
        assert!(told.ends_with("Every cent is explained.\n"), "{told}");
        for part in ["WELCOME10", "Express", "USt", "registers", "both carts are one", "-2.40  Linen"] {
            assert!(told.contains(part), "{part:?} is not in\n{told}");
        }
    }
    // Nobody listens there.
    let ran = purchase("http://127.0.0.1:9".to_owned()).await.unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("Not right: no shop answers"));
}

#[expect(clippy::print_stderr, reason = "who reads the log must see what was not tested")]
async fn an_order_lives_its_life(shop: &TestShop) {
    shop.seed_demo().await;
    shop.client().await;
    let (url, key) = (shop.server().await.url(), shop.admin_key(&["all"]).await);
    let run = move || {
        let mut node = Command::new("node");
        node.arg(root().join("examples/order.mjs")).env("OXCART_URL", url).env("OXCART_ADMIN_KEY", key).output()
    };
    let ran = match tokio::task::spawn_blocking(run).await.unwrap() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            eprintln!("SKIPPED: node is not installed, so examples/order.mjs was not run");
            return;
        }
        ran => ran.unwrap(),
    };
    let (told, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{told}\n{wrong}");
    assert!(told.contains("has been through: placed"), "{told}");
}
