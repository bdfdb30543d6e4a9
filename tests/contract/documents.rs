//! Every document that the contract allows: for each root a query that selects every field that can
//! be reached, with every argument given a value, runs without an error on both databases.
#[path = "dialect/writer.rs"]
mod writer;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{
    TestShop,
    client::Client,
    factory::{catalogue, content},
    on_both_databases,
};

use self::writer::{Document, Writer};
use crate::dialect::{CORE, FULL, types::Types};

on_both_databases!(most_clients_documents_run, all_clients_documents_run);

async fn most_clients_documents_run(shop: &TestShop) {
    run_all(shop, CORE).await;
}

async fn all_clients_documents_run(shop: &TestShop) {
    run_all(shop, FULL).await;
}

async fn run_all(shop: &TestShop, contract: &str) {
    catalogue::fill(shop, 3).await;
    content::fill(shop, 1).await;
    let client = shop.client().await;
    let contract = Types::parse(contract);
    let ours = Types::parse(&api::graphql::storefront_schema().finish().sdl());
    let ids = ids(&client).await;
    let mut selected = BTreeSet::new();
    // What is not ours yet is in the dialect's list of gaps.
    let own: BTreeSet<_> = ours.fields("QueryRoot").into_iter().map(|root| root.name.node.as_str()).collect();
    for root in contract.fields("QueryRoot") {
        if !own.contains(root.name.node.as_str()) {
            continue;
        }
        for Document { text, fields, must_be_there } in Writer::new(&contract, &ours, &ids).documents(root) {
            let answer = client.send(&text, json!({})).await;
            assert!(answer.body["errors"].is_null(), "{text}\n{:#}", answer.body["errors"]);
            assert!(!must_be_there || !answer.body["data"]["root"].is_null(), "nothing found: {text}");
            selected.extend(fields);
        }
    }
    let missed: Vec<_> = writer::reachable(&contract, &own).difference(&selected).cloned().collect();
    assert!(missed.is_empty(), "in no document: {missed:#?}");
}

/// An id of everything that can be had by its id.
async fn ids(client: &Client) -> Vec<(String, String)> {
    let document = "{ products(first: 1) { nodes { id category { id } variants(first: 1) { nodes { id } } media(first: 1) { nodes { id } } } }
        collections(first: 1) { nodes { id } } pages(first: 1) { nodes { id } } blogs(first: 1) { nodes { id } }
        articles(first: 1) { nodes { id } } menu(handle: \"main-menu\") { id } shop { id privacyPolicy { id } } }";
    let data = client.query(document, json!({})).await;
    let mut found = Vec::new();
    collect(&data, &mut found);
    found
}

fn collect(data: &Value, found: &mut Vec<(String, String)>) {
    match data {
        Value::Object(fields) => fields.values().for_each(|value| collect(value, found)),
        Value::Array(items) => items.iter().for_each(|value| collect(value, found)),
        Value::String(id) => {
            if let Some(kind) = id.strip_prefix("gid://shopify/").and_then(|rest| rest.split('/').next()) {
                found.push((kind.to_owned(), id.clone()));
            }
        }
        _ => {}
    }
}
