//! Logging in, out, and trying to.
use chrono::TimeDelta;
use entity::session;
use futures::future::join_all;
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use serde_json::json;
use service::auth::{login, session as sessions};
use tests::{TestShop, on_both_databases};

use super::{PASSWORD, attempt, client, log_in, login_of, register, run, whose};

on_both_databases!(
    a_customer_registers_and_logs_in_and_out,
    five_wrong_passwords_close_an_account_for_two_hours,
    failures_at_once_count_each,
    a_renewed_token_makes_place,
    a_copied_token_ends_the_family,
    logins_are_bounded,
);

async fn a_customer_registers_and_logs_in_and_out(shop: &TestShop) {
    let client = client(shop).await;
    let document = "mutation ($input: CustomerCreateInput!) { customerCreate(input: $input) {
        customer { id email firstName displayName phone acceptsMarketing numberOfOrders tags orders(first: 1) { edges { node { id } } } }
        customerUserErrors { code field message } userErrors { message } } }";
    let input =
        json!({ "email": " Ann@Shop.Example ", "password": PASSWORD, "firstName": "Ann", "phone": "+49 30 1234567" });
    let created = run(&client, document, json!({ "input": input })).await;
    assert_eq!(created["customerUserErrors"], json!([]));
    let customer = &created["customer"];
    assert_eq!((customer["email"].as_str(), customer["displayName"].as_str()), (Some("ann@shop.example"), Some("Ann")));
    assert_eq!((customer["phone"].as_str(), customer["numberOfOrders"].as_str()), (Some("+49301234567"), Some("0")));
    assert_eq!(customer["orders"]["edges"], json!([]));

    for (email, password) in [("ann@shop.example", "wrong horse"), ("bob@shop.example", PASSWORD), ("nonsense", "")] {
        assert_eq!(log_in(&client, email, password).await, Err("UNIDENTIFIED_CUSTOMER".to_owned()), "{email}");
    }
    let token = log_in(&client, "ANN@shop.example", PASSWORD).await.unwrap();
    assert_eq!(whose(&client, &token).await.as_deref(), Some("ann@shop.example"));
    for stranger in ["", "x", &token[1..]] {
        assert_eq!(whose(&client, stranger).await, None);
    }
    let delete = "mutation ($token: String!) { customerAccessTokenDelete(customerAccessToken: $token) {
        deletedAccessToken userErrors { message } } }";
    let left = run(&client, delete, json!({ "token": token })).await;
    assert_eq!(left, json!({ "deletedAccessToken": token, "userErrors": [] }));
    assert_eq!(whose(&client, &token).await, None);
    let again = run(&client, delete, json!({ "token": token })).await;
    assert_eq!(again["userErrors"].as_array().map(Vec::len), Some(1));
}

async fn five_wrong_passwords_close_an_account_for_two_hours(shop: &TestShop) {
    let client = client(shop).await;
    register(shop, "ann@shop.example").await;
    for _ in 0..4 {
        log_in(&client, "ann@shop.example", "wrong horse").await.unwrap_err();
    }
    // Four are forgiven.
    log_in(&client, "ann@shop.example", PASSWORD).await.unwrap();
    assert_eq!(login_of(shop, "ann@shop.example").await.failed_attempts, 0);
    for _ in 0..5 {
        log_in(&client, "ann@shop.example", "wrong horse").await.unwrap_err();
    }
    let refused = Err("UNIDENTIFIED_CUSTOMER".to_owned());
    assert_eq!(log_in(&client, "ann@shop.example", PASSWORD).await, refused);
    // More of them do not make it longer.
    shop.clock.advance(TimeDelta::minutes(119));
    log_in(&client, "ann@shop.example", "wrong horse").await.unwrap_err();
    assert_eq!(log_in(&client, "ann@shop.example", PASSWORD).await, refused);
    shop.clock.advance(TimeDelta::minutes(1));
    log_in(&client, "ann@shop.example", "wrong horse").await.unwrap_err();
    assert_eq!(login_of(shop, "ann@shop.example").await.failed_attempts, 1);
    log_in(&client, "ann@shop.example", PASSWORD).await.unwrap();
}

async fn failures_at_once_count_each(shop: &TestShop) {
    register(shop, "ann@shop.example").await;
    let wrong = attempt("ann@shop.example", "wrong horse");
    let refused = join_all((0..4).map(|_| login::log_in(&shop.shop, &wrong))).await;
    assert!(refused.iter().all(Result::is_err));
    let account = login_of(shop, "ann@shop.example").await;
    assert_eq!((account.failed_attempts, account.locked_until), (4, None));
    // Many guesses at once, a right one among the last: no more is learnt than from five in a row.
    let right = attempt("ann@shop.example", PASSWORD);
    join_all((0..8).map(|_| login::log_in(&shop.shop, &wrong))).await;
    assert!(login::log_in(&shop.shop, &right).await.is_err());
    let account = login_of(shop, "ann@shop.example").await;
    assert_eq!(account.failed_attempts, login::FAILURES_MAX);
    assert_eq!(account.locked_until, Some(shop.shop.now() + TimeDelta::hours(login::LOCKED_HOURS)));
}

async fn a_renewed_token_makes_place(shop: &TestShop) {
    let client = client(shop).await;
    register(shop, "ann@shop.example").await;
    let old = log_in(&client, "ann@shop.example", PASSWORD).await.unwrap();
    shop.clock.advance(TimeDelta::days(29));
    let renew = "mutation ($token: String!) { customerAccessTokenRenew(customerAccessToken: $token) {
        customerAccessToken { accessToken expiresAt } userErrors { field message } } }";
    let renewed = run(&client, renew, json!({ "token": old })).await;
    assert_eq!(renewed["userErrors"], json!([]));
    assert_eq!(renewed["customerAccessToken"]["expiresAt"], json!("2026-07-30T12:00:00Z"));
    let new = renewed["customerAccessToken"]["accessToken"].as_str().unwrap();
    // A request that was under way does no harm.
    assert_eq!(whose(&client, &old).await, None);
    assert_eq!(whose(&client, new).await.as_deref(), Some("ann@shop.example"));
    shop.clock.advance(TimeDelta::days(30));
    assert_eq!(whose(&client, new).await, None);
    let late = run(&client, renew, json!({ "token": new })).await;
    assert_eq!(late["customerAccessToken"], json!(null));
}

async fn a_copied_token_ends_the_family(shop: &TestShop) {
    register(shop, "ann@shop.example").await;
    let log_in = async || login::log_in(&shop.shop, &attempt("ann@shop.example", PASSWORD)).await.unwrap().token;
    let lasts = async |token: &str| sessions::customer_of(&shop.shop, token).await.unwrap().is_some();
    let elsewhere = log_in().await;

    let old = log_in().await;
    let new = sessions::renew(&shop.shop, old.reveal()).await.unwrap().token;
    assert!(sessions::renew(&shop.shop, old.reveal()).await.is_err(), "renewed twice");
    assert!(lasts(new.reveal()).await, "the request was sent again");
    shop.clock.advance(TimeDelta::seconds(11));
    assert!(sessions::renew(&shop.shop, old.reveal()).await.is_err(), "renewed twice");
    assert!(!lasts(new.reveal()).await, "one of the two is a thief's");

    let old = log_in().await;
    let new = sessions::renew(&shop.shop, old.reveal()).await.unwrap().token;
    assert!(!lasts(old.reveal()).await);
    assert!(lasts(new.reveal()).await);
    shop.clock.advance(TimeDelta::seconds(11));
    assert!(!lasts(old.reveal()).await);
    assert!(!lasts(new.reveal()).await, "the old one was used again");
    assert!(lasts(elsewhere.reveal()).await, "another login is another family");

    // Of two who renew at once one comes second, with a token that was renewed.
    let old = log_in().await;
    let both = join_all((0..2).map(|_| sessions::renew(&shop.shop, old.reveal()))).await;
    assert_eq!(both.iter().filter(|renewed| renewed.is_ok()).count(), 1);
}

async fn logins_are_bounded(shop: &TestShop) {
    register(shop, "ann@shop.example").await;
    let mut token = login::log_in(&shop.shop, &attempt("ann@shop.example", PASSWORD)).await.unwrap().token;
    for _ in 0..sessions::SESSIONS_PER_USER_MAX + 5 {
        token = sessions::renew(&shop.shop, token.reveal()).await.unwrap().token;
    }
    let database = shop.database.connect().await;
    let kept = session::Entity::find().all(&database).await.unwrap().len() as u64;
    database.close().await.unwrap();
    assert_eq!(kept, sessions::SESSIONS_PER_USER_MAX);
    assert!(sessions::customer_of(&shop.shop, token.reveal()).await.unwrap().is_some());
}
