//! The letter of GraphQL over HTTP, where the audit does not look, and what the dialect's clients send.
use actix_web::{http::Method, test::TestRequest};
use serde_json::json;

use super::{Door, get};

#[actix_web::test]
async fn a_request_is_answered_with_what_it_took() {
    let door = Door::open().await;
    let body = json!({ "query": "query Name @inContext(country: DE, language: EN) { shop { name } ... @defer { __typename } }" });
    let asks = TestRequest::post().uri("/api/2025-01/graphql.json?operation=Name").set_json(&body);
    let got = door.send(asks.insert_header(("x-oxcart-debug", "sql"))).await;
    assert_eq!(got.status, 200);
    assert_eq!(got.json()["data"], json!({ "shop": { "name": "Corner" }, "__typename": "QueryRoot" }));
    assert_eq!(got.json()["extensions"]["cost"]["requestedQueryCost"], 3);
    assert!(got.json()["extensions"]["sql"]["statements"].is_u64(), "{:#}", got.json());
    assert_eq!(got.header("x-shopify-api-version"), "2025-01");
}

#[actix_web::test]
async fn get_reads_and_nothing_else() {
    let door = Door::open().await;
    assert_eq!(door.get("{ shop { name } }").await.json()["data"]["shop"]["name"], "Corner");
    let got = door.get("mutation { anything }").await;
    assert_eq!((got.status, got.header("allow")), (405, "POST"));
    let got = door.send(TestRequest::default().method(Method::DELETE).uri("/graphql")).await;
    assert_eq!(got.status, 405);
    assert!(got.header("allow").contains("POST"));
}

#[actix_web::test]
async fn a_browser_is_sent_to_the_playground() {
    let door = Door::open().await;
    let got = door.send(TestRequest::get().uri("/graphql").insert_header(("accept", "text/html,*/*;q=0.8"))).await;
    assert_eq!((got.status, got.header("location")), (303, "/playground"));
    let got = door.send(TestRequest::get().uri("/")).await;
    assert!(got.header("content-type").starts_with("text/html"));
    assert!(got.header("content-security-policy").contains("default-src 'none'"));
}

#[actix_web::test]
async fn a_document_may_come_alone() {
    let door = Door::open().await;
    let alone = TestRequest::post().uri("/graphql").insert_header(("content-type", "application/graphql"));
    assert_eq!(door.send(alone.set_payload("{ shop { name } }")).await.json()["data"]["shop"]["name"], "Corner");
}

#[actix_web::test]
async fn refusals_say_by_their_status_whether_they_were_run() {
    let door = Door::open().await;
    let modern = "application/graphql-response+json";
    let cases = [
        ("{ shop { name }", 400, "BAD_USER_INPUT"),
        ("{ nonsense }", 400, "BAD_USER_INPUT"),
        ("query A { shop { name } } query B { shop { name } }", 400, "BAD_USER_INPUT"),
        ("{ products(first: 100000) { nodes { id } } }", 400, "BAD_USER_INPUT"),
    ];
    for (document, status, code) in cases {
        let got = door.send(get(document).insert_header(("accept", modern))).await;
        assert_eq!((got.status, got.code().as_str()), (status, code), "{document}");
        assert!(got.json().get("data").is_none(), "{document}");
        assert!(got.json()["errors"][0]["extensions"]["requestId"].is_string(), "{document}");
        let got = door.get(document).await;
        assert_eq!((got.status, got.code().as_str()), (200, code), "{document}");
    }
}

#[actix_web::test]
async fn a_persisted_query_is_asked_for_once() {
    let door = Door::open().await;
    let query = "{ shop { name } }";
    let hash: String =
        crate::graphql::document::hash(query).iter().flat_map(|byte| [byte >> 4, byte & 15]).map(hex_digit).collect();
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let got = door.post(&json!({ "extensions": extensions })).await;
    assert_eq!((got.status, got.code().as_str()), (200, "PERSISTED_QUERY_NOT_FOUND"));
    assert_eq!(got.json()["errors"][0]["message"], "PersistedQueryNotFound");
    let got = door.post(&json!({ "query": "{ other }", "extensions": extensions })).await;
    assert_eq!(got.code(), "BAD_USER_INPUT");
    assert!(door.post(&json!({ "query": query, "extensions": extensions })).await.json()["data"].is_object());
    assert!(door.post(&json!({ "extensions": extensions })).await.json()["data"].is_object());
}

fn hex_digit(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap()
}

#[actix_web::test]
async fn requests_may_come_together_up_to_a_bound() {
    let door = Door::open().await;
    let one = json!({ "query": "{ shop { name } }" });
    let got = door.post(&json!([one, { "query": "{ nonsense }" }])).await;
    assert_eq!(got.status, 200);
    assert_eq!(got.json()[0]["data"]["shop"]["name"], "Corner");
    assert_eq!(got.json()[1]["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(door.post(&json!(vec![&one; 11])).await.code(), "TOO_COMPLEX");
    assert_eq!(door.post(&json!([])).await.status, 400);
}

#[actix_web::test]
async fn introspection_is_answered_whole() {
    let door = Door::open().await;
    let got = door.post(&json!({ "query": INTROSPECTION })).await;
    assert!(got.json()["errors"].is_null(), "{:#}", got.json()["errors"]);
    let directives = got.json()["data"]["__schema"]["directives"].as_array().unwrap().len();
    assert!(directives >= 4, "inContext and defer are among them");
}

/// What clients' tools ask, in our words.
const INTROSPECTION: &str = "query IntrospectionQuery {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types { ...T }
    directives { name description locations args { ...I } }
  }
}
fragment T on __Type {
  kind name description
  fields(includeDeprecated: true) { name args { ...I } type { ...R } isDeprecated deprecationReason }
  inputFields { ...I } interfaces { ...R } enumValues(includeDeprecated: true) { name } possibleTypes { ...R }
}
fragment I on __InputValue { name description type { ...R } defaultValue }
fragment R on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";
