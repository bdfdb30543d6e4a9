//! What caches may keep.
use actix_web::test::TestRequest;
use serde_json::json;

use super::{Door, get};

#[actix_web::test]
async fn what_everybody_sees_may_be_kept_and_asked_about() {
    let door = Door::open().await;
    let got = door.get("{ shop { name } }").await;
    assert_eq!(got.header("cache-control"), "public, max-age=5, must-revalidate");
    let tag = got.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    let again = door.send(get("{ shop { name } }").insert_header(("if-none-match", tag))).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[actix_web::test]
async fn what_is_for_one_person_is_not() {
    let door = Door::open().await;
    let for_one = [
        get("{ shop { name } }").insert_header(("authorization", "Bearer x")),
        get("{ shop { name } }").insert_header(("x-oxcart-debug", "sql")),
        get("query @inContext(buyer: {customerAccessToken: \"x\"}) { shop { name } }"),
        get("{ nonsense }"),
        TestRequest::post().uri("/graphql").set_json(json!({ "query": "{ shop { name } }" })),
    ];
    for request in for_one {
        let got = door.send(request).await;
        assert_eq!((got.header("cache-control"), got.header("etag")), ("no-store", ""));
    }
}
