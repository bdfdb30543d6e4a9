//! Keys open what they are for, and nothing once they are revoked or expired.
use chrono::Duration;
use entity::{api_key, audit_log};
use pretty_assertions::assert_eq;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use service::access::{
    Actor, Scopes,
    api_key::{CreateKey, CreateKeyError, RevokeKey, RevokeKeyError, authenticate, create, revoke},
};
use tests::{TestShop, client::Client, factory::catalogue, on_both_databases};

on_both_databases!(
    a_key_opens_the_admin_api_in_any_header,
    a_revoked_key_opens_nothing,
    a_key_expires,
    only_the_hash_is_kept,
    the_last_use_is_written_once_a_minute,
    bad_wishes_are_refused,
    the_storefront_does_not_mind_keys,
);

const ASK: &str = "{ currentApiKey { name prefix scopes } }";

fn wanted(words: &[&str]) -> CreateKey {
    CreateKey {
        name: "Warehouse".to_owned(),
        scopes: Scopes::of_words(words.iter().copied()).unwrap(),
        expires_after: None,
        actor: Actor::named("test"),
    }
}

async fn a_key_opens_the_admin_api_in_any_header(shop: &TestShop) {
    catalogue::ground(shop).await;
    let key = shop.admin_key(&["read_products", "write_inventory"]).await;
    let client = Client::admin(&shop.server().await.url(), None);
    for (path, header, value) in [
        ("/admin/graphql", "authorization", format!("Bearer {key}")),
        ("/admin/graphql", "authorization", format!("bearer  {key}")),
        ("/admin/graphql", "x-oxcart-access-token", key.clone()),
        ("/admin/api/2026-07/graphql.json", "x-shopify-access-token", key.clone()),
        ("/admin/api/unstable/graphql.json", "x-shopify-access-token", key.clone()),
    ] {
        let request = client.post(path).header(header, value).json(&json!({ "query": ASK }));
        let data = Client::answer(request).await.data();
        assert_eq!(data["currentApiKey"]["scopes"], json!(["read_products", "write_inventory"]), "{path} {header}");
        assert!(key.starts_with(data["currentApiKey"]["prefix"].as_str().unwrap()));
    }
    let last = if key.ends_with('0') { '1' } else { '0' };
    let other = format!("{}{last}", &key[..key.len() - 1]);
    for (header, value) in [
        ("authorization", format!("Basic {key}")),
        ("authorization", key.clone()),
        ("authorization", "Bearer".to_owned()),
        ("authorization", format!("Bearer {other}")),
        ("x-oxcart-access-token", format!("{key}0")),
        ("x-oxcart-access-token", key.to_uppercase()),
        ("x-shopify-storefront-access-token", key.clone()),
    ] {
        let request = client.post("/admin/graphql").header(header, value).json(&json!({ "query": ASK }));
        let answer = Client::answer(request).await;
        assert_eq!((answer.status.as_u16(), answer.codes()), (401, vec!["UNAUTHENTICATED"]), "{header}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
        assert!(answer.body["errors"][0]["extensions"]["requestId"].is_string(), "{:#}", answer.body);
    }
}

async fn a_revoked_key_opens_nothing(shop: &TestShop) {
    catalogue::ground(shop).await;
    let made = create(&shop.shop, &wanted(&["all"])).await.unwrap();
    let client = Client::admin(&shop.server().await.url(), Some(made.reveal()));
    client.query(ASK, json!({})).await;
    let wish = RevokeKey { prefix: made.prefix.clone(), actor: Actor::named("test") };
    revoke(&shop.shop, &wish).await.unwrap();
    assert_eq!(client.send(ASK, json!({})).await.codes(), ["UNAUTHENTICATED"]);
    // Again: nothing changes, and nothing is told twice.
    revoke(&shop.shop, &wish).await.unwrap();
    let log = audit_log::Entity::find().order_by_asc(audit_log::Column::Id).all(shop.shop.database().writer()).await;
    let log: Vec<_> = log.unwrap().into_iter().map(|line| (line.actor, line.action, line.subject_id)).collect();
    let line = |action: &str| ("test".to_owned(), action.to_owned(), Some(made.id.0));
    assert_eq!(log, [line("apiKeyCreate"), line("apiKeyRevoke")]);
}

async fn a_key_expires(shop: &TestShop) {
    let wish = CreateKey { expires_after: Some(Duration::days(30)), ..wanted(&["all"]) };
    let key = create(&shop.shop, &wish).await.unwrap().reveal();
    shop.clock.advance(Duration::days(30) - Duration::seconds(1));
    assert!(authenticate(&shop.shop, &key).await.unwrap().is_some());
    shop.clock.advance(Duration::seconds(1));
    assert_eq!(authenticate(&shop.shop, &key).await.unwrap(), None);
}

async fn only_the_hash_is_kept(shop: &TestShop) {
    let made = create(&shop.shop, &wanted(&["all"])).await.unwrap();
    let row = stored(shop).await;
    let secret = made.reveal().replace(&made.prefix, "");
    assert!(secret.len() >= 48, "{} digits are secret", secret.len());
    assert!(!format!("{row:?}").contains(&secret), "{row:?}");
    assert!(!format!("{made:?}").contains(&secret), "a key is printed");
    // What a stolen database holds opens nothing.
    assert_eq!(authenticate(&shop.shop, &row.key_hash).await.unwrap(), None);
    assert_eq!(authenticate(&shop.shop, &format!("oxadm_{}", row.key_hash)).await.unwrap(), None);
}

async fn stored(shop: &TestShop) -> api_key::Model {
    api_key::Entity::find().one(shop.shop.database().writer()).await.unwrap().unwrap()
}

async fn the_last_use_is_written_once_a_minute(shop: &TestShop) {
    let key = create(&shop.shop, &wanted(&["all"])).await.unwrap().reveal();
    assert_eq!(stored(shop).await.last_used_at, None);
    let first = shop.shop.now();
    for seconds in [0, 30, 29] {
        shop.clock.advance(Duration::seconds(seconds));
        authenticate(&shop.shop, &key).await.unwrap().unwrap();
        assert_eq!(stored(shop).await.last_used_at, Some(first));
    }
    shop.clock.advance(Duration::seconds(1));
    authenticate(&shop.shop, &key).await.unwrap().unwrap();
    assert_eq!(stored(shop).await.last_used_at, Some(first + Duration::minutes(1)));
}

async fn bad_wishes_are_refused(shop: &TestShop) {
    let nameless = CreateKey { name: "  ".to_owned(), ..wanted(&["all"]) };
    assert!(matches!(create(&shop.shop, &nameless).await, Err(CreateKeyError::BadName)));
    assert!(matches!(create(&shop.shop, &wanted(&[])).await, Err(CreateKeyError::NoScope)));
    let late = CreateKey { expires_after: Some(Duration::zero()), ..wanted(&["all"]) };
    assert!(matches!(create(&shop.shop, &late).await, Err(CreateKeyError::BadExpiry)));
    create(&shop.shop, &wanted(&["all"])).await.unwrap();
    create(&shop.shop, &wanted(&["all"])).await.unwrap();
    for prefix in ["", "oxadm_", "%", "oxadm_%", "oxadm_zz"] {
        let wish = RevokeKey { prefix: prefix.to_owned(), actor: Actor::named("test") };
        let refused = revoke(&shop.shop, &wish).await.unwrap_err();
        assert!(matches!(refused, RevokeKeyError::Unknown), "{prefix:?}: {refused}");
    }
}

async fn the_storefront_does_not_mind_keys(shop: &TestShop) {
    catalogue::ground(shop).await;
    let client = shop.client().await;
    let request = client.post("/graphql").bearer_auth("nonsense").json(&json!({ "query": "{ shop { name } }" }));
    assert_eq!(Client::answer(request).await.data()["shop"]["name"], "Test");
}
