//! An operation takes a fixed number of SQL statements, however many rows it shows.
use entity::variant::InventoryPolicy;
use serde_json::{Value, json};
use service::customer::create::{self, CreateCustomer};
use tests::{
    TestShop,
    client::Client,
    factory::{
        catalogue,
        order::{Ordered, OrderedLine, order_of},
        record::{option, variant},
        stock::goods,
    },
    on_both_databases,
};

on_both_databases!(listing, collection_page, product_page, search_with_facets, orders_of_a_customer, orders_of_all);

const LISTING: &str = include_str!("../../api/src/cli/loadtest/listing.graphql");
const PRODUCT: &str = include_str!("../../api/src/cli/loadtest/product.graphql");
const SEARCH: &str = include_str!("../../api/src/cli/loadtest/search.graphql");
const COLLECTION: &str = include_str!("../../examples/collection.graphql");

const LISTING_STATEMENTS_MAX: u64 = 6;
/// A listing, and the collection it is of.
const COLLECTION_STATEMENTS_MAX: u64 = 8;
const PRODUCT_STATEMENTS_MAX: u64 = 8;
const SEARCH_STATEMENTS_MAX: u64 = 4;

const ROWS: [usize; 3] = [2, 20, 50];

/// The statements that a document takes, after the first request of all has read the settings.
async fn count(client: &Client, document: &str, variables: Value, rows: impl Fn(&Value) -> usize) -> (usize, u64) {
    client.query("{ shop { name } }", json!({})).await;
    let answer = client.send(document, variables).await;
    let statements = answer.statements();
    (rows(&answer.data()), statements)
}

/// The same count for every number of rows, and within the budget.
fn assert_constant(what: &str, counts: &[(usize, u64)], budget: u64) {
    let shown: Vec<_> = counts.iter().map(|(rows, _)| *rows).collect();
    assert_eq!(shown, ROWS, "{what}: not the rows that were asked for");
    assert!(counts.iter().all(|(_, statements)| *statements == counts[0].1), "{what}: {counts:?} (rows, statements)");
    assert!(counts[0].1 <= budget, "{what}: {} statements, {budget} allowed", counts[0].1);
}

fn nodes(connection: &Value) -> usize {
    connection["nodes"].as_array().map_or(0, Vec::len)
}

async fn listing(shop: &TestShop) {
    catalogue::fill(shop, 60).await;
    let client = shop.client().await;
    let mut counts = Vec::new();
    for first in ROWS {
        counts.push(count(&client, LISTING, json!({ "first": first }), |data| nodes(&data["products"])).await);
    }
    assert_constant("a listing of products", &counts, LISTING_STATEMENTS_MAX);
}

async fn collection_page(shop: &TestShop) {
    catalogue::fill(shop, 60).await;
    let client = shop.client().await;
    let mut counts = Vec::new();
    for first in ROWS {
        let variables = json!({ "handle": "all", "first": first });
        counts.push(count(&client, COLLECTION, variables, |data| nodes(&data["collection"]["products"])).await);
    }
    assert_constant("a collection's page", &counts, COLLECTION_STATEMENTS_MAX);
}

async fn product_page(shop: &TestShop) {
    let ground = catalogue::ground(shop).await;
    let collections = catalogue::save_collections(shop, &[catalogue::by_hand("all"), catalogue::by_hand("new")]).await;
    for variants in ROWS {
        let mut record = catalogue::complete(&ground, &collections, variants);
        let sizes: Vec<_> = (0..variants).map(|size| size.to_string()).collect();
        let sizes: Vec<_> = sizes.iter().map(String::as_str).collect();
        let model = record.variants[0].clone();
        record.options = vec![option("Size", &sizes)];
        record.variants = sizes.iter().map(|size| variant(&[*size])).collect();
        for variant in &mut record.variants {
            variant.prices.clone_from(&model.prices);
            variant.stock.clone_from(&model.stock);
        }
        catalogue::save(shop, &[record]).await;
    }
    let client = shop.client().await;
    let mut counts = Vec::new();
    for variants in ROWS {
        let variables = json!({ "handle": format!("product-{variants}") });
        counts.push(count(&client, PRODUCT, variables, |data| nodes(&data["product"]["variants"])).await);
    }
    assert_constant("a product's page", &counts, PRODUCT_STATEMENTS_MAX);
}

async fn search_with_facets(shop: &TestShop) {
    catalogue::fill(shop, 60).await;
    let client = shop.client().await;
    let mut counts = Vec::new();
    for first in ROWS {
        let variables = json!({ "text": "handmade", "first": first });
        counts.push(count(&client, SEARCH, variables, |data| nodes(&data["search"])).await);
    }
    assert_constant("a search with facets", &counts, SEARCH_STATEMENTS_MAX);
}

const CUSTOMER_ORDERS_STATEMENTS_MAX: u64 = 14;
const ORDERS_STATEMENTS_MAX: u64 = 16;

const CUSTOMER_ORDERS: &str = "query ($token: String!, $first: Int!) { customer(customerAccessToken: $token) {
    orders(first: $first, sortKey: PROCESSED_AT, reverse: true) { nodes { id name financialStatus fulfillmentStatus
        totalPrice { amount } totalRefunded { amount } shippingAddress { city }
        discountApplications(first: 3) { nodes { value { ... on MoneyV2 { amount } } } }
        lineItems(first: 5) { nodes { title discountAllocations { allocatedAmount { amount } } variant { title } } }
        successfulFulfillments(first: 5) { trackingCompany fulfillmentLineItems(first: 5) { nodes { quantity } } } } } } }";
const ORDERS: &str = "query ($first: Int!) { orders(first: $first, sortKey: TOTAL_PRICE) { nodes { name
    displayFinancialStatus displayFulfillmentStatus totalOutstanding { amount } customer { email } payments { status }
    lineItems(first: 5) { nodes { title allocations { location { code } remainingQuantity } taxLines { title } } }
    events(first: 5) { nodes { kind } } fulfillments { lineItems { lineItem { title } } }
    returns { returnLineItems { quantity } } refunds { transactions { status } } } } }";

/// Sixty orders of a customer.
async fn orders(shop: &TestShop) {
    let goods = goods(shop, 3, InventoryPolicy::Deny, &[1_000]).await;
    let newcomer = CreateCustomer {
        email: "ann@shop.example".to_owned(),
        password: "correct horse".to_owned(),
        ..CreateCustomer::default()
    };
    let ann = create::create(&shop.shop, &newcomer).await.unwrap().id;
    for _ in 0..60 {
        let lines = (0..3).map(|of| OrderedLine { of, quantity: 1, price: 1_000, discount: 10 }).collect();
        order_of(shop, &goods, Ordered { lines, customer: Some(ann), ..Ordered::default() }).await;
    }
}

async fn orders_of_a_customer(shop: &TestShop) {
    orders(shop).await;
    let client = shop.client().await;
    let document = "mutation ($input: CustomerAccessTokenCreateInput!) { customerAccessTokenCreate(input: $input) {
        customerAccessToken { accessToken } } }";
    let input = json!({ "email": "ann@shop.example", "password": "correct horse" });
    let data = client.query(document, json!({ "input": input })).await;
    let token = data["customerAccessTokenCreate"]["customerAccessToken"]["accessToken"].clone();
    let mut counts = Vec::new();
    for first in ROWS {
        let variables = json!({ "token": token, "first": first });
        counts.push(count(&client, CUSTOMER_ORDERS, variables, |data| nodes(&data["customer"]["orders"])).await);
    }
    assert_constant("a customer's orders", &counts, CUSTOMER_ORDERS_STATEMENTS_MAX);
}

async fn orders_of_all(shop: &TestShop) {
    orders(shop).await;
    let staff = shop.admin_client(&["all"]).await;
    let mut counts = Vec::new();
    for first in ROWS {
        counts.push(count(&staff, ORDERS, json!({ "first": first }), |data| nodes(&data["orders"])).await);
    }
    assert_constant("all orders", &counts, ORDERS_STATEMENTS_MAX);
}
