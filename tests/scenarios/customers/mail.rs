//! What goes by mail: choosing another password, or the first one.
use chrono::TimeDelta;
use entity::{customer, ids::CustomerId, outbox_event, strings::Strings, user_token::Kind};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use tests::{TestShop, on_both_databases};
use uuid::Uuid;

use super::{PASSWORD, client, log_in, mailed, register, run, whose};

on_both_databases!(a_forgotten_password_is_replaced, a_guest_opens_an_account_by_mail);

/// Events of a topic, whose payload must tell nothing.
async fn events(shop: &TestShop, topic: &str) -> Vec<Uuid> {
    let database = shop.database.connect().await;
    let found =
        outbox_event::Entity::find().filter(outbox_event::Column::Topic.eq(topic)).all(&database).await.unwrap();
    database.close().await.unwrap();
    assert!(found.iter().all(|event| event.payload == json!({})), "{found:?}");
    found.into_iter().map(|event| event.subject_id).collect()
}

const RESET: &str = "mutation ($id: ID!, $token: String!, $password: String!) {
    customerReset(id: $id, input: { resetToken: $token, password: $password }) {
        customer { email } customerAccessToken { accessToken } customerUserErrors { code field message } } }";

async fn a_forgotten_password_is_replaced(shop: &TestShop) {
    let client = client(shop).await;
    let ann = register(shop, "ann@shop.example").await;
    let id = format!("gid://shopify/Customer/{}", ann.id);
    let before = log_in(&client, "ann@shop.example", PASSWORD).await.unwrap();
    let recover = "mutation ($email: String!) { customerRecover(email: $email) { customerUserErrors { code } } }";
    for email in ["ann@shop.example", "nobody@shop.example", "nonsense"] {
        assert_eq!(run(&client, recover, json!({ "email": email })).await, json!({ "customerUserErrors": [] }));
    }
    assert_eq!(events(shop, "customer.recover_requested").await, [ann.id.0]);
    for _ in 0..5 {
        log_in(&client, "ann@shop.example", "wrong horse").await.unwrap_err();
    }

    let token = mailed(shop, "ann@shop.example", Kind::Reset).await;
    let reset = async |token: &str, password: &str| {
        run(&client, RESET, json!({ "id": id, "token": token, "password": password })).await
    };
    let code = |payload: &serde_json::Value| payload["customerUserErrors"][0]["code"].as_str().map(str::to_owned);
    assert_eq!(code(&reset("x", "battery staple").await).as_deref(), Some("TOKEN_INVALID"));
    assert_eq!(code(&reset(token.reveal(), "short").await).as_deref(), Some("TOO_SHORT"));
    let done = reset(token.reveal(), "battery staple").await;
    assert_eq!((code(&done), &done["customer"]["email"]), (None, &json!("ann@shop.example")));
    let new = done["customerAccessToken"]["accessToken"].as_str().unwrap();
    assert_eq!(whose(&client, new).await.as_deref(), Some("ann@shop.example"));
    assert_eq!(whose(&client, &before).await, None, "whoever knew the old password is out");
    assert_eq!(code(&reset(token.reveal(), "battery staple").await).as_deref(), Some("TOKEN_INVALID"), "works once");
    // What was closed is open again, for the new password.
    log_in(&client, "ann@shop.example", "battery staple").await.unwrap();
    assert!(log_in(&client, "ann@shop.example", PASSWORD).await.is_err());

    let old = mailed(shop, "ann@shop.example", Kind::Reset).await;
    let token = mailed(shop, "ann@shop.example", Kind::Reset).await;
    assert_eq!(code(&reset(old.reveal(), PASSWORD).await).as_deref(), Some("TOKEN_INVALID"), "a later mail counts");
    shop.clock.advance(TimeDelta::hours(2));
    assert_eq!(code(&reset(token.reveal(), PASSWORD).await).as_deref(), Some("TOKEN_INVALID"), "too late");
}

async fn guest(shop: &TestShop, email: &str) -> CustomerId {
    let now = shop.shop.now();
    let row = customer::Model {
        id: Uuid::from_u128(7).into(),
        user_id: None,
        email: Some(email.to_owned()),
        phone: None,
        first_name: "Gus".to_owned(),
        last_name: String::new(),
        state: customer::State::Guest,
        accepts_marketing: false,
        tax_exempt: false,
        language: None,
        note: String::new(),
        tags: Strings::default(),
        order_count: 1,
        version: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    let id = row.id;
    let database = shop.database.connect().await;
    customer::Entity::insert(row.into_active_model()).exec(&database).await.unwrap();
    database.close().await.unwrap();
    id
}

async fn a_guest_opens_an_account_by_mail(shop: &TestShop) {
    let client = client(shop).await;
    let gus = guest(shop, "gus@shop.example").await;
    let create = "mutation ($input: CustomerCreateInput!) { customerCreate(input: $input) {
        customer { id } customerUserErrors { code } } }";
    for _ in 0..2 {
        let input = json!({ "email": "gus@shop.example", "password": PASSWORD });
        let refused = run(&client, create, json!({ "input": input })).await;
        assert_eq!(refused["customerUserErrors"][0]["code"], json!("CUSTOMER_DISABLED"));
    }
    assert!(log_in(&client, "gus@shop.example", PASSWORD).await.is_err(), "a password proves nothing");
    assert_eq!(events(shop, "customer.activation_requested").await, [gus.0, gus.0]);

    let activate =
        "mutation ($url: URL!, $password: String!) { customerActivateByUrl(activationUrl: $url, password: $password) {
        customer { firstName numberOfOrders } customerUserErrors { code field } } }";
    let link = |token: &str| format!("https://shop.example/account/activate/{gus}/{token}");
    let mail = mailed(shop, "gus@shop.example", Kind::Activate).await;
    let done = run(&client, activate, json!({ "url": link(mail.reveal()), "password": PASSWORD })).await;
    assert_eq!(done["customer"], json!({ "firstName": "Gus", "numberOfOrders": "1" }), "{done:#}");
    log_in(&client, "gus@shop.example", PASSWORD).await.unwrap();
    let mail = mailed(shop, "gus@shop.example", Kind::Activate).await;
    let again = run(&client, activate, json!({ "url": link(mail.reveal()), "password": PASSWORD })).await;
    assert_eq!(again["customerUserErrors"][0]["code"], json!("ALREADY_ENABLED"));
}
