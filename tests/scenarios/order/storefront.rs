//! Customers look at what they ordered; others do not.
use entity::{ids::CustomerId, sales_order, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use service::{
    customer::create::{self, CreateCustomer},
    shop::secret,
};
use tests::{
    TestShop,
    client::Client,
    factory::{
        order::{Ordered, OrderedLine, Placed, order_of},
        stock::{Goods, goods},
    },
    on_both_databases,
};

use super::send;

on_both_databases!(of_a_customer, opened_by_its_secret);

const PASSWORD: &str = "correct horse";

async fn register(shop: &TestShop, email: &str) -> CustomerId {
    let newcomer =
        CreateCustomer { email: email.to_owned(), password: PASSWORD.to_owned(), ..CreateCustomer::default() };
    create::create(&shop.shop, &newcomer).await.unwrap().id
}

async fn log_in(client: &Client, email: &str) -> String {
    let document = "mutation ($input: CustomerAccessTokenCreateInput!) { customerAccessTokenCreate(input: $input) {
        customerAccessToken { accessToken } } }";
    let data = client.query(document, json!({ "input": { "email": email, "password": PASSWORD } })).await;
    data["customerAccessTokenCreate"]["customerAccessToken"]["accessToken"].as_str().unwrap().to_owned()
}

async fn bought(shop: &TestShop, goods: &Goods, customer: Option<CustomerId>, price: i64) -> Placed {
    shop.clock.advance(chrono::Duration::minutes(1));
    let lines = vec![OrderedLine { of: 0, quantity: 2, price, discount: 0 }];
    order_of(shop, goods, Ordered { lines, customer, ..Ordered::default() }).await
}

async fn of_a_customer(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[100]).await;
    let ann = register(shop, "ann@shop.example").await;
    let mut own = Vec::new();
    for price in [3_000, 1_000, 2_000] {
        own.push(bought(shop, &goods, Some(ann), price).await);
        bought(shop, &goods, None, price).await;
    }
    send(shop, own[0].id, goods.locations[0], Some(vec![super::pick(own[0].lines[0], 1)])).await.unwrap();
    let client = shop.client().await;
    let token = log_in(&client, "ann@shop.example").await;
    let document = "query ($token: String!, $key: OrderSortKeys, $reverse: Boolean, $after: String) {
        customer(customerAccessToken: $token) { numberOfOrders orders(first: 2, sortKey: $key, reverse: $reverse, after: $after) {
            nodes { name orderNumber totalPrice { amount } subtotalPrice { amount } financialStatus fulfillmentStatus
                lineItems(first: 5) { nodes { title quantity variant { id } } }
                successfulFulfillments(first: 5) { fulfillmentLineItems(first: 5) { nodes { quantity lineItem { title } } } } }
            pageInfo { hasNextPage endCursor } } } }";
    let names = |data: &Value| -> Vec<String> {
        let nodes = data["customer"]["orders"]["nodes"].as_array().unwrap();
        nodes.iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect()
    };
    let name = |at: usize| format!("#{}", own[at].number);
    let first = client.query(document, json!({ "token": token, "key": "PROCESSED_AT" })).await;
    assert_eq!(names(&first), [name(0), name(1)]);
    assert_eq!(first["customer"]["numberOfOrders"], "3");
    assert_eq!(
        first["customer"]["orders"]["nodes"][0],
        json!({ "name": name(0), "orderNumber": own[0].number, "totalPrice": { "amount": "65.0" },
            "subtotalPrice": { "amount": "60.0" }, "financialStatus": "PAID", "fulfillmentStatus": "PARTIALLY_FULFILLED",
            "lineItems": { "nodes": [{ "title": "Goods 0", "quantity": 2,
                "variant": { "id": format!("gid://shopify/ProductVariant/{}", goods.variants[0]) } }] },
            "successfulFulfillments": [{ "fulfillmentLineItems": { "nodes": [
                { "quantity": 1, "lineItem": { "title": "Goods 0" } }] } }] })
    );
    let after = first["customer"]["orders"]["pageInfo"]["endCursor"].clone();
    let second = client.query(document, json!({ "token": token, "key": "PROCESSED_AT", "after": after })).await;
    assert_eq!(names(&second), [name(2)]);
    let dearest = client.query(document, json!({ "token": token, "key": "TOTAL_PRICE", "reverse": true })).await;
    assert_eq!(names(&dearest), [name(0), name(2)]);
}

async fn opened_by_its_secret(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[100]).await;
    let placed = bought(shop, &goods, None, 1_000).await;
    let db = shop.database.connect().await;
    sales_order::Entity::update_many()
        .col_expr(sales_order::Column::SecretHash, Expr::value(secret::hash("open sesame")))
        .filter(sales_order::Column::Id.eq(placed.id))
        .exec(&db)
        .await
        .unwrap();
    db.close().await.unwrap();
    let client = shop.client().await;
    let document = "query ($id: ID!) { node(id: $id) { id ... on Order { name } } }";
    let id = format!("gid://shopify/Order/{}", placed.id);
    let opened = client.query(document, json!({ "id": format!("{id}?key=open sesame") })).await;
    assert_eq!(opened["node"]["name"], format!("#{}", placed.number));
    for closed in [id.clone(), format!("{id}?key="), format!("{id}?key=another")] {
        assert_eq!(client.query(document, json!({ "id": closed })).await, json!({ "node": null }));
    }
}
