//! The admin API over HTTP: as the storefront's, behind a door that asks for a key first.
use actix_web::{http::Method, test::TestRequest};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Door;

const QUERY: &str = "query Name { shop { name } }";

fn post(key: &str, body: &Value) -> TestRequest {
    TestRequest::post().uri("/admin/graphql").insert_header(("x-oxcart-access-token", key)).set_json(body)
}

fn get(key: &str, query: &str) -> TestRequest {
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("query", query).finish();
    TestRequest::default()
        .method(Method::GET)
        .uri(&format!("/admin/graphql?{query}"))
        .insert_header(("authorization", format!("Bearer {key}")))
}

#[actix_web::test]
async fn nothing_is_told_without_a_key() {
    let door = Door::open().await;
    let bodies =
        [json!({ "query": QUERY }), json!({ "query": "{ __schema { types { name } } }" }), json!([7]), json!(7)];
    for body in &bodies {
        for key in ["", "oxadm_", "none", &format!("oxadm_{}", "0".repeat(64))] {
            let got = door.send(post(key, body)).await;
            assert_eq!((got.status, got.code().as_str()), (401, "UNAUTHENTICATED"), "{body} {key}");
            assert_eq!(got.header("www-authenticate"), "Bearer");
            assert_eq!(got.header("cache-control"), "no-store");
            assert_eq!(got.json().get("data"), None);
        }
    }
    let asks = post("", &bodies[0]).insert_header(("accept", "application/graphql-response+json"));
    let got = door.send(asks).await;
    assert_eq!(got.header("content-type"), "application/graphql-response+json; charset=utf-8");
    let figures = String::from_utf8(door.send(TestRequest::get().uri("/metrics")).await.body).unwrap();
    let line = "oxcart_graphql_errors_total{api=\"admin\",code=\"UNAUTHENTICATED\"} 17";
    assert!(figures.contains(line), "{line} is not in\n{figures}");
}

#[actix_web::test]
async fn a_key_opens_what_the_storefront_has() {
    let door = Door::open().await;
    let key = door.key().await;
    let query = json!({ "query": QUERY });
    let got = door.send(post(&key, &query).insert_header(("x-oxcart-debug", "sql"))).await;
    assert_eq!(got.json()["data"]["shop"]["name"], "Corner", "{:#}", got.json());
    assert!(got.json()["extensions"]["sql"]["statements"].is_u64());
    // Several in one body.
    let got = door.send(post(&key, &json!([query, query]))).await;
    assert_eq!(got.json()[1]["data"]["shop"]["name"], "Corner");
    // By its hash, which the other API does not know by that.
    let hash = format!("{:x}", Sha256::digest(QUERY));
    let hashed = json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } });
    assert_eq!(door.send(post(&key, &hashed)).await.code(), "PERSISTED_QUERY_NOT_FOUND");
    let mut both = hashed.clone();
    both["query"] = QUERY.into();
    door.send(post(&key, &both)).await;
    assert_eq!(door.send(post(&key, &hashed)).await.json()["data"]["shop"]["name"], "Corner");
    assert_eq!(door.post(&hashed).await.code(), "PERSISTED_QUERY_NOT_FOUND");
    // The same limits and the same manners.
    let deep = json!({ "query": format!("{{ shop {{ name {} }} }}", "@include(if: true) ".repeat(200)) });
    assert_eq!(door.send(post(&key, &deep)).await.code(), "TOO_COMPLEX");
    let text = TestRequest::post().uri("/admin/graphql").insert_header(("x-oxcart-access-token", key.as_str()));
    let text = text.insert_header(("content-type", "text/plain")).set_payload("{\"query\": \"{ shop { name } }\"}");
    assert_eq!(door.send(text).await.status, 415);
}

#[actix_web::test]
async fn get_reads_and_is_never_kept() {
    let door = Door::open().await;
    let key = door.key().await;
    let got = door.send(get(&key, "{ shop { name } }")).await;
    assert_eq!(got.json()["data"]["shop"]["name"], "Corner");
    assert_eq!((got.header("cache-control"), got.header("etag")), ("no-store", ""));
    let named = get("", "{ shop { name } }").insert_header(("x-shopify-access-token", key.as_str()));
    assert_eq!(door.send(named).await.status, 401, "the first header counts");
    let change = "mutation { priceListCreate(input: { name: \"x\", currency: EUR }) { userErrors { code } } }";
    let got = door.send(get(&key, change)).await;
    assert_eq!((got.status, got.header("allow")), (405, "POST"));
    let browser = TestRequest::get().uri("/admin/graphql").insert_header(("accept", "text/html"));
    let got = door.send(browser).await;
    assert_eq!((got.status, got.header("location")), (303, "/playground?api=admin"));
}

#[actix_web::test]
async fn what_each_api_has_is_its_own() {
    let door = Door::open().await;
    let key = door.key().await;
    assert_eq!(door.post(&json!({ "query": "{ currentApiKey { name } }" })).await.code(), "BAD_USER_INPUT");
    let got = door.send(post(&key, &json!({ "query": "{ localization { country { isoCode } } }" }))).await;
    assert_eq!(got.code(), "BAD_USER_INPUT");
}
