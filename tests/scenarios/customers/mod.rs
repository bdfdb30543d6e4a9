//! Customers register, log in, forget their passwords and keep addresses, while strangers try.
mod account;
mod address_book;
mod login;
mod mail;
mod secrecy;

use entity::{user_account, user_token::Kind};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use service::{
    auth::{login::LogIn, once, password::Password},
    customer::create::{self, CreateCustomer},
    shop::{Unit, fault::Fault, secret::Secret},
};
use tests::{TestShop, client::Client};

const PASSWORD: &str = "correct horse";

/// A client of a shop that is set up, without products.
async fn client(shop: &TestShop) -> Client {
    crate::save::ground(shop).await;
    shop.client().await
}

fn newcomer(email: &str) -> CreateCustomer {
    CreateCustomer { email: email.to_owned(), password: PASSWORD.to_owned(), ..CreateCustomer::default() }
}

/// A customer with [`PASSWORD`].
async fn register(shop: &TestShop, email: &str) -> entity::customer::Model {
    create::create(&shop.shop, &newcomer(email)).await.unwrap()
}

fn attempt(email: &str, password: &str) -> LogIn {
    LogIn { email: email.to_owned(), password: Password::attempt(password) }
}

/// Tries to log in through the API: the token, or the code of the refusal.
async fn log_in(client: &Client, email: &str, password: &str) -> Result<String, String> {
    let document = "mutation ($input: CustomerAccessTokenCreateInput!) { customerAccessTokenCreate(input: $input) {
        customerAccessToken { accessToken expiresAt } customerUserErrors { code field message } } }";
    let data = client.query(document, json!({ "input": { "email": email, "password": password } })).await;
    let payload = &data["customerAccessTokenCreate"];
    match payload["customerAccessToken"]["accessToken"].as_str() {
        Some(token) => Ok(token.to_owned()),
        None => Err(payload["customerUserErrors"][0]["code"].as_str().unwrap().to_owned()),
    }
}

/// The e-mail of the customer that a token belongs to.
async fn whose(client: &Client, token: &str) -> Option<String> {
    let document = "query ($token: String!) { customer(customerAccessToken: $token) { email } }";
    let data = client.query(document, json!({ "token": token })).await;
    data["customer"]["email"].as_str().map(str::to_owned)
}

/// Runs a mutation and gives what its root field answered.
async fn run(client: &Client, document: &str, variables: Value) -> Value {
    let data = client.query(document, variables).await;
    data.as_object().and_then(|fields| fields.values().next()).cloned().unwrap()
}

async fn login_of(shop: &TestShop, email: &str) -> user_account::Model {
    let database = shop.database.connect().await;
    let found = user_account::Entity::find().filter(user_account::Column::Email.eq(email)).one(&database).await;
    database.close().await.unwrap();
    found.unwrap().unwrap()
}

/// What would stand in a mail.
async fn mailed(shop: &TestShop, email: &str, kind: Kind) -> Secret {
    async fn work(unit: &Unit, mail: &(entity::ids::UserId, Kind, Secret)) -> Result<(), Fault> {
        once::issue(unit, mail.0, mail.1, &mail.2).await
    }
    let token = Secret::random().unwrap();
    shop.shop.write(&(login_of(shop, email).await.id, kind, token.clone()), work).await.unwrap();
    token
}
