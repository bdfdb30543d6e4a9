//! Carts over HTTP: what is refused is typed and leaves the cart as it was.
use api::config::{HttpOptions, ServeOptions};
use pretty_assertions::assert_eq;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::{
    TestShop,
    client::Client,
    factory::{cart::goods, rules},
    on_both_databases,
};

on_both_databases!(
    what_is_wrong_is_refused_and_nothing_is_done,
    edits_that_cross,
    the_250th_line_is_the_last,
    the_price_is_explained,
    a_discount_of_the_order_has_a_part_for_every_line,
    what_would_be_has_no_effect,
    a_link_begins_a_cart,
    one_simulation_at_a_time,
    links_are_followed_only_so_often,
);

const STATE: &str = "fragment State on Cart { id version totalQuantity lines(first: 250) { nodes { id quantity merchandise { ... on ProductVariant { id } } } }
    cost { subtotalAmount { amount currencyCode } totalAmount { amount currencyCode } } buyerIdentity { countryCode email }
    note attributes { key value } discountCodes { code applicable } }";

/// Runs a mutation and gives its payload.
async fn mutate(client: &Client, call: &str, variables: Value) -> Value {
    let declared = "$id: ID!, $lines: [CartLineInput!]!, $updates: [CartLineUpdateInput!]!, $ids: [ID!]!";
    let document = format!(
        "mutation ({}) {{ root: {call} {{ cart {{ ...State }} userErrors {{ code field message }} warnings {{ code target message }} }} }} {STATE}",
        declared.split(", ").filter(|one| call.contains(&one[..one.find(':').unwrap()])).collect::<Vec<_>>().join(", "),
    );
    let document = document.replacen("mutation ()", "mutation", 1);
    client.send(&document, variables).await.data()["root"].clone()
}

/// Begins a cart with so many of each.
async fn begin(client: &Client, lines: &[(&str, i64)]) -> Value {
    let lines: Vec<_> =
        lines.iter().map(|(id, quantity)| json!({ "merchandiseId": id, "quantity": quantity })).collect();
    let payload = mutate(client, "cartCreate(input: { lines: $lines })", json!({ "lines": lines })).await;
    assert_eq!((&payload["userErrors"], &payload["warnings"]), (&json!([]), &json!([])), "{payload:#}");
    payload["cart"].clone()
}

async fn read(client: &Client, id: &Value) -> Value {
    let document = format!("query ($id: ID!) {{ cart(id: $id) {{ ...State }} }} {STATE}");
    client.query(&document, json!({ "id": id })).await["cart"].clone()
}

/// Ids of so many goods: 10.00, 20.00 and so on.
async fn ids(shop: &TestShop, count: usize) -> Vec<String> {
    let variants = goods(shop, count, 100).await;
    variants.iter().map(|id| format!("gid://shopify/ProductVariant/{id}")).collect()
}

#[expect(clippy::too_many_lines, reason = "one mistake after another")]
async fn what_is_wrong_is_refused_and_nothing_is_done(shop: &TestShop) {
    let ids = ids(shop, 2).await;
    let client = shop.client().await;
    let cart = begin(&client, &[(&ids[0], 2)]).await;
    let (id, line) = (&cart["id"], &cart["lines"]["nodes"][0]["id"]);
    let nobody = "gid://shopify/ProductVariant/00000000-0000-7000-8000-000000000000";
    let add = "cartLinesAdd(cartId: $id, lines: $lines)";
    let update = "cartLinesUpdate(cartId: $id, lines: $updates)";
    let good = json!({ "merchandiseId": ids[1], "quantity": 1 });
    let lines = |bad: Value| json!({ "id": id, "lines": [good, bad] });
    let updates = |bad: Value| json!({ "id": id, "updates": [bad] });
    let other = begin(&client, &[(&ids[0], 1)]).await;
    let foreign = &other["lines"]["nodes"][0]["id"];
    let cases = [
        (add, lines(json!({ "merchandiseId": ids[0], "quantity": 0 })), "INVALID", "lines.1.quantity"),
        (add, lines(json!({ "merchandiseId": ids[0], "quantity": -3 })), "INVALID", "lines.1.quantity"),
        (add, lines(json!({ "merchandiseId": ids[0], "quantity": 1_000_001 })), "LESS_THAN", "lines.1.quantity"),
        (add, lines(json!({ "merchandiseId": ids[0], "quantity": i32::MAX })), "LESS_THAN", "lines.1.quantity"),
        (add, lines(json!({ "merchandiseId": nobody })), "INVALID", "lines.1.merchandiseId"),
        (add, lines(json!({ "merchandiseId": "nonsense" })), "INVALID", "lines.1.merchandiseId"),
        (
            add,
            lines(json!({ "merchandiseId": ids[0], "sellingPlanId": "1" })),
            "SELLING_PLAN_NOT_APPLICABLE",
            "lines.1.sellingPlanId",
        ),
        (
            add,
            lines(json!({ "merchandiseId": ids[0], "parent": { "lineId": nobody } })),
            "PARENT_LINE_NOT_FOUND",
            "lines.1.parent",
        ),
        (update, updates(json!({ "id": line, "quantity": -1 })), "INVALID", "lines.0.quantity"),
        (update, updates(json!({ "id": foreign, "quantity": 5 })), "INVALID_MERCHANDISE_LINE", "lines.0.id"),
        (
            "cartLinesRemove(cartId: $id, lineIds: $ids)",
            json!({ "id": id, "ids": [line, foreign] }),
            "INVALID_MERCHANDISE_LINE",
            "lineIds.1",
        ),
        (
            "cartGiftCardCodesAdd(cartId: $id, giftCardCodes: [\"nonsense\"])",
            json!({ "id": id }),
            "INVALID",
            "giftCardCodes.0",
        ),
        (
            "cartBuyerIdentityUpdate(cartId: $id, buyerIdentity: { email: \"nonsense\", countryCode: US })",
            json!({ "id": id }),
            "INVALID",
            "buyerIdentity.email",
        ),
        (
            "cartBuyerIdentityUpdate(cartId: $id, buyerIdentity: { customerAccessToken: \"nonsense\" })",
            json!({ "id": id }),
            "INVALID",
            "buyerIdentity.customerAccessToken",
        ),
        (
            "cartDeliveryAddressesRemove(cartId: $id, addressIds: $ids)",
            json!({ "id": id, "ids": [line] }),
            "INVALID_DELIVERY_ADDRESS_ID",
            "addressIds.0",
        ),
        (
            "cartStoreCreditUpdate(cartId: $id, useStoreCredit: true)",
            json!({ "id": id }),
            "MISSING_CUSTOMER_ACCESS_TOKEN",
            "useStoreCredit",
        ),
        (
            "cartNoteUpdate(cartId: $id, note: \"x\", expectedVersion: 7)",
            json!({ "id": id }),
            "STALE",
            "expectedVersion",
        ),
        ("cartNoteUpdate(cartId: \"gid://shopify/Cart/1\", note: \"x\")", json!({}), "INVALID", "cartId"),
    ];
    for (call, variables, code, field) in cases {
        let payload = mutate(&client, call, variables).await;
        let refusal = &payload["userErrors"][0];
        let path: Vec<_> = refusal["field"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert_eq!((refusal["code"].as_str(), path.join(".").as_str()), (Some(code), field), "{call}: {payload:#}");
        assert_eq!(read(&client, id).await, cart, "{call} left something behind");
    }
    // Without its key, or with another's, it is nobody's.
    let (whole, other) = (id.as_str().unwrap(), other["id"].as_str().unwrap());
    let (bare, _) = whole.split_once('?').unwrap();
    let (_, key) = other.split_once('?').unwrap();
    for id in [bare.to_owned(), format!("{bare}?{key}")] {
        assert!(read(&client, &json!(id)).await.is_null());
        let payload = mutate(&client, "cartNoteUpdate(cartId: $id, note: \"x\")", json!({ "id": id })).await;
        assert_eq!((&payload["cart"], &payload["userErrors"][0]["code"]), (&Value::Null, &json!("INVALID")));
    }
}

async fn edits_that_cross(shop: &TestShop) {
    let ids = ids(shop, 1).await;
    let client = shop.client().await;
    let cart = begin(&client, &[(&ids[0], 1)]).await;
    let version = cart["version"].as_i64().unwrap();
    let call = format!("cartLinesAdd(cartId: $id, lines: $lines, expectedVersion: {version})");
    let variables = json!({ "id": cart["id"], "lines": [{ "merchandiseId": ids[0], "quantity": 1 }] });
    let edits = (0..8).map(|_| mutate(&client, &call, variables.clone()));
    let answers = futures::future::join_all(edits).await;
    let refused = answers.iter().filter(|payload| payload["userErrors"][0]["code"] == "STALE").count();
    assert_eq!(refused, 7, "{answers:#?}");
    let after = read(&client, &cart["id"]).await;
    assert_eq!((&after["totalQuantity"], after["version"].as_i64()), (&json!(2), Some(version + 1)));
}

async fn the_250th_line_is_the_last(shop: &TestShop) {
    let ids = ids(shop, 1).await;
    let client = shop.client().await;
    let line = |number: usize| json!({ "merchandiseId": ids[0], "attributes": [{ "key": "Name", "value": number.to_string() }] });
    let lines: Vec<_> = (0..250).map(line).collect();
    let begun = mutate(&client, "cartCreate(input: { lines: $lines })", json!({ "lines": lines })).await;
    let id = &begun["cart"]["id"];
    let stocked = begun["cart"]["totalQuantity"].as_i64().unwrap();
    assert_eq!(
        (stocked, &begun["warnings"][0]["code"]),
        (100, &json!("MERCHANDISE_NOT_ENOUGH_STOCK")),
        "a hundred are in stock"
    );
    let more: Vec<_> = (250..401).map(line).collect();
    let call = "cartLinesAdd(cartId: $id, lines: $lines)";
    let refused = mutate(&client, call, json!({ "id": id, "lines": more })).await;
    assert_eq!(refused["userErrors"][0]["code"], "CART_TOO_LARGE", "{:#}", refused["userErrors"]);
    assert_eq!(read(&client, id).await, begun["cart"]);
    // More than a list may hold is refused before it is looked at.
    let lines: Vec<_> = (0..251).map(line).collect();
    let document =
        "mutation ($id: ID!, $lines: [CartLineInput!]!) { cartLinesAdd(cartId: $id, lines: $lines) { cart { id } } }";
    let answer = client.send(document, json!({ "id": id, "lines": lines })).await;
    assert_eq!(answer.codes(), ["BAD_USER_INPUT"]);
}

async fn the_price_is_explained(shop: &TestShop) {
    let ids = ids(shop, 2).await;
    rules::ship_to(shop, "DE", &[("parcel", 490), ("express", 990)]).await;
    rules::by_code(shop, "TEN", rules::percent_off(10, 0)).await;
    rules::gift_card(shop, "GIFT-CARD-2026-0001", 500).await;
    let client = shop.client().await;
    let cart = begin(&client, &[(&ids[0], 2), (&ids[1], 1)]).await;
    let variables = json!({ "id": cart["id"] });
    mutate(&client, "cartDiscountCodesUpdate(cartId: $id, discountCodes: [\"ten\", \"none\"])", variables.clone())
        .await;
    mutate(&client, "cartGiftCardCodesAdd(cartId: $id, giftCardCodes: [\"gift-card 2026 0001\"])", variables.clone())
        .await;
    let document = "query ($id: ID!) { cart(id: $id) { cost { subtotalAmount { amount } totalAmount { amount } }
        discountCodes { code applicable } appliedGiftCards { lastCharacters amountUsed { amount } balance { amount } }
        deliveryGroups(first: 1) { nodes { deliveryOptions { handle estimatedCost { amount } } selectedDeliveryOption { handle } } }
        pricing { steps { kind subject lineId before { amount } change { amount } after { amount } explanation }
            totals { subtotal { amount } discounts { amount } shipping { amount } total { amount } giftCards { amount } payable { amount } }
            appliedPromotions { code amount { amount } } refusedPromotions { code reason } } } }";
    let cart = client.query(document, variables).await["cart"].clone();
    let totals = &cart["pricing"]["totals"];
    let expected = json!({
        "subtotal": { "amount": "40.0" }, "discounts": { "amount": "4.0" }, "shipping": { "amount": "4.9" },
        "total": { "amount": "40.9" }, "giftCards": { "amount": "5.0" }, "payable": { "amount": "35.9" },
    });
    assert_eq!(*totals, expected);
    assert_eq!(cart["cost"], json!({ "subtotalAmount": { "amount": "40.0" }, "totalAmount": { "amount": "40.9" } }));
    let codes = json!([{ "code": "ten", "applicable": true }, { "code": "none", "applicable": false }]);
    assert_eq!(cart["discountCodes"], codes);
    let paid_with =
        json!({ "lastCharacters": "0001", "amountUsed": { "amount": "5.0" }, "balance": { "amount": "5.0" } });
    assert_eq!(cart["appliedGiftCards"], json!([paid_with]));
    assert_eq!(cart["deliveryGroups"]["nodes"][0]["selectedDeliveryOption"]["handle"], "parcel");
    assert_eq!(cart["pricing"]["refusedPromotions"][0]["code"], "none");
    let steps = cart["pricing"]["steps"].as_array().unwrap();
    let changes =
        steps.iter().map(|step| step["change"]["amount"].as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap());
    assert_eq!(changes.sum::<rust_decimal::Decimal>(), "35.9".parse().unwrap(), "{steps:#?}");
    assert!(steps.iter().all(|step| !step["explanation"].as_str().unwrap().is_empty()));
}

async fn a_discount_of_the_order_has_a_part_for_every_line(shop: &TestShop) {
    let ids = ids(shop, 3).await;
    rules::automatic(shop, rules::percent_off(10, 0)).await;
    let client = shop.client().await;
    let cart = begin(&client, &[(&ids[0], 1), (&ids[1], 1), (&ids[2], 1)]).await;
    let document = "query ($id: ID!) { cart(id: $id) { discountAllocations { __typename discountedAmount { amount }
            ... on CartAutomaticDiscountAllocation { title } discountApplication { allocationMethod targetSelection targetType
                value { ... on PricingPercentageValue { percentage } } } }
        lines(first: 3) { nodes { cost { totalAmount { amount } } discountAllocations { discountedAmount { amount } } } } } }";
    let cart = client.query(document, json!({ "id": cart["id"] })).await["cart"].clone();
    let parts = cart["discountAllocations"].as_array().unwrap();
    let amounts: Vec<_> = parts.iter().map(|part| part["discountedAmount"]["amount"].as_str().unwrap()).collect();
    assert_eq!(amounts, ["1.0", "2.0", "3.0"], "the SDK wants one part for each line");
    assert_eq!(parts[0]["discountApplication"]["value"]["percentage"], 10.0);
    assert_eq!(parts[0]["discountApplication"]["targetType"], "LINE_ITEM");
    assert!(cart["lines"]["nodes"].as_array().unwrap().iter().all(|line| line["discountAllocations"] == json!([])));
}

async fn what_would_be_has_no_effect(shop: &TestShop) {
    let ids = ids(shop, 1).await;
    rules::ship_to(shop, "DE", &[("parcel", 490), ("express", 990)]).await;
    rules::by_code(shop, "TEN", rules::percent_off(10, 0)).await;
    let client = shop.client().await;
    let document = "query ($lines: [CartLineInput!]!, $codes: [String!]) { simulateCheckout(input: { lines: $lines, discountCodes: $codes,
            deliveryAddress: { countryCode: DE, zip: \"10115\" }, deliveryOptionHandle: \"express\" }) {
        userErrors { code field } warnings { code message }
        checkout { lines { quantity quantityAvailable isSold cost { totalAmount { amount } } }
            deliveryOptions { handle } selectedDeliveryOption { handle }
            pricing { totals { total { amount } } appliedPromotions { code } refusedPromotions { code reason } } } } }";
    let lines = json!([{ "merchandiseId": ids[0], "quantity": 120 }]);
    let data = client.query(document, json!({ "lines": lines, "codes": ["TEN", "nonsense"] })).await;
    let seen = &data["simulateCheckout"];
    let line = json!([{ "quantity": 100, "quantityAvailable": 100, "isSold": true, "cost": { "totalAmount": { "amount": "1000.0" } } }]);
    assert_eq!(seen["checkout"]["lines"], line, "{seen:#}");
    let codes: Vec<_> =
        seen["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["MERCHANDISE_NOT_ENOUGH_STOCK", "DISCOUNT_NOT_FOUND"]);
    assert_eq!(seen["checkout"]["selectedDeliveryOption"]["handle"], "express");
    assert_eq!(seen["checkout"]["pricing"]["totals"]["total"]["amount"], "909.9");
    let refused = client.query(document, json!({ "lines": [{ "merchandiseId": "x" }] })).await;
    let field = json!(["input", "lines", "0", "merchandiseId"]);
    assert_eq!(refused["simulateCheckout"]["userErrors"], json!([{ "code": "INVALID", "field": field }]));
    let connection = shop.database.connect().await;
    assert!(entity::cart::Entity::find().all(&connection).await.unwrap().is_empty(), "a cart was left");
    connection.close().await.unwrap();
}

async fn a_link_begins_a_cart(shop: &TestShop) {
    let ids = ids(shop, 2).await;
    let client = shop.client().await;
    let keys: Vec<_> = ids.iter().map(|id| id.rsplit('/').next().unwrap()).collect();
    let link = format!("/cart/{}:2,{}:1?discount=NONE", keys[0], keys[1]);
    let led = Client::answer(client.get(&link)).await;
    assert!(led.status.is_redirection(), "{led:?}");
    let to = led.headers["location"].to_str().unwrap();
    let page = Client::answer(client.get(&to[to.find("/checkout/").unwrap()..])).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    let text = page.body.as_str().unwrap();
    assert!(text.contains("40.00 EUR") && text.contains("cannot take payments"), "{text}");
    for (link, status) in
        [("/cart/nonsense", 400), (&*format!("/cart/{}:0", keys[0]), 404), ("/checkout/nonsense?key=x", 404)]
    {
        assert_eq!(Client::answer(client.get(link)).await.status, status, "{link}");
    }
}

async fn one_simulation_at_a_time(shop: &TestShop) {
    let ids = ids(shop, 1).await;
    let client = shop.client().await;
    let input = format!("(input: {{ lines: [{{ merchandiseId: \"{}\" }}] }})", ids[0]);
    let twice = format!(
        "{{ a: simulateCheckout{input} {{ userErrors {{ code }} }} b: simulateCheckout{input} {{ userErrors {{ code }} }} }}"
    );
    assert_eq!(client.send(&twice, json!({})).await.codes(), ["TOO_COMPLEX"]);
    // Many requests take turns, and those who buy do not wait for all of them.
    let once =
        format!("{{ simulateCheckout{input} {{ checkout {{ pricing {{ totals {{ payable {{ amount }} }} }} }} }} }}");
    let seen = futures::future::join_all((0..20).map(|_| client.query(&once, json!({}))));
    let lines = [(ids[0].as_str(), 1)];
    let (seen, _) = futures::join!(seen, begin(&client, &lines));
    for seen in seen {
        assert_eq!(seen["simulateCheckout"]["checkout"]["pricing"]["totals"]["payable"]["amount"], "10.0");
    }
}

async fn links_are_followed_only_so_often(shop: &TestShop) {
    let ids = ids(shop, 1).await;
    let http = HttpOptions { logins_per_minute: 1, ..HttpOptions::default() };
    let server = shop.serve(ServeOptions { http, ..ServeOptions::default() }).await;
    let client = Client::new(&server.url());
    let link = format!("/cart/{}:0", ids[0].rsplit('/').next().unwrap());
    for number in 0..100 {
        assert_eq!(Client::answer(client.get(&link)).await.status, 404, "{number}");
    }
    assert_eq!(Client::answer(client.get(&link)).await.status, 429);
    assert_eq!(Client::answer(client.get("/cart/nonsense")).await.status, 400, "what is no link costs nothing");
    server.stop().await;
}
