//! Registering, and what customers change about themselves.
use entity::{customer, user_account};
use futures::future::join_all;
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use service::customer::create::{self, CreateCustomerError};
use tests::{TestShop, on_both_databases};

use super::{PASSWORD, client, log_in, newcomer, register, run, whose};

on_both_databases!(
    one_of_many_gets_the_address,
    all_that_is_wrong_is_told,
    customers_change_what_they_said,
    another_password_ends_all_logins,
);

async fn one_of_many_gets_the_address(shop: &TestShop) {
    let all = join_all((0..6).map(|_| async { create::create(&shop.shop, &newcomer("ann@shop.example")).await })).await;
    assert_eq!(all.iter().filter(|made| made.is_ok()).count(), 1);
    assert!(all.iter().all(|made| matches!(made, Ok(_) | Err(CreateCustomerError::Taken))), "{all:?}");
    let database = shop.database.connect().await;
    assert_eq!(customer::Entity::find().all(&database).await.unwrap().len(), 1);
    assert_eq!(user_account::Entity::find().all(&database).await.unwrap().len(), 1);
    database.close().await.unwrap();
}

fn codes(payload: &Value) -> Vec<String> {
    let errors = payload["customerUserErrors"].as_array().unwrap();
    let text = |error: &Value| {
        let field: Vec<_> = error["field"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        format!("{} {}", field.join("."), error["code"].as_str().unwrap())
    };
    errors.iter().map(text).collect()
}

async fn all_that_is_wrong_is_told(shop: &TestShop) {
    let client = client(shop).await;
    let document = "mutation ($input: CustomerCreateInput!) { customerCreate(input: $input) {
        customer { id } customerUserErrors { code field message } } }";
    let input = json!({ "email": "ann@shop", "password": "short", "firstName": "<i>Ann</i>",
        "lastName": "https://x.example", "phone": "030 1234567" });
    let refused = run(&client, document, json!({ "input": input })).await;
    assert_eq!(
        codes(&refused),
        [
            "input.email BAD_DOMAIN",
            "input.password TOO_SHORT",
            "input.firstName CONTAINS_HTML_TAGS",
            "input.lastName CONTAINS_URL",
            "input.phone INVALID"
        ]
    );
    for (email, password, wrong) in [
        ("", PASSWORD, "input.email BLANK"),
        ("ann", PASSWORD, "input.email INVALID"),
        ("ann@shop.example", " correct horse", "input.password PASSWORD_STARTS_OR_ENDS_WITH_WHITESPACE"),
        ("ann@shop.example", &"x".repeat(129), "input.password TOO_LONG"),
        ("ann@shop.example", "", "input.password BLANK"),
    ] {
        let refused = run(&client, document, json!({ "input": { "email": email, "password": password } })).await;
        assert_eq!(codes(&refused), [wrong]);
    }
    register(shop, "ann@shop.example").await;
    let refused =
        run(&client, document, json!({ "input": { "email": "Ann@shop.example", "password": PASSWORD } })).await;
    assert_eq!(codes(&refused), ["input.email TAKEN"]);
}

const UPDATE: &str = "mutation ($token: String!, $customer: CustomerUpdateInput!) {
    customerUpdate(customerAccessToken: $token, customer: $customer) {
        customer { email firstName lastName phone acceptsMarketing } customerAccessToken { accessToken }
        customerUserErrors { code field message } } }";

async fn customers_change_what_they_said(shop: &TestShop) {
    let client = client(shop).await;
    register(shop, "ann@shop.example").await;
    register(shop, "bob@shop.example").await;
    let token = log_in(&client, "ann@shop.example", PASSWORD).await.unwrap();
    let change = async |customer: Value| run(&client, UPDATE, json!({ "token": token, "customer": customer })).await;
    let all = json!({ "email": "Ann.Other@shop.example", "firstName": "Ann", "lastName": "Other", "phone": "+4930123456",
        "acceptsMarketing": true });
    let changed = change(all).await;
    assert_eq!(
        changed["customer"],
        json!({ "email": "ann.other@shop.example", "firstName": "Ann", "lastName": "Other", "phone": "+4930123456",
                "acceptsMarketing": true })
    );
    assert_eq!(changed["customerAccessToken"], json!(null));
    // What is left out stays, null takes away.
    let changed = change(json!({ "phone": null })).await;
    assert_eq!((&changed["customer"]["phone"], &changed["customer"]["lastName"]), (&json!(null), &json!("Other")));
    assert_eq!(
        codes(&change(json!({ "email": "bob@shop.example", "firstName": "Bob" })).await),
        ["customer.email TAKEN"]
    );
    let unchanged = change(json!({})).await;
    assert_eq!(unchanged["customer"]["firstName"], json!("Ann"), "nothing half done");
    // The login has the new address, too.
    assert!(log_in(&client, "ann@shop.example", PASSWORD).await.is_err());
    log_in(&client, "ann.other@shop.example", PASSWORD).await.unwrap();
    let stranger = run(&client, UPDATE, json!({ "token": "x", "customer": {} })).await;
    assert_eq!(codes(&stranger), ["customerAccessToken UNIDENTIFIED_CUSTOMER"]);
}

async fn another_password_ends_all_logins(shop: &TestShop) {
    let client = client(shop).await;
    register(shop, "ann@shop.example").await;
    let here = log_in(&client, "ann@shop.example", PASSWORD).await.unwrap();
    let there = log_in(&client, "ann@shop.example", PASSWORD).await.unwrap();
    let changed = run(&client, UPDATE, json!({ "token": here, "customer": { "password": "battery staple" } })).await;
    let new = changed["customerAccessToken"]["accessToken"].as_str().unwrap();
    assert_eq!((whose(&client, &here).await, whose(&client, &there).await), (None, None));
    assert_eq!(whose(&client, new).await.as_deref(), Some("ann@shop.example"));
    assert!(log_in(&client, "ann@shop.example", PASSWORD).await.is_err());
    log_in(&client, "ann@shop.example", "battery staple").await.unwrap();
}
