//! Lists below lists in the back office: a page of each of them takes what a page of one takes.
use entity::variant::InventoryPolicy;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use service::{
    access::Actor,
    promotion::batch::{self, CreateBatch},
};
use tests::{
    TestShop,
    client::Client,
    factory::{catalogue, rules, stock},
    on_both_databases,
};

on_both_databases!(codes_of_discounts, ledgers_of_gift_cards, prices_of_lists, histories_of_levels);

const ROWS: [usize; 2] = [2, 20];

/// The same number of statements for two rows and for twenty; gives the nodes of the twenty.
async fn same_count(client: &Client, document: &str, variables: Value, root: &str) -> Vec<Value> {
    let mut counts = Vec::new();
    let mut nodes = Vec::new();
    for rows in ROWS {
        let mut variables = variables.clone();
        variables["first"] = json!(rows);
        // Now and then somebody reads the settings anew as well: not all of three.
        let mut fewest = u64::MAX;
        for _ in 0..3 {
            let answer = client.send(document, variables.clone()).await;
            fewest = fewest.min(answer.statements());
            nodes = answer.data()[root]["nodes"].as_array().unwrap().clone();
        }
        counts.push(fewest);
        assert_eq!(nodes.len(), rows);
    }
    assert_eq!(counts[0], counts[1], "{root}: statements for {ROWS:?} rows");
    nodes
}

fn texts(nodes: &Value, field: &str) -> Vec<String> {
    nodes.as_array().unwrap().iter().map(|node| node[field].as_str().unwrap().to_owned()).collect()
}

async fn codes_of_discounts(shop: &TestShop) {
    catalogue::ground(shop).await;
    for number in 0..20 {
        let discount = rules::by_code(shop, &format!("CODE-{number:02}"), rules::percent_off(10, number)).await;
        let actor = Actor::named("test");
        let prefix = format!("BATCH-{number:02}-");
        let request = CreateBatch { discount, prefix, size: 5, usage_limit: None, actor };
        batch::create(&shop.shop, &request).await.unwrap();
    }
    let staff = shop.admin_client(&["read_discounts"]).await;
    let document = "query ($first: Int!, $after: String) { discounts(first: $first) { nodes { id
        codes(first: 2, after: $after) { nodes { code } pageInfo { hasNextPage hasPreviousPage endCursor } }
        last: codes(last: 1) { nodes { code } pageInfo { hasNextPage hasPreviousPage } }
        codeBatches(first: 3) { nodes { prefix codes(first: 4) { nodes { code } pageInfo { hasNextPage } } } } } } }";
    let nodes = same_count(&staff, document, json!({}), "discounts").await;
    let mut seen = Vec::new();
    for (node, number) in nodes.iter().zip((0..20).rev()) {
        let prefix = format!("BATCH-{number:02}-");
        let codes = texts(&node["codes"]["nodes"], "code");
        assert_eq!((codes.len(), &codes[0]), (2, &format!("CODE-{number:02}")), "in the order of their making");
        assert!(codes[1].starts_with(&prefix), "{codes:?}");
        assert_eq!(node["codes"]["pageInfo"]["hasNextPage"], true);
        assert_eq!(node["last"]["pageInfo"], json!({ "hasNextPage": false, "hasPreviousPage": true }));
        let batches = node["codeBatches"]["nodes"].as_array().unwrap();
        assert_eq!((batches.len(), &batches[0]["prefix"]), (1, &json!(prefix)));
        let drawn = texts(&batches[0]["codes"]["nodes"], "code");
        assert_eq!((drawn.len(), &drawn[0]), (4, &codes[1]));
        seen.push(node["codes"]["pageInfo"]["endCursor"].clone());
    }
    // The cursor of one list goes on there, and is of no list of another kind.
    let next = staff.query(document, json!({ "first": 1, "after": seen[0] })).await;
    let next = &next["discounts"]["nodes"][0];
    assert_eq!(next["codes"]["pageInfo"]["hasPreviousPage"], true);
    assert_eq!(
        texts(&next["codes"]["nodes"], "code"),
        texts(&next["codeBatches"]["nodes"][0]["codes"]["nodes"], "code")[1..3]
    );
    let refused = staff.send(document, json!({ "first": 2, "after": "nonsense" })).await;
    assert_eq!(refused.codes(), ["BAD_USER_INPUT", "BAD_USER_INPUT"]);
}

async fn ledgers_of_gift_cards(shop: &TestShop) {
    catalogue::ground(shop).await;
    for number in 0..20 {
        rules::gift_card(shop, &format!("GIFTCARD{number:02}"), 1_000 + number).await;
    }
    let staff = shop.admin_client(&["read_gift_cards"]).await;
    let document = "query ($first: Int!) { giftCards(first: $first) { nodes { initialValue { amount }
        transactions(first: 2) { nodes { kind amount { amount } } } } } }";
    for node in same_count(&staff, document, json!({}), "giftCards").await {
        let issued = json!([{ "kind": "ISSUE", "amount": node["initialValue"] }]);
        assert_eq!(node["transactions"]["nodes"], issued);
    }
}

async fn prices_of_lists(shop: &TestShop) {
    let goods = stock::goods(shop, 2, InventoryPolicy::Deny, &[1]).await;
    let staff = shop.admin_client(&["write_products"]).await;
    let create = "mutation ($input: PriceListCreateInput!) { priceListCreate(input: $input) { priceList { id } userErrors { code } } }";
    let add = "mutation ($list: ID!, $prices: [PriceListPriceInput!]!) {
        priceListFixedPricesAdd(priceListId: $list, prices: $prices) { userErrors { code field } } }";
    // One list is there already.
    for number in 1..20 {
        let input = json!({ "code": format!("list-{number}"), "name": format!("List {number}"), "currency": "EUR" });
        let made = staff.query(create, json!({ "input": input })).await["priceListCreate"].clone();
        let price = |variant, quantity: i32| {
            json!({ "variantId": format!("gid://shopify/ProductVariant/{variant}"), "minimumQuantity": quantity,
                "price": { "amount": format!("{number}.5"), "currencyCode": "EUR" } })
        };
        let prices = [price(goods.variants[0], 5), price(goods.variants[1], 1), price(goods.variants[0], 1)];
        let written = staff.query(add, json!({ "list": made["priceList"]["id"], "prices": prices })).await;
        assert_eq!(written["priceListFixedPricesAdd"]["userErrors"], json!([]));
    }
    let document = "query ($first: Int!) { priceLists(first: $first) { nodes { code
        prices(first: 5) { nodes { minimumQuantity price { amount } variant { id } } } } } }";
    let nodes = same_count(&staff, document, json!({}), "priceLists").await;
    for (node, number) in nodes.iter().skip(1).zip(1..) {
        let prices = node["prices"]["nodes"].as_array().unwrap();
        let quantities: Vec<_> = prices.iter().map(|price| price["minimumQuantity"].as_i64().unwrap()).collect();
        assert_eq!(quantities, [1, 1, 5]);
        assert!(prices.iter().all(|price| price["price"]["amount"] == format!("{number}.5")), "{prices:?}");
    }
}

async fn histories_of_levels(shop: &TestShop) {
    let goods = stock::goods(shop, 1, InventoryPolicy::Deny, &(1..=20).collect::<Vec<_>>()).await;
    let staff = shop.admin_client(&["read_inventory"]).await;
    let document = "query ($variant: ID!, $first: Int!) { inventoryLevels(variantId: $variant, first: $first) { nodes {
        quantities(names: [ON_HAND]) { quantity } history(first: 3) { nodes { delta quantityAfter } } } } }";
    let variant = format!("gid://shopify/ProductVariant/{}", goods.variants[0]);
    for node in same_count(&staff, document, json!({ "variant": variant }), "inventoryLevels").await {
        let on_hand = &node["quantities"][0]["quantity"];
        assert_eq!(node["history"]["nodes"], json!([{ "delta": on_hand, "quantityAfter": on_hand }]));
    }
}
