//! What is turned away before GraphQL comes into it, and what surrounds every answer.
use actix_web::{http::Method, test::TestRequest};
use serde_json::json;

use super::Door;
use crate::config::{HttpOptions, ServeOptions};

const QUERY: &str = "{\"query\": \"{ shop { name } }\"}";

fn body(content_type: &'static str, body: &'static str) -> TestRequest {
    TestRequest::post().uri("/graphql").insert_header(("content-type", content_type)).set_payload(body)
}

#[actix_web::test]
async fn what_a_page_could_send_without_asking_is_refused() {
    let door = Door::open().await;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        assert_eq!(door.send(body(content_type, QUERY)).await.status, 415, "{content_type}");
    }
    assert_eq!(door.send(TestRequest::post().uri("/graphql").set_payload(QUERY)).await.status, 415);
    assert_eq!(door.send(body("application/json; charset=utf-16", QUERY)).await.status, 415);
    assert_eq!(
        door.send(body("application/json", QUERY).insert_header(("content-encoding", "gzip"))).await.status,
        415
    );
    assert_eq!(door.send(body("application/json", QUERY).insert_header(("accept", "text/html"))).await.status, 406);
}

#[actix_web::test]
async fn what_is_no_request_is_told_why() {
    let door = Door::open().await;
    let wrong = ["", "{", "[]", "7", "{}", "{\"query\": 7}", "{\"query\": \"{a}\", \"variables\": []}", "[7]"];
    for text in wrong {
        let got = door.send(body("application/json", text)).await;
        assert_eq!((got.status, got.code().as_str()), (400, "BAD_USER_INPUT"), "{text}");
    }
}

#[actix_web::test]
async fn a_large_body_is_refused_by_what_it_says_and_by_what_it_is() {
    let door = Door::with(ServeOptions {
        http: HttpOptions { body_bytes_max: 100, ..HttpOptions::default() },
        ..ServeOptions::default()
    })
    .await;
    let large = json!({ "query": "{ shop { name } }", "variables": { "x": "x".repeat(100) } });
    let got = door.post(&large).await;
    assert_eq!((got.status, got.code().as_str()), (413, "BAD_USER_INPUT"));
    assert!(got.json()["errors"][0]["message"].as_str().unwrap().contains("100 bytes"));
}

#[actix_web::test]
async fn every_answer_has_an_id_that_may_be_the_clients() {
    let door = Door::open().await;
    let given = TestRequest::get().uri("/health/live").insert_header(("x-request-id", "order-7.a:b"));
    assert_eq!(door.send(given).await.header("x-request-id"), "order-7.a:b");
    let unsafe_id = TestRequest::get().uri("/health/live").insert_header(("x-request-id", "a b<script>"));
    let made = door.send(unsafe_id).await;
    assert_eq!(made.header("x-request-id").len(), 32);
}

#[actix_web::test]
async fn pages_of_other_sites_may_ask_if_the_operator_lets_them() {
    let headers = "x-shopify-storefront-access-token, x-sdk-variant, content-type";
    let preflight = || {
        TestRequest::default()
            .method(Method::OPTIONS)
            .uri("/api/2026-04/graphql.json")
            .insert_header(("origin", "https://shop.example"))
            .insert_header(("access-control-request-method", "POST"))
            .insert_header(("access-control-request-headers", headers))
    };
    let got = Door::open().await.send(preflight()).await;
    assert_eq!((got.status, got.header("access-control-allow-origin")), (204, "*"));
    assert_eq!(got.header("access-control-allow-headers"), headers);

    let other = HttpOptions { cors_origins: vec!["https://other.example".to_owned()], ..HttpOptions::default() };
    let door = Door::with(ServeOptions { http: other, ..ServeOptions::default() }).await;
    let got = door.send(preflight()).await;
    assert_eq!(got.header("access-control-allow-origin"), "");
    assert_eq!(got.header("access-control-allow-methods"), "");
    assert_eq!(got.header("vary"), "origin");
}

#[actix_web::test]
async fn its_health_and_figures_can_be_read() {
    let door = Door::open().await;
    let ready = door.send(TestRequest::get().uri("/health/ready")).await;
    assert_eq!(ready.json(), json!({ "status": "ok", "database": "ok", "migrations": "current" }));
    door.get("query Name { shop { name } }").await;
    door.get("{ nonsense }").await;
    let figures = door.send(TestRequest::get().uri("/metrics")).await;
    let text = String::from_utf8(figures.body).unwrap();
    for line in [
        "oxcart_graphql_operation_seconds_count{api=\"storefront\",operation=\"Name\"} 1",
        "oxcart_graphql_errors_total{api=\"storefront\",code=\"BAD_USER_INPUT\"} 1",
        "oxcart_http_requests_total{method=\"GET\",path=\"/graphql\",status=\"200\"} 2",
        "oxcart_sql_statements_total ",
        "oxcart_database_connections{state=\"open\"} ",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[actix_web::test]
async fn a_path_that_is_not_there_is_told_in_json() {
    let got = Door::open().await.send(TestRequest::get().uri("/nowhere")).await;
    assert_eq!((got.status, got.code().as_str()), (404, "NOT_FOUND"));
}
