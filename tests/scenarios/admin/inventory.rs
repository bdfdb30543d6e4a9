//! Staff's stock, through the API.
use entity::{audit_log, variant::InventoryPolicy};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use service::inventory::reserve::{self, HOLD_TIME, Reserve};
use tests::{
    TestShop,
    factory::stock::{Goods, complaints, goods},
    on_both_databases,
};

on_both_databases!(
    counts_are_changed,
    counts_are_refused,
    units_are_moved,
    a_transfer_from_end_to_end,
    what_has_expired_can_be_sold_again,
    stock_moves_once_for_a_key,
);

const ADJUST: &str = "mutation ($input: InventoryAdjustQuantitiesInput!) { inventoryAdjustQuantities(input: $input) {
    changes { name delta quantityAfterChange location { code } } userErrors { code field } } }";
const SET: &str = "mutation ($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) {
    changes { delta quantityAfterChange } userErrors { code field message } } }";
const MOVE: &str = "mutation ($input: InventoryMoveQuantitiesInput!) { inventoryMoveQuantities(input: $input) {
    inventoryLevels { location { code } quantities(names: [AVAILABLE, ON_HAND, SAFETY_STOCK]) { name quantity } }
    userErrors { code field } } }";
const TRANSFER: &str = "fragment T on InventoryTransferPayload {
    inventoryTransfer { id version status lineItems(first: 5) { nodes { quantity receivedQuantity } } }
    userErrors { code field } } ";

fn variant(goods: &Goods) -> String {
    format!("gid://shopify/ProductVariant/{}", goods.variants[0])
}

fn location(goods: &Goods, number: usize) -> String {
    format!("gid://shopify/Location/{}", goods.locations[number])
}

async fn counts_are_changed(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10, 4]).await;
    let staff = shop.admin_client(&["write_inventory"]).await;
    let change = |number: usize, delta: i64, seen: i64| {
        json!({ "variantId": variant(&goods), "locationId": location(&goods, number), "delta": delta,
            "changeFromQuantity": seen })
    };
    let input = json!({ "reason": "damaged", "name": "ON_HAND", "referenceDocumentUri": "paper://7",
        "changes": [change(0, -3, 10), change(1, 2, 4)] });
    let done = staff.query(ADJUST, json!({ "input": input })).await["inventoryAdjustQuantities"].take();
    assert_eq!(
        done,
        json!({ "changes": [
            { "name": "ON_HAND", "delta": -3, "quantityAfterChange": 7, "location": { "code": "main" } },
            { "name": "ON_HAND", "delta": 2, "quantityAfterChange": 6, "location": { "code": "store-1" } },
        ], "userErrors": [] })
    );

    let history = "query ($variant: ID!, $location: ID!) {
        inventoryHistory(variantId: $variant, locationId: $location, first: 1) { nodes { kind name delta quantityBefore
            quantityAfter reason reference } pageInfo { hasNextPage } }
        inventoryLevels(variantId: $variant) { nodes { quantities(names: [AVAILABLE, ON_HAND]) { quantity } } } }";
    let variables = json!({ "variant": variant(&goods), "location": location(&goods, 0) });
    assert_eq!(
        staff.query(history, variables).await,
        json!({
            "inventoryHistory": {
                "nodes": [{ "kind": "ADJUSTMENT", "name": "ON_HAND", "delta": -3, "quantityBefore": 10,
                    "quantityAfter": 7, "reason": "damaged", "reference": "paper://7" }],
                "pageInfo": { "hasNextPage": true }
            },
            "inventoryLevels": { "nodes": [
                { "quantities": [{ "quantity": 7 }, { "quantity": 7 }] },
                { "quantities": [{ "quantity": 6 }, { "quantity": 6 }] },
            ] },
        })
    );
    let db = shop.database.connect().await;
    let written = audit_log::Entity::find().filter(audit_log::Column::Action.eq("inventoryAdjustQuantities"));
    assert_eq!(written.count(&db).await.unwrap(), 1);
    db.close().await.unwrap();
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn counts_are_refused(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10]).await;
    let staff = shop.admin_client(&["write_inventory"]).await;
    let set = async |quantities: Value| {
        let input = json!({ "reason": "cycle_count", "name": "ON_HAND", "quantities": quantities });
        staff.query(SET, json!({ "input": input })).await["inventorySetQuantities"].take()
    };
    let count = |quantity: i64, seen: i64| {
        json!({ "variantId": variant(&goods), "locationId": location(&goods, 0), "quantity": quantity,
            "changeFromQuantity": seen })
    };
    let stale = set(json!([count(8, 9)])).await;
    assert_eq!(
        stale["userErrors"],
        json!([{ "code": "CHANGE_FROM_QUANTITY_STALE", "field": ["input", "quantities", "0", "changeFromQuantity"],
            "message": "somebody else changed this: there are 10 now" }])
    );
    let code = |answer: &Value| answer["userErrors"][0]["code"].clone();
    assert_eq!(code(&set(json!([count(-1, 10)])).await), "INVALID_QUANTITY");
    assert_eq!(code(&set(json!([count(1, 10), count(2, 10)])).await), "DUPLICATE");
    assert_eq!(code(&set(json!([])).await), "INVALID_COUNT");
    let mut nothing = count(1, 10);
    nothing["variantId"] = json!("gid://shopify/ProductVariant/42");
    assert_eq!(code(&set(json!([nothing])).await), "VARIANT_NOT_FOUND");
    let mut nowhere = count(1, 10);
    nowhere["locationId"] = json!("gid://shopify/Location/42");
    assert_eq!(code(&set(json!([nowhere])).await), "LOCATION_NOT_FOUND");
    assert_eq!(set(json!([count(8, 10)])).await["changes"], json!([{ "delta": -2, "quantityAfterChange": 8 }]));
}

async fn units_are_moved(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10, 0]).await;
    let staff = shop.admin_client(&["write_inventory"]).await;
    let carry = async |quantity: i64, name: &str| {
        let end = |number: usize, name: &str| json!({ "locationId": location(&goods, number), "name": name });
        let change = json!({ "variantId": variant(&goods), "quantity": quantity,
            "from": end(0, "AVAILABLE"), "to": end(1, name) });
        let input = json!({ "reason": "restock", "changes": [change] });
        staff.query(MOVE, json!({ "input": input })).await["inventoryMoveQuantities"].take()
    };
    let done = carry(4, "SAFETY_STOCK").await;
    let quantities = |available: i64, on_hand: i64, safety: i64| {
        json!([{ "name": "AVAILABLE", "quantity": available }, { "name": "ON_HAND", "quantity": on_hand },
            { "name": "SAFETY_STOCK", "quantity": safety }])
    };
    assert_eq!(done["inventoryLevels"][0]["quantities"], quantities(6, 6, 0));
    assert_eq!(done["inventoryLevels"][1]["quantities"], quantities(0, 4, 4));
    let refused = carry(7, "AVAILABLE").await;
    assert_eq!(
        refused["userErrors"],
        json!([{ "code": "NOT_ENOUGH", "field": ["input", "changes", "0", "quantity"] }])
    );
}

async fn a_transfer_from_end_to_end(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10, 0]).await;
    let staff = shop.admin_client(&["write_inventory"]).await;
    let run = async |operation: &str, variables: Value| {
        let mut data = staff.query(&format!("{TRANSFER}{operation}"), variables).await;
        data["step"].take()
    };
    let line = |quantity: i64| json!([{ "variantId": variant(&goods), "quantity": quantity }]);
    let create =
        "mutation ($input: InventoryTransferCreateInput!) { step: inventoryTransferCreate(input: $input) { ...T } }";
    let input = json!({ "originLocationId": location(&goods, 0), "destinationLocationId": location(&goods, 1),
        "lineItems": line(6), "referenceName": "van" });
    let made = run(create, json!({ "input": input })).await;
    assert_eq!(made["inventoryTransfer"]["status"], "DRAFT");
    let id = made["inventoryTransfer"]["id"].clone();
    let send = "mutation ($id: ID!) { step: inventoryTransferSend(id: $id) { ...T } }";
    let on_its_way = run(send, json!({ "id": id })).await;
    assert_eq!(on_its_way["inventoryTransfer"]["status"], "IN_TRANSIT");
    let again = run(send, json!({ "id": id })).await;
    assert_eq!(again["userErrors"], json!([{ "code": "INVALID_STATUS", "field": ["id"] }]));

    let receive = "mutation ($id: ID!, $version: Int!, $lines: [InventoryTransferLineItemInput!]) {
        step: inventoryTransferReceive(id: $id, version: $version, lineItems: $lines) { ...T } }";
    let version = on_its_way["inventoryTransfer"]["version"].clone();
    let part = run(receive, json!({ "id": id, "version": version, "lines": line(2) })).await;
    assert_eq!(part["inventoryTransfer"]["lineItems"]["nodes"], json!([{ "quantity": 6, "receivedQuantity": 2 }]));
    let twice = run(receive, json!({ "id": id, "version": version, "lines": line(2) })).await;
    assert_eq!(twice["userErrors"], json!([{ "code": "STALE", "field": ["version"] }]));
    let version = part["inventoryTransfer"]["version"].clone();
    let much = run(receive, json!({ "id": id, "version": version, "lines": line(5) })).await;
    assert_eq!(much["userErrors"], json!([{ "code": "INVALID_QUANTITY", "field": ["lineItems", "0", "quantity"] }]));
    let cancel = "mutation ($id: ID!) { step: inventoryTransferCancel(id: $id) { ...T } }";
    let cancelled = run(cancel, json!({ "id": id })).await;
    assert_eq!(cancelled["inventoryTransfer"]["status"], "CANCELLED");

    let list = "{ inventoryTransfers { nodes { status origin { code } destination { code } referenceName } }
        locations { nodes { code inventoryLevels { nodes { quantities(names: [ON_HAND, INCOMING]) { quantity } } } } } }";
    let seen = shop.admin_client(&["read_inventory", "read_locations"]).await.query(list, json!({})).await;
    assert_eq!(
        seen["inventoryTransfers"]["nodes"],
        json!([{ "status": "CANCELLED", "origin": { "code": "main" }, "destination": { "code": "store-1" },
            "referenceName": "van" }])
    );
    let on_hand =
        |number: usize| seen["locations"]["nodes"][number]["inventoryLevels"]["nodes"][0]["quantities"].clone();
    assert_eq!(on_hand(0), json!([{ "quantity": 8 }, { "quantity": 0 }]));
    assert_eq!(on_hand(1), json!([{ "quantity": 2 }, { "quantity": 0 }]));
    assert_eq!(complaints(shop).await, [""; 0]);
}

async fn what_has_expired_can_be_sold_again(shop: &TestShop) {
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[5, 3]).await;
    let staff = shop.admin_client(&["read_products", "read_inventory"]).await;
    let document = "query ($id: ID!) { productVariant(id: $id) { inventoryQuantity } }";
    let left = async || {
        let data = staff.query(document, json!({ "id": variant(&goods) })).await;
        data["productVariant"]["inventoryQuantity"].as_i64()
    };
    assert_eq!(left().await, Some(8));
    let held = Reserve {
        holder: uuid::Uuid::from_u128(7),
        demand: vec![(goods.variants[0], 6)],
        locations: goods.locations.clone(),
        until: shop.shop.now() + HOLD_TIME,
    };
    shop.shop.write(&held, reserve::reserve).await.unwrap();
    assert_eq!(left().await, Some(2));
    // Nobody has swept.
    shop.clock.advance(HOLD_TIME);
    assert_eq!(left().await, Some(8));
}

/// Sent again, it answers with what is there now.
async fn stock_moves_once_for_a_key(shop: &TestShop) {
    const KEYED: &str = "mutation ($input: InventoryAdjustQuantitiesInput!, $key: String) {
        inventoryAdjustQuantities(input: $input, idempotencyKey: $key) {
        changes { delta quantityAfterChange } userErrors { code field } } }";
    const MOVED: &str = "mutation ($input: InventoryMoveQuantitiesInput!, $key: String) {
        inventoryMoveQuantities(input: $input, idempotencyKey: $key) {
        inventoryLevels { quantities(names: [ON_HAND]) { quantity } } userErrors { code } } }";
    let goods = goods(shop, 1, InventoryPolicy::Deny, &[10, 4]).await;
    let staff = shop.admin_client(&["write_inventory"]).await;
    let adjust = async |delta: i64, key: &str| {
        let changes = json!([{ "variantId": variant(&goods), "locationId": location(&goods, 0), "delta": delta }]);
        let input = json!({ "reason": "damaged", "name": "ON_HAND", "changes": changes });
        staff.query(KEYED, json!({ "input": input, "key": key })).await["inventoryAdjustQuantities"].take()
    };
    let counted = |delta: i64, after: i64| json!({ "changes": [{ "delta": delta, "quantityAfterChange": after }], "userErrors": [] });
    assert_eq!(adjust(-3, "a").await, counted(-3, 7));
    assert_eq!(adjust(-3, "a").await, counted(0, 7));
    assert_eq!(adjust(-3, "b").await, counted(-3, 4));
    let refused = |code: &str| json!({ "changes": [], "userErrors": [{ "code": code, "field": ["idempotencyKey"] }] });
    assert_eq!(adjust(-2, "a").await, refused("IDEMPOTENCY_MISMATCH"));
    assert_eq!(adjust(-2, "").await, refused("IDEMPOTENCY_KEY_INVALID"));

    let end = |number: usize| json!({ "locationId": location(&goods, number), "name": "AVAILABLE" });
    let changes = json!([{ "variantId": variant(&goods), "quantity": 2, "from": end(0), "to": end(1) }]);
    let input = json!({ "reason": "restock", "changes": changes });
    let once = staff.query(MOVED, json!({ "input": input, "key": "m" })).await;
    assert_eq!(staff.query(MOVED, json!({ "input": input, "key": "m" })).await, once);
    let levels = json!([{ "quantities": [{ "quantity": 2 }] }, { "quantities": [{ "quantity": 6 }] }]);
    assert_eq!(once["inventoryMoveQuantities"]["inventoryLevels"], levels);
    assert_eq!(complaints(shop).await, [""; 0]);
}
