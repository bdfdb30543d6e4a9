//! Staff do it all through the API.
use entity::variant::InventoryPolicy;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::{
    TestShop,
    client::Client,
    factory::{
        order::{Placed, order as place},
        stock::{Goods, goods},
    },
    on_both_databases,
};

use super::sound;

on_both_databases!(sent_returned_and_refunded, cancelled_only_once, edited_and_marked_as_paid, a_draft, looked_up);

const STATE: &str = "fragment State on Order { status displayFinancialStatus displayFulfillmentStatus } ";
const FULFIL: &str = "mutation ($input: FulfillmentInput!) { fulfillmentCreate(fulfillment: $input) {
    fulfillment { id trackingInfo { company number } lineItems { quantity lineItem { title } } location { code } }
    order { ...State } userErrors { code field } } } ";
const CANCEL: &str = "mutation ($id: ID!, $key: String, $restock: Boolean! = true) {
    orderCancel(orderId: $id, reason: STAFF, restock: $restock, idempotencyKey: $key) {
        order { ...State } userErrors { code field } } } ";

fn order_id(placed: &Placed) -> String {
    format!("gid://shopify/Order/{}", placed.id)
}

fn line_id(placed: &Placed, at: usize) -> String {
    format!("gid://shopify/LineItem/{}", placed.lines[at])
}

fn location_id(goods: &Goods) -> String {
    format!("gid://shopify/Location/{}", goods.locations[0])
}

fn state(status: &str, paid: &str, sent: &str) -> Value {
    json!({ "status": status, "displayFinancialStatus": paid, "displayFulfillmentStatus": sent })
}

/// Runs a mutation that uses [`STATE`], and gives what its root field answered.
async fn run(staff: &Client, document: &str, variables: Value) -> Value {
    let data = staff.query(&format!("{STATE}{document}"), variables).await;
    data.as_object().and_then(|fields| fields.values().next()).cloned().unwrap()
}

/// Runs a mutation that must be done, and gives what it answered.
async fn done(staff: &Client, document: &str, variables: Value) -> Value {
    let answer = run(staff, document, variables).await;
    assert_eq!(answer["userErrors"], json!([]), "{document}");
    answer
}

async fn sent_returned_and_refunded(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[2, 1]).await;
    let staff = shop.admin_client(&["write_orders", "read_locations"]).await;
    let line = |at, quantity| json!({ "lineItemId": line_id(&placed, at), "quantity": quantity });
    let parcel = |lines: Value| {
        json!({ "orderId": order_id(&placed), "locationId": location_id(&goods), "lineItems": lines,
        "trackingInfo": { "company": "DHL", "number": "1" } })
    };
    let first = done(&staff, FULFIL, json!({ "input": parcel(json!([line(0, 1)])) })).await;
    assert_eq!(first["order"], state("PROCESSING", "PAID", "PARTIALLY_FULFILLED"));
    assert_eq!(first["fulfillment"]["trackingInfo"], json!([{ "company": "DHL", "number": "1" }]));
    assert_eq!(first["fulfillment"]["lineItems"], json!([{ "quantity": 1, "lineItem": { "title": "Goods 0" } }]));
    let rest = done(&staff, FULFIL, json!({ "input": parcel(Value::Null) })).await;
    assert_eq!(rest["order"], state("SHIPPED", "PAID", "FULFILLED"));
    let deliver = "mutation ($id: ID!) { fulfillmentDeliver(id: $id) { fulfillment { displayStatus } order { ...State }
        userErrors { code } } }";
    done(&staff, deliver, json!({ "id": first["fulfillment"]["id"] })).await;
    let delivered = done(&staff, deliver, json!({ "id": rest["fulfillment"]["id"] })).await;
    assert_eq!(delivered["order"]["status"], "DELIVERED");

    let request = "mutation ($input: ReturnRequestInput!) { returnRequest(input: $input) {
        return { id version status } userErrors { code field } order { ...State } } }";
    let input = json!({ "orderId": order_id(&placed), "returnLineItems": [line(0, 1)], "reason": "too small" });
    let asked = done(&staff, request, json!({ "input": input })).await;
    let id = asked["return"]["id"].clone();
    let approve = "mutation ($id: ID!) { returnApproveRequest(id: $id) { return { version status } userErrors { code }
        order { ...State } } }";
    let approved = done(&staff, approve, json!({ "id": id })).await;
    assert_eq!(approved["return"]["status"], "APPROVED");
    let receive = "mutation ($id: ID!, $lines: [ReturnReceiveLineItemInput!]!, $version: Int!) {
        returnReceive(id: $id, lineItems: $lines, version: $version) {
            return { status returnLineItems { receivedQuantity restockedQuantity restockLocation { code } } }
            userErrors { code field } order { ...State } } }";
    let back = json!([{ "lineItemId": line_id(&placed, 0), "quantity": 1, "restockLocationId": location_id(&goods) }]);
    let version = approved["return"]["version"].clone();
    let received = done(&staff, receive, json!({ "id": id, "lines": back, "version": version })).await;
    let line_back = json!([{ "receivedQuantity": 1, "restockedQuantity": 1, "restockLocation": { "code": "main" } }]);
    assert_eq!(received["return"]["returnLineItems"], line_back);
    let stale = run(&staff, receive, json!({ "id": id, "lines": back, "version": version })).await;
    assert_eq!(stale["userErrors"][0]["code"], "STALE");
    let refund = "mutation ($id: ID!) { returnRefund(id: $id, idempotencyKey: \"r-1\") { userErrors { code }
        refund { id totalRefunded { amount } refundLineItems { quantity subtotal { amount } } transactions { status } }
        order { ...State totalOutstanding { amount } returns { status } } } }";
    let refunded = done(&staff, refund, json!({ "id": id })).await;
    assert_eq!(refunded["refund"]["totalRefunded"]["amount"], "10.0");
    assert_eq!(refunded["refund"]["transactions"], json!([{ "status": "SUCCEEDED" }]), "the test gateway has moved it");
    assert_eq!(refunded["order"]["displayFinancialStatus"], "PARTIALLY_REFUNDED");
    assert_eq!(refunded["order"]["totalOutstanding"]["amount"], "0.0", "what came back is not owed");
    let again = done(&staff, refund, json!({ "id": id })).await;
    assert_eq!(again["refund"]["id"], refunded["refund"]["id"], "the same key, the same refund");
    sound(shop).await;
}

async fn cancelled_only_once(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[1]).await;
    let staff = shop.admin_client(&["write_orders"]).await;
    let variables = json!({ "id": order_id(&placed), "key": "c-1" });
    let cancelled = done(&staff, CANCEL, variables.clone()).await;
    assert_eq!(cancelled["order"], state("CANCELLED", "REFUNDED", "UNFULFILLED"));
    let again = done(&staff, CANCEL, variables).await;
    assert_eq!(again["order"], cancelled["order"], "the same key answers as the first time");
    let other = run(&staff, CANCEL, json!({ "id": order_id(&placed), "key": "c-1", "restock": false })).await;
    assert_eq!(other["userErrors"], json!([{ "code": "IDEMPOTENCY_MISMATCH", "field": ["idempotencyKey"] }]));
    let without = run(&staff, CANCEL, json!({ "id": order_id(&placed) })).await;
    assert_eq!(without["userErrors"], json!([{ "code": "INVALID_STATUS", "field": null }]));
    let nobody = json!({ "id": "gid://shopify/Order/00000000-0000-0000-0000-000000000000" });
    let nobody = run(&staff, CANCEL, nobody).await;
    assert_eq!(nobody["userErrors"][0]["code"], "ORDER_NOT_FOUND");
    let sent = json!({ "orderId": order_id(&placed), "locationId": location_id(&goods) });
    let sent = run(&staff, FULFIL, json!({ "input": sent })).await;
    assert_eq!(sent["userErrors"][0]["code"], "INVALID_STATUS");
    sound(shop).await;
}

async fn edited_and_marked_as_paid(shop: &TestShop) {
    let goods = goods(shop, 2, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[3]).await;
    let staff = shop.admin_client(&["write_orders"]).await;
    let edit = "mutation ($id: ID!, $add: [OrderEditAddInput!], $set: [OrderLineItemQuantityInput!]) {
        orderEdit(id: $id, add: $add, set: $set) { userErrors { code field }
            order { ...State currentTotalPrice { amount } totalOutstanding { amount } totalRefunded { amount }
                lineItems(first: 5) { nodes { currentQuantity isAdded } } } } }";
    let fewer = json!([{ "lineItemId": line_id(&placed, 0), "quantity": 1 }]);
    let less = done(&staff, edit, json!({ "id": order_id(&placed), "set": fewer })).await;
    assert_eq!(less["order"]["totalRefunded"]["amount"], "20.0");
    assert_eq!(less["order"]["displayFinancialStatus"], "PARTIALLY_REFUNDED");
    let variant = format!("gid://shopify/ProductVariant/{}", goods.variants[1]);
    let more = json!([{ "variantId": variant, "quantity": 2 }]);
    let more = done(&staff, edit, json!({ "id": order_id(&placed), "add": more })).await;
    assert_eq!(more["order"]["currentTotalPrice"]["amount"], "35.0");
    assert_eq!(more["order"]["totalOutstanding"]["amount"], "20.0");
    let raised = json!([{ "lineItemId": line_id(&placed, 0), "quantity": 2 }]);
    let raised = run(&staff, edit, json!({ "id": order_id(&placed), "set": raised })).await;
    assert_eq!(raised["userErrors"], json!([{ "code": "INVALID_QUANTITY", "field": ["set", "0", "quantity"] }]));
    let paid = "mutation ($id: ID!) { orderMarkAsPaid(id: $id) { userErrors { code }
        order { ...State totalOutstanding { amount } payments { gateway captured { amount } } } } }";
    let paid = done(&staff, paid, json!({ "id": order_id(&placed) })).await;
    assert_eq!(paid["order"]["totalOutstanding"]["amount"], "0.0");
    assert_eq!(paid["order"]["payments"][1], json!({ "gateway": "MANUAL", "captured": { "amount": "20.0" } }));
    sound(shop).await;
}

async fn a_draft(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let staff = shop.admin_client(&["write_orders"]).await;
    let create = "mutation ($input: DraftOrderInput!) { draftOrderCreate(input: $input) { userErrors { code field }
        order { id name ...State totalPrice { amount } shippingAddress { city countryCodeV2 } } } }";
    let variant = format!("gid://shopify/ProductVariant/{}", goods.variants[0]);
    let lines = json!([{ "variantId": variant, "quantity": 2, "price": "7.50" },
        { "title": "Gift wrap", "quantity": 1, "price": "3" }]);
    let address = json!({ "address1": "Street 1", "city": "Berlin", "country": "DE", "zip": "10115" });
    let input = json!({ "email": "ann@example.com", "lineItems": lines, "shippingAddress": address,
        "shippingLine": { "title": "Van", "price": "2.00" } });
    let made = done(&staff, create, json!({ "input": input })).await["order"].clone();
    assert_eq!(
        (&made["totalPrice"]["amount"], &made["status"], &made["name"]),
        (&json!("20.0"), &json!("DRAFT"), &json!(""))
    );
    let drafts = "{ draftOrders(first: 5) { nodes { id } } orders(first: 5) { nodes { id } } }";
    let listed = staff.query(drafts, json!({})).await;
    assert_eq!(listed, json!({ "draftOrders": { "nodes": [{ "id": made["id"] }] }, "orders": { "nodes": [] } }));
    let complete = "mutation ($id: ID!) { draftOrderComplete(id: $id) { userErrors { code field }
        order { name ...State } } }";
    let placed = done(&staff, complete, json!({ "id": made["id"] })).await;
    assert_eq!(placed["order"]["name"], "#1001");
    assert_eq!(placed["order"]["displayFinancialStatus"], "PENDING");
    let bad = json!({ "lineItems": [{ "title": "Gift wrap", "quantity": 1 }] });
    let bad = run(&staff, create, json!({ "input": bad })).await;
    assert_eq!(bad["userErrors"], json!([{ "code": "NO_PRICE", "field": ["input", "lineItems", "0", "price"] }]));
    sound(shop).await;
}

async fn looked_up(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let placed = place(shop, &goods, &[1]).await;
    let staff = shop.admin_client(&["read_orders"]).await;
    let document = "query ($id: ID!) { order(id: $id) { name number email totalPrice { amount currencyCode }
        shippingAddress { city } events(first: 5) { nodes { kind } } payments { gateway status }
        lineItems(first: 5) { nodes { sku quantity unfulfilledQuantity refundableQuantity
            allocations { location { code } remainingQuantity } } } }
        orders(first: 1, sortKey: TOTAL_PRICE, query: \"status:confirmed\") { nodes { id } pageInfo { hasNextPage } } }";
    let data = staff.query(document, json!({ "id": order_id(&placed) })).await;
    assert_eq!(
        data["order"],
        json!({ "name": format!("#{}", placed.number), "number": placed.number.to_string(), "email": "ann@example.com",
            "totalPrice": { "amount": "15.0", "currencyCode": "EUR" }, "shippingAddress": { "city": "Berlin" },
            "events": { "nodes": [] }, "payments": [{ "gateway": "TEST", "status": "CAPTURED" }],
            "lineItems": { "nodes": [{ "sku": "GOODS-0", "quantity": 1, "unfulfilledQuantity": 1, "refundableQuantity": 1,
                "allocations": [{ "location": { "code": "main" }, "remainingQuantity": 1 }] }] } })
    );
    assert_eq!(data["orders"]["nodes"][0]["id"], order_id(&placed));
    let absent = staff.query("{ order(id: \"gid://shopify/Order/42\") { id } }", json!({})).await;
    assert_eq!(absent, json!({ "order": null }));
}
