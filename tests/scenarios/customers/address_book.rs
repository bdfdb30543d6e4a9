//! Address books: a customer's own, and nobody else's.
use futures::future::join_all;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use service::customer::{
    address_book::{ADDRESSES_MAX, AddAddress, AddressBookError, AddressChange, add},
    read,
};
use tests::{TestShop, client::Client, on_both_databases};

use super::{PASSWORD, client, log_in, register, run};

on_both_databases!(a_customer_keeps_addresses, strangers_find_no_address, the_book_is_bounded);

const CREATE: &str = "mutation ($token: String!, $address: MailingAddressInput!) {
    customerAddressCreate(customerAccessToken: $token, address: $address) {
        customerAddress { id formatted countryCodeV2 provinceCode zip } customerUserErrors { code field message } } }";
const CHANGE: &str = "mutation ($token: String!, $id: ID!, $address: MailingAddressInput!) {
    customerAddressUpdate(customerAccessToken: $token, id: $id, address: $address) {
        customerAddress { id city zip } customerUserErrors { code field message } } }";
const DELETE: &str =
    "mutation ($token: String!, $id: ID!) { customerAddressDelete(customerAccessToken: $token, id: $id) {
    deletedCustomerAddressId customerUserErrors { code field message } } }";
const PREFER: &str = "mutation ($token: String!, $id: ID!) {
    customerDefaultAddressUpdate(customerAccessToken: $token, addressId: $id) {
        customer { defaultAddress { id } } customerUserErrors { code field message } } }";

async fn create(client: &Client, token: &str, address: Value) -> String {
    let created = run(client, CREATE, json!({ "token": token, "address": address })).await;
    created["customerAddress"]["id"].as_str().unwrap_or_else(|| panic!("{created:#}")).to_owned()
}

/// The ids of the book, the default one marked.
async fn book(client: &Client, token: &str) -> Vec<(String, bool)> {
    let document = "query ($token: String!) { customer(customerAccessToken: $token) {
        defaultAddress { id } addresses(first: 10) { edges { node { id } } } } }";
    let customer = run(client, document, json!({ "token": token })).await;
    let edges = customer["addresses"]["edges"].as_array().unwrap();
    let of = |edge: &Value| {
        let id = &edge["node"]["id"];
        (id.as_str().unwrap().to_owned(), *id == customer["defaultAddress"]["id"])
    };
    edges.iter().map(of).collect()
}

async fn a_customer_keeps_addresses(shop: &TestShop) {
    let client = client(shop).await;
    register(shop, "ann@shop.example").await;
    let token = log_in(&client, "ann@shop.example", PASSWORD).await.unwrap();
    let ottawa = json!({ "address1": "1  Main Street", "city": "Ottawa", "province": "Ontario", "zip": "k1a0b1",
        "country": "Canada" });
    let created = run(&client, CREATE, json!({ "token": token, "address": ottawa })).await;
    let address = &created["customerAddress"];
    assert_eq!(address["formatted"], json!(["1 Main Street", "Ottawa ON K1A 0B1", "Canada"]));
    assert_eq!(address["countryCodeV2"], json!("CA"));
    let first = address["id"].as_str().unwrap().to_owned();
    let second = create(&client, &token, json!({ "city": "Berlin", "zip": "10115", "country": "DE" })).await;
    assert_eq!(book(&client, &token).await, [(first.clone(), true), (second.clone(), false)]);

    let wrong = json!({ "zip": "ABC", "city": "<b>x</b>", "country": "Atlantis" });
    let refused = run(&client, CREATE, json!({ "token": token, "address": wrong })).await;
    let fields: Vec<_> =
        refused["customerUserErrors"].as_array().unwrap().iter().map(|e| e["field"][1].clone()).collect();
    assert_eq!(fields, [json!("city"), json!("country")]);

    let change = json!({ "token": token, "id": second, "address": { "city": "Potsdam" } });
    let changed = run(&client, CHANGE, change).await;
    assert_eq!(
        (&changed["customerAddress"]["city"], &changed["customerAddress"]["zip"]),
        (&json!("Potsdam"), &json!("10115"))
    );
    let preferred = run(&client, PREFER, json!({ "token": token, "id": second })).await;
    assert_eq!(preferred["customer"]["defaultAddress"]["id"], json!(second));
    let deleted = run(&client, DELETE, json!({ "token": token, "id": second })).await;
    assert_eq!(deleted["deletedCustomerAddressId"], json!(second));
    assert_eq!(book(&client, &token).await, [(first, true)]);
}

async fn strangers_find_no_address(shop: &TestShop) {
    let client = client(shop).await;
    let ann = register(shop, "ann@shop.example").await;
    register(shop, "bob@shop.example").await;
    let ann_token = log_in(&client, "ann@shop.example", PASSWORD).await.unwrap();
    let bob_token = log_in(&client, "bob@shop.example", PASSWORD).await.unwrap();
    let own = create(&client, &ann_token, json!({ "city": "Berlin", "country": "DE" })).await;
    for (document, argument) in [(CHANGE, "id"), (DELETE, "id"), (PREFER, "addressId")] {
        for id in [own.as_str(), "gid://shopify/MailingAddress/7"] {
            let mut variables = json!({ "token": bob_token, "id": id });
            if document == CHANGE {
                variables["address"] = json!({ "city": "Elsewhere" });
            }
            let refused = run(&client, document, variables.clone()).await;
            assert_eq!(refused["customerUserErrors"][0]["code"], json!("NOT_FOUND"), "{document}");
            assert_eq!(refused["customerUserErrors"][0]["field"], json!([argument]));
            variables["token"] = json!("none");
            let refused = run(&client, document, variables).await;
            assert_eq!(refused["customerUserErrors"][0]["code"], json!("UNIDENTIFIED_CUSTOMER"), "{document}");
        }
    }
    assert_eq!(book(&client, &ann_token).await, [(own.clone(), true)]);
    assert_eq!(book(&client, &bob_token).await, []);
    // Who has a cart learns whose it is, not where they live.
    let cart = "mutation ($token: String!) { cartCreate(input: { buyerIdentity: { customerAccessToken: $token } }) {
        cart { buyerIdentity { customer { email defaultAddress { id } addresses(first: 1) { edges { node { id } } } } } } } }";
    let cart = run(&client, cart, json!({ "token": ann_token })).await;
    let customer = &cart["cart"]["buyerIdentity"]["customer"];
    assert_eq!(*customer, json!({ "email": "ann@shop.example", "defaultAddress": null, "addresses": { "edges": [] } }));
    // An id alone opens nothing.
    for id in [own, format!("gid://shopify/Customer/{}", ann.id)] {
        assert_eq!(
            client.query("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await["node"],
            json!(null)
        );
    }
}

async fn the_book_is_bounded(shop: &TestShop) {
    let ann = register(shop, "ann@shop.example").await;
    let address = AddressChange { city: Some("Berlin".to_owned()), ..AddressChange::default() };
    let request = AddAddress { customer: ann.id, address };
    for _ in 0..ADDRESSES_MAX - 3 {
        add(&shop.shop, &request).await.unwrap();
    }
    let all = join_all((0..6).map(|_| add(&shop.shop, &request))).await;
    assert_eq!(all.iter().filter(|added| added.is_ok()).count(), 3);
    assert!(all.iter().all(|added| matches!(added, Ok(_) | Err(AddressBookError::TooMany))), "{all:?}");
    let book = read::addresses_of(&shop.shop, &[ann.id]).await.unwrap().remove(&ann.id).unwrap();
    assert_eq!(book.len() as u64, ADDRESSES_MAX);
    assert_eq!(book.iter().filter(|address| address.is_default).count(), 1);
}
