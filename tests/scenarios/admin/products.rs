//! Staff find the products and variants that a change needs, drafts and all.
use entity::product::Status;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::{
    TestShop,
    client::Client,
    factory::{
        catalogue,
        record::{product, variant},
    },
    on_both_databases,
};

on_both_databases!(
    products_are_found_whatever_their_status,
    variants_are_found_by_their_sku,
    stock_needs_its_own_scope,
    markets_and_locations_are_listed,
    lists_go_on_where_they_ended,
    a_page_costs_the_same_for_any_number_of_rows,
);

async fn handles(client: &Client, query: &str) -> Vec<String> {
    let document = "query ($query: String) { products(first: 50, query: $query) { nodes { handle } } }";
    let data = client.query(document, json!({ "query": query })).await;
    let nodes = data["products"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["handle"].as_str().unwrap().to_owned()).collect()
}

async fn fill(shop: &TestShop) {
    catalogue::ground(shop).await;
    let mut records = Vec::new();
    for (handle, title, status, sku) in [
        ("blue-mug", "Blue Mug", Status::Active, "MUG-1"),
        ("new-mug", "Äpfel", Status::Draft, "MUG-2"),
        ("old-vase", "Old Vase", Status::Archived, "VASE_1"),
    ] {
        let mut record = product(handle);
        record.title = title.to_owned();
        record.status = status;
        record.variants = vec![variant(&[])];
        record.variants[0].sku = Some(sku.to_owned());
        record.variants[0].barcode = Some(format!("4006{sku}"));
        records.push(record);
    }
    catalogue::save(shop, &records).await;
}

async fn products_are_found_whatever_their_status(shop: &TestShop) {
    fill(shop).await;
    let client = shop.admin_client(&["read_products"]).await;
    for (query, expected) in [
        ("", vec!["blue-mug", "new-mug", "old-vase"]),
        ("blue", vec!["blue-mug"]),
        ("BLUE", vec!["blue-mug"]),
        ("\"blue mug\"", vec!["blue-mug"]),
        // All words must begin one.
        ("blue VASE", vec![]),
        ("apf", vec!["new-mug"]),
        ("old OR status:draft", vec!["new-mug", "old-vase"]),
        ("status:active", vec!["blue-mug"]),
        ("-status:ACTIVE", vec!["new-mug", "old-vase"]),
        ("sku:MUG-1", vec!["blue-mug"]),
        ("sku:MUG*", vec!["blue-mug", "new-mug"]),
        ("VASE_", vec!["old-vase"]),
        ("VASE%", vec![]),
        ("barcode:4006MUG-2", vec!["new-mug"]),
        ("handle:old-vase", vec!["old-vase"]),
        ("nonsense:1", vec![]),
        ("id:1", vec![]),
    ] {
        assert_eq!(handles(&client, query).await, expected, "{query}");
    }
}

async fn variants_are_found_by_their_sku(shop: &TestShop) {
    fill(shop).await;
    let client = shop.admin_client(&["read_products"]).await;
    let document = "query ($query: String) { productVariants(first: 50, query: $query) {
        nodes { id sku title price { amount } product { handle status } } } }";
    let data = client.query(document, json!({ "query": "sku:MUG-2" })).await;
    let found = data["productVariants"]["nodes"].as_array().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["product"], json!({ "handle": "new-mug", "status": "DRAFT" }));
    assert_eq!((&found[0]["title"], &found[0]["price"]), (&json!("Default Title"), &Value::Null));
    let one = "query ($id: ID!) { productVariant(id: $id) { sku product { id } } }";
    let data = client.query(one, json!({ "id": found[0]["id"] })).await;
    assert_eq!(data["productVariant"]["sku"], "MUG-2");
    let product = data["productVariant"]["product"]["id"].clone();
    let query = json!({ "query": format!("product_id:{}", product.as_str().unwrap().rsplit('/').next().unwrap()) });
    assert_eq!(client.query(document, query).await["productVariants"]["nodes"].as_array().unwrap().len(), 1);
    let data = client
        .query("query ($id: ID!) { product(id: $id) { handle variants { nodes { sku } } } }", json!({ "id": product }))
        .await;
    assert_eq!(data["product"], json!({ "handle": "new-mug", "variants": { "nodes": [{ "sku": "MUG-2" }] } }));
}

async fn stock_needs_its_own_scope(shop: &TestShop) {
    catalogue::fill(shop, 1).await;
    let document = "{ productVariants(first: 9) { nodes { sku inventoryQuantity } } }";
    let answer = shop.admin_client(&["read_products"]).await.send(document, json!({})).await;
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{:#}", answer.body);
    let first = &answer.body["data"]["productVariants"]["nodes"][0];
    assert!(first["sku"] == "SKU-0-0" && first["inventoryQuantity"].is_null(), "{first:#}");
    let data = shop.admin_client(&["read_products", "read_inventory"]).await.query(document, json!({})).await;
    let left: Vec<_> = data["productVariants"]["nodes"].as_array().unwrap().iter().collect();
    assert_eq!(
        left.iter().map(|node| node["inventoryQuantity"].as_i64()).collect::<Vec<_>>(),
        [Some(0), Some(5), Some(10)]
    );
}

async fn markets_and_locations_are_listed(shop: &TestShop) {
    catalogue::ground(shop).await;
    let client = shop.admin_client(&["read_markets", "read_locations", "read_products"]).await;
    let document =
        "{ markets(first: 5) { nodes { handle primary currencyCode taxesIncluded countries priceList { code } } }
        locations(first: 5) { nodes { code name isActive } pageInfo { hasNextPage } } }";
    let data = client.query(document, json!({})).await;
    let market = &data["markets"]["nodes"][0];
    assert_eq!((&market["primary"], &market["currencyCode"]), (&json!(true), &json!("EUR")));
    assert_eq!(market["priceList"]["code"], "default");
    assert_eq!(data["locations"]["nodes"], json!([{ "code": "main", "name": "Main", "isActive": true }]));
}

async fn lists_go_on_where_they_ended(shop: &TestShop) {
    catalogue::fill(shop, 5).await;
    let client = shop.admin_client(&["read_products"]).await;
    let document = "query ($after: String) { products(first: 2, after: $after, reverse: true) {
        nodes { handle } pageInfo { hasNextPage endCursor } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = client.query(document, json!({ "after": after })).await["products"].take();
        seen.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["handle"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, ["product-4", "product-3", "product-2", "product-1", "product-0"]);
}

async fn a_page_costs_the_same_for_any_number_of_rows(shop: &TestShop) {
    catalogue::fill(shop, 20).await;
    let client = shop.admin_client(&["all"]).await;
    let document = "query ($first: Int) { products(first: $first) { nodes { title variants(first: 5) {
        nodes { sku price { amount } inventoryQuantity product { title } } } } } }";
    client.query(document, json!({ "first": 1 })).await;
    let mut counts = Vec::new();
    for first in [2, 20] {
        let answer = client.send(document, json!({ "first": first })).await;
        counts.push(answer.statements());
        assert_eq!(answer.data()["products"]["nodes"].as_array().unwrap().len(), first);
    }
    assert_eq!(counts, [5, 5], "statements for 2 and for 20 products");
}
