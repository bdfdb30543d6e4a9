//! What costs too much is refused at once, in words, before anything is done for it.
use std::{fmt::Write as _, time::Duration};

use serde_json::{Value, json};
use tests::{TestShop, client::Client, factory::catalogue, on_both_databases};
use tokio::time::Instant;

on_both_databases!(
    a_fragment_bomb,
    a_flood_of_aliases,
    a_deep_query,
    a_flood_of_directives,
    a_huge_body,
    a_huge_page,
    a_huge_list,
    a_list_bomb,
    a_large_batch,
    a_storefronts_page_is_not_refused,
);

/// What a refusal may take.
const REFUSAL: Duration = Duration::from_millis(50);
/// Code that is not optimised, on a machine that runs other tests: so much slower.
const DEBUG_SLACK: u32 = if cfg!(debug_assertions) { 5 } else { 1 };
/// The fastest of so many counts: the others waited for other tests.
const ATTEMPTS: usize = 3;

/// Sends it a few times; every answer must carry the code, the fastest one in time.
async fn assert_refused(shop: &TestShop, body: &Value, code: &str) {
    let client = served(shop).await;
    let mut fastest = Duration::MAX;
    for _ in 0..ATTEMPTS {
        let started = Instant::now();
        let answer = Client::answer(client.post("/graphql").json(body)).await;
        fastest = fastest.min(started.elapsed());
        let codes = answer.codes();
        assert_eq!(codes, [code], "{}: {:#}", answer.status, answer.body);
        assert!(answer.body["data"].is_null(), "refused, and answered: {:#}", answer.body);
    }
    assert!(fastest < REFUSAL * DEBUG_SLACK, "refused after {fastest:?}");
    client.query("{ shop { name } }", json!({})).await;
}

async fn served(shop: &TestShop) -> Client {
    catalogue::fill(shop, 3).await;
    shop.client().await
}

fn operation(document: &str) -> Value {
    json!({ "query": document })
}

/// Each fragment twice in the one before it: 2^30 fields in a kilobyte.
async fn a_fragment_bomb(shop: &TestShop) {
    let mut document = "{ ...F0 }".to_owned();
    for number in 0..30 {
        let next = number + 1;
        write!(document, " fragment F{number} on QueryRoot {{ ...F{next} ...F{next} }}").unwrap();
    }
    document.push_str(" fragment F30 on QueryRoot { shop { name } }");
    assert_refused(shop, &operation(&document), "TOO_COMPLEX").await;
}

async fn a_flood_of_aliases(shop: &TestShop) {
    let mut document = "{".to_owned();
    for number in 0..1_000 {
        write!(document, " a{number}: shop {{ name }}").unwrap();
    }
    document.push('}');
    assert_refused(shop, &operation(&document), "TOO_COMPLEX").await;
}

async fn a_deep_query(shop: &TestShop) {
    let levels = 200;
    let document = format!(
        "{{ products(first: 1) {{ nodes {{ {} id {} }} }} }}",
        "collections(first: 1) { nodes { products(first: 1) { nodes { ".repeat(levels),
        "} } } }".repeat(levels),
    );
    assert_refused(shop, &operation(&document), "TOO_COMPLEX").await;
}

async fn a_flood_of_directives(shop: &TestShop) {
    let document = format!("{{ shop {{ name {} }} }}", "@include(if: true) ".repeat(2_000));
    assert_refused(shop, &operation(&document), "TOO_COMPLEX").await;
}

async fn a_huge_body(shop: &TestShop) {
    let document = format!("{{ shop {{ name }} }} #{}", " ".repeat(4 * 1024 * 1024));
    let client = served(shop).await;
    let started = Instant::now();
    // A server may answer and hang up before it has read it all.
    if let Ok(response) = client.post("/graphql").json(&operation(&document)).send().await {
        assert_eq!(response.status(), 413);
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{body:#}");
    }
    assert!(started.elapsed() < REFUSAL * DEBUG_SLACK, "refused after {:?}", started.elapsed());
    client.query("{ shop { name } }", json!({})).await;
}

async fn a_huge_page(shop: &TestShop) {
    assert_refused(shop, &operation("{ products(first: 1000000) { nodes { id } } }"), "BAD_USER_INPUT").await;
}

async fn a_huge_list(shop: &TestShop) {
    let ids: Vec<_> = (0..5_000).map(|number| format!("gid://shopify/Product/{number}")).collect();
    let body = json!({
        "query": "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        "variables": { "ids": ids },
    });
    assert_refused(shop, &body, "BAD_USER_INPUT").await;
}

/// Every page within its bound, and all of them together beyond any.
async fn a_list_bomb(shop: &TestShop) {
    let document = "{ products(first: 250) { nodes { collections(first: 250) { nodes { products(first: 250) { nodes {
        variants(first: 250) { nodes { id } } } } } } } } }";
    assert_refused(shop, &operation(document), "TOO_COMPLEX").await;
}

async fn a_large_batch(shop: &TestShop) {
    let client = served(shop).await;
    let batch: Vec<_> = (0..500).map(|_| operation("{ shop { name } }")).collect();
    let started = Instant::now();
    let answer = Client::answer(client.post("/graphql").json(&batch)).await;
    assert!(started.elapsed() < REFUSAL * DEBUG_SLACK, "refused after {:?}", started.elapsed());
    assert_eq!(answer.codes(), ["TOO_COMPLEX"], "{}: {:#}", answer.status, answer.body);
}

async fn a_storefronts_page_is_not_refused(shop: &TestShop) {
    let client = served(shop).await;
    for document in [
        include_str!("../../examples/home.graphql"),
        include_str!("../../examples/collection.graphql"),
        include_str!("../../examples/product.graphql"),
    ] {
        client.query(document, json!({})).await;
    }
}
