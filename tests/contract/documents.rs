//! Every document that the contract allows: for each root a query that selects every field that can
//! be reached, with every argument given a value, runs without an error on both databases.
#[path = "dialect/value.rs"]
mod value;
#[path = "dialect/writer.rs"]
mod writer;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use service::{
    auth::{
        login::{LogIn, log_in},
        password::Password,
    },
    customer::create::{CreateCustomer, create},
};
use tests::{
    TestShop,
    client::Client,
    factory::{catalogue, content, rules},
    on_both_databases,
};

use self::writer::{Document, Found, Writer};
use crate::dialect::{CORE, FULL, types::Types};

on_both_databases!(
    most_clients_documents_run,
    all_clients_documents_run,
    they_run_on_the_demo_shop,
    cart_documents_do_what_they_say,
);

const CODE: &str = "WELCOME10";
const GIFT_CARD: &str = "GIFT-CARD-2026-0001";

async fn most_clients_documents_run(shop: &TestShop) {
    fill(shop).await;
    run_all(shop, CORE).await;
}

async fn all_clients_documents_run(shop: &TestShop) {
    fill(shop).await;
    run_all(shop, FULL).await;
}

async fn they_run_on_the_demo_shop(shop: &TestShop) {
    shop.seed_demo().await;
    run_all(shop, CORE).await;
}

async fn fill(shop: &TestShop) {
    catalogue::fill(shop, 3).await;
    content::fill(shop, 1).await;
}

/// Every mutation of a cart in its largest document, each on a cart of its own: none is refused.
async fn cart_documents_do_what_they_say(shop: &TestShop) {
    fill(shop).await;
    rules::ship_to(shop, "DE", &[("parcel", 490), ("express", 990)]).await;
    rules::by_code(shop, CODE, rules::percent_off(10, 0)).await;
    rules::gift_card(shop, GIFT_CARD, 5_000).await;
    let client = shop.client().await;
    let contract = Types::parse(FULL);
    let ours = Types::parse(&api::graphql::storefront_schema().finish().sdl());
    let (mut mutations, mut selected) = (BTreeSet::new(), BTreeSet::new());
    for root in contract.fields("Mutation").into_iter().filter(|root| root.name.node.starts_with("cart")) {
        let found = cart_parts(&client).await;
        let Document { text, fields, .. } = Writer::new(&contract, &ours, &found).mutation(root);
        let answer = client.send(&text, json!({})).await;
        assert!(answer.body["errors"].is_null(), "{text}\n{:#}", answer.body["errors"]);
        assert_eq!(answer.body["data"]["root"]["userErrors"], json!([]), "{text}");
        selected.extend(fields);
        mutations.insert(root.name.node.as_str());
    }
    let missed: Vec<_> =
        writer::reachable(&contract, &ours, "Mutation", &mutations).difference(&selected).cloned().collect();
    assert!(missed.is_empty(), "in no document: {missed:#?}");
}

/// A cart with something of everything, and what its documents name.
async fn cart_parts(client: &Client) -> Vec<Found> {
    let document = "mutation ($lines: [CartLineInput!]!, $cards: [String!]) { cartCreate(input: {
            lines: $lines, buyerIdentity: { countryCode: DE }, giftCardCodes: $cards,
            metafields: [{ key: \"material\", type: \"single_line_text_field\", value: \"clay\" }]
            delivery: { addresses: [{ selected: true, address: { deliveryAddress: { countryCode: DE, zip: \"10115\", city: \"Berlin\",
                address1: \"Lindenstr. 1\", firstName: \"Ann\", lastName: \"Example\" } } }] } }) {
        userErrors { code field message }
        cart { id lines(first: 2) { nodes { id } } appliedGiftCards { id } delivery { addresses { id } }
               deliveryGroups(first: 1) { nodes { id deliveryOptions { handle } } } } } }";
    let mut found = found(client).await;
    let lines = json!([{ "merchandiseId": for_sale(client).await, "quantity": 2 }]);
    let data = client.query(document, json!({ "lines": lines, "cards": [GIFT_CARD] })).await;
    assert_eq!(data["cartCreate"]["userErrors"], json!([]));
    let handle = &data["cartCreate"]["cart"]["deliveryGroups"]["nodes"][0]["deliveryOptions"][0]["handle"];
    collect(&data, &mut found);
    let word = |kind: &str, id: &str| Found { kind: kind.to_owned(), id: id.to_owned(), handle: String::new() };
    found.push(word("deliveryOptionHandle", handle.as_str().expect("a way to send it")));
    found.push(word("discountCodes", CODE));
    found.push(word("giftCardCodes", GIFT_CARD));
    found
}

/// A variant that can be bought.
async fn for_sale(client: &Client) -> Value {
    let document = "{ products(first: 5) { nodes { variants(first: 10) { nodes { id availableForSale } } } } }";
    let data = client.query(document, json!({})).await;
    let products = data["products"]["nodes"].as_array().into_iter().flatten();
    let mut variants = products.flat_map(|product| product["variants"]["nodes"].as_array().into_iter().flatten());
    variants.find(|variant| variant["availableForSale"] == true).expect("something for sale")["id"].clone()
}

async fn run_all(shop: &TestShop, contract: &str) {
    let client = shop.client().await;
    let contract = Types::parse(contract);
    let ours = Types::parse(&api::graphql::storefront_schema().finish().sdl());
    let mut found = found(&client).await;
    let begun =
        "mutation ($variant: ID!) { cartCreate(input: { lines: [{ merchandiseId: $variant }] }) { cart { id } } }";
    collect(&client.query(begun, json!({ "variant": for_sale(&client).await })).await, &mut found);
    // No id of anything: only for the question that takes it.
    let token = Found { kind: "customerAccessToken".to_owned(), id: logged_in(shop).await, handle: String::new() };
    let with_token: Vec<_> = found.iter().cloned().chain([token]).collect();
    let mut selected = BTreeSet::new();
    // What is not ours yet is in the dialect's list of gaps.
    let own: BTreeSet<_> = ours.fields("QueryRoot").into_iter().map(|root| root.name.node.as_str()).collect();
    for root in contract.fields("QueryRoot") {
        if !own.contains(root.name.node.as_str()) {
            continue;
        }
        let found = if root.name.node == "customer" { &with_token } else { &found };
        for Document { text, fields, must_be_there } in Writer::new(&contract, &ours, found).queries(root) {
            let answer = client.send(&text, json!({})).await;
            assert!(answer.body["errors"].is_null(), "{text}\n{:#}", answer.body["errors"]);
            assert!(!must_be_there || !answer.body["data"]["root"].is_null(), "nothing found: {text}");
            selected.extend(fields);
        }
    }
    let missed: Vec<_> =
        writer::reachable(&contract, &ours, "QueryRoot", &own).difference(&selected).cloned().collect();
    assert!(missed.is_empty(), "in no document: {missed:#?}");
    let kinds: Vec<_> = found.iter().map(|one| one.kind.as_str()).collect();
    for kind in ["MenuItem", "Metafield", "ProductOption", "ProductOptionValue", "UrlRedirect", "Product", "Article"] {
        assert!(kinds.contains(&kind), "no {kind} to ask for by its id in {kinds:?}");
    }
}

/// The access token of a customer.
async fn logged_in(shop: &TestShop) -> String {
    let (email, password) = ("ann@example.com".to_owned(), "correct horse".to_owned());
    let attempt = LogIn { email: email.clone(), password: Password::attempt(&password) };
    create(&shop.shop, &CreateCustomer { email, password, ..CreateCustomer::default() }).await.expect("registering");
    log_in(&shop.shop, &attempt).await.expect("logging in").token.reveal().to_owned()
}

/// One of everything that can be had by its id.
async fn found(client: &Client) -> Vec<Found> {
    let document = "{ products(first: 1) { nodes { id handle category { id } variants(first: 1) { nodes { id } } media(first: 1) { nodes { id } }
            options(first: 1) { id optionValues { id } } material: metafield(namespace: \"custom\", key: \"material\") { id } } }
        collections(first: 1) { nodes { id handle } } pages(first: 1) { nodes { id handle } } blogs(first: 1) { nodes { id handle } }
        articles(first: 1) { nodes { id handle } } menu(handle: \"main-menu\") { id handle items { id } } urlRedirects(first: 1) { nodes { id } }
        shop { id privacyPolicy { id } } }";
    let data = client.query(document, json!({})).await;
    let mut found = Vec::new();
    collect(&data, &mut found);
    found
}

/// The first of each kind.
fn collect(data: &Value, found: &mut Vec<Found>) {
    match data {
        Value::Object(fields) => {
            let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
            let kind = id.strip_prefix("gid://shopify/").and_then(|rest| rest.split('/').next());
            if let Some(kind) = kind.filter(|kind| found.iter().all(|one| one.kind != *kind)) {
                let handle = fields.get("handle").and_then(Value::as_str).unwrap_or_default().to_owned();
                found.push(Found { kind: kind.to_owned(), id: id.to_owned(), handle });
            }
            fields.values().for_each(|value| collect(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}
