//! Staff set up taxes, shipping, discounts and gift cards through the admin API.
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::{TestShop, client::Client, factory::catalogue, on_both_databases};

on_both_databases!(taxes_are_set_up, shipping_is_set_up, discounts_are_set_up, gift_cards_are_issued_and_shown_once,);

/// Runs a mutation that must be accepted, and gives its payload.
async fn done(client: &Client, field: &str, document: &str, variables: Value) -> Value {
    let payload = client.query(document, variables).await[field].clone();
    assert_eq!(payload["userErrors"], json!([]), "{field}");
    payload
}

/// Runs a mutation that must be refused, and gives the code of its only refusal.
async fn refused(client: &Client, field: &str, document: &str, variables: Value) -> String {
    let payload = client.query(document, variables).await[field].clone();
    assert_eq!(payload["userErrors"].as_array().unwrap().len(), 1, "{payload:#}");
    payload["userErrors"][0]["code"].as_str().unwrap().to_owned()
}

async fn taxes_are_set_up(shop: &TestShop) {
    catalogue::ground(shop).await;
    let client = shop.admin_client(&["write_taxes"]).await;
    let category = "mutation ($input: TaxCategoryCreateInput!) { taxCategoryCreate(input: $input) {
        taxCategory { id code isDefault } userErrors { code field message } } }";
    let standard = json!({ "input": { "code": "standard", "name": "Standard" } });
    let made = done(&client, "taxCategoryCreate", category, standard.clone()).await;
    assert_eq!(made["taxCategory"]["isDefault"], true, "the first is the default");
    assert_eq!(refused(&client, "taxCategoryCreate", category, standard).await, "TAKEN");
    let food = json!({ "input": { "code": "food", "name": "Food", "isDefault": true } });
    let food = done(&client, "taxCategoryCreate", category, food).await;

    let rate = "mutation ($input: TaxRateInput!) { taxRateCreate(input: $input) {
        taxRate { id rate provinceCode taxCategory { code } } userErrors { code field message } } }";
    let vat =
        |rate: &str| json!({ "input": { "countryCode": "DE", "name": "USt", "rate": rate, "provinceCode": " by " } });
    let made = done(&client, "taxRateCreate", rate, vat("0.190")).await["taxRate"].clone();
    assert_eq!((&made["rate"], &made["provinceCode"]), (&json!("0.19"), &json!("BY")));
    assert_eq!(made["taxCategory"]["code"], "food");
    assert_eq!(refused(&client, "taxRateCreate", rate, vat("0.07")).await, "TAKEN");
    assert_eq!(refused(&client, "taxRateCreate", rate, vat("19")).await, "RATE_OUT_OF_RANGE");
    assert_eq!(client.send(rate, vat("nineteen")).await.codes(), ["BAD_USER_INPUT"]);

    let update = "mutation ($id: ID!, $input: TaxRateInput!) { taxRateUpdate(id: $id, input: $input) {
        taxRate { rate provinceCode } userErrors { code } } }";
    let input = json!({ "countryCode": "DE", "name": "USt", "rate": "0.16" });
    let changed = done(&client, "taxRateUpdate", update, json!({ "id": made["id"], "input": input })).await;
    assert_eq!(changed["taxRate"], json!({ "rate": "0.16", "provinceCode": null }));

    let delete = "mutation ($id: ID!) { taxCategoryDelete(id: $id) { deletedId userErrors { code field message } } }";
    let id = json!({ "id": food["taxCategory"]["id"] });
    assert_eq!(refused(&client, "taxCategoryDelete", delete, id).await, "IS_DEFAULT");
    let listed = client.query(
        "{ taxRates(first: 5, countryCode: DE) { nodes { name } } taxCategories { nodes { code } } }",
        json!({}),
    );
    let listed = listed.await;
    assert_eq!(listed["taxRates"]["nodes"], json!([{ "name": "USt" }]));
    assert_eq!(listed["taxCategories"]["nodes"], json!([{ "code": "food" }, { "code": "standard" }]));
}

async fn shipping_is_set_up(shop: &TestShop) {
    catalogue::ground(shop).await;
    let client = shop.admin_client(&["write_shipping"]).await;
    let zone = "mutation ($input: ShippingZoneCreateInput!) { shippingZoneCreate(input: $input) {
        shippingZone { id regions { countryCode provinceCode } } userErrors { code field message } } }";
    let de = |name: &str| json!({ "input": { "name": name, "regions": [{ "countryCode": "DE" }, { "countryCode": "CA", "provinceCode": "on" }] } });
    let made = done(&client, "shippingZoneCreate", zone, de("Home")).await["shippingZone"].clone();
    assert_eq!(made["regions"][0], json!({ "countryCode": "CA", "provinceCode": "ON" }));
    let payload = client.query(zone, de("Again")).await["shippingZoneCreate"].clone();
    assert_eq!(payload["userErrors"][0]["code"], "REGION_TAKEN");
    assert!(payload["userErrors"][0]["message"].as_str().unwrap().contains("CA-ON belongs to the zone \"Home\""));

    let method =
        "mutation ($zone: ID!, $input: ShippingMethodInput!) { shippingMethodCreate(zoneId: $zone, input: $input) {
        shippingMethod { id rates { price { amount currencyCode } basis atLeast below freeFrom { amount } } }
        userErrors { code field message } } }";
    let euro = |amount: &str| json!({ "amount": amount, "currencyCode": "EUR" });
    let span = |from: &str, below: Value, price: &str| json!({ "price": euro(price), "basis": "WEIGHT", "atLeast": from, "below": below, "freeFrom": "60" });
    let input =
        |rates: Value| json!({ "zone": made["id"], "input": { "code": "parcel", "name": "Parcel", "rates": rates } });
    let rates = json!([span("0", json!("1500.5"), "4.90"), span("1500.5", Value::Null, "7.90")]);
    let parcel = done(&client, "shippingMethodCreate", method, input(rates.clone())).await["shippingMethod"].clone();
    assert_eq!(
        parcel["rates"][0],
        json!({ "price": { "amount": "4.9", "currencyCode": "EUR" }, "basis": "WEIGHT", "atLeast": "0", "below": "1500.5", "freeFrom": { "amount": "60.0" } })
    );
    assert_eq!(refused(&client, "shippingMethodCreate", method, input(rates)).await, "TAKEN");
    let overlap = json!([span("0", json!("2000"), "4.90"), span("1500", Value::Null, "7.90")]);
    assert_eq!(refused(&client, "shippingMethodCreate", method, input(overlap)).await, "RATES_OVERLAP");

    let update = "mutation ($id: ID!, $input: ShippingMethodInput!) { shippingMethodUpdate(id: $id, input: $input) {
        shippingMethod { name isActive rates { price { amount } } } userErrors { code } } }";
    let flat = json!({ "code": "parcel", "name": "Bicycle", "isActive": false, "rates": [{ "price": euro("3") }] });
    let changed = done(&client, "shippingMethodUpdate", update, json!({ "id": parcel["id"], "input": flat })).await;
    assert_eq!(
        changed["shippingMethod"],
        json!({ "name": "Bicycle", "isActive": false, "rates": [{ "price": { "amount": "3.0" } }] })
    );

    let delete = "mutation ($id: ID!) { shippingZoneDelete(id: $id) { deletedId userErrors { code } } }";
    let gone = done(&client, "shippingZoneDelete", delete, json!({ "id": made["id"] })).await;
    assert_eq!(gone["deletedId"], made["id"]);
    assert_eq!(
        refused(&client, "shippingZoneDelete", delete, json!({ "id": made["id"] })).await,
        "SHIPPING_ZONE_NOT_FOUND"
    );
    let left = client.query("{ shippingZones { nodes { id methods { id } } } }", json!({})).await;
    assert_eq!(left["shippingZones"]["nodes"], json!([]));
}

#[expect(clippy::too_many_lines, reason = "one kind after another")]
async fn discounts_are_set_up(shop: &TestShop) {
    let products = catalogue::fill(shop, 2).await;
    let product = format!("gid://shopify/Product/{}", products[0]);
    let client = shop.admin_client(&["write_discounts"]).await;
    let shown =
        "discount { id title isAutomatic discountClass status value { kind percentage amount { amount currencyCode }
        items { productIds } buys { productIds } buysQuantity gets { productIds } getsQuantity }
        conditions { minimumSubtotal { amount } firstOrderOnly } codes { nodes { code usageLimit } } }
        userErrors { code field message }";
    let basic = format!(
        "mutation ($input: DiscountCodeBasicInput!) {{ discountCodeBasicCreate(input: $input) {{ {shown} }} }}"
    );
    let input = json!({ "input": { "title": "Welcome", "code": "WELCOME10", "minimumSubtotal": { "amount": "20", "currencyCode": "EUR" },
        "firstOrderOnly": true, "customerGets": { "value": { "percentage": "0.10" } } } });
    let made = done(&client, "discountCodeBasicCreate", &basic, input.clone()).await["discount"].clone();
    assert_eq!(
        (&made["discountClass"], &made["status"], &made["isAutomatic"]),
        (&json!("ORDER"), &json!("ACTIVE"), &json!(false))
    );
    assert_eq!((&made["value"]["kind"], &made["value"]["percentage"]), (&json!("PERCENTAGE"), &json!("0.1")));
    assert_eq!(made["conditions"], json!({ "minimumSubtotal": { "amount": "20.0" }, "firstOrderOnly": true }));
    assert_eq!(made["codes"]["nodes"], json!([{ "code": "WELCOME10", "usageLimit": null }]));
    assert_eq!(refused(&client, "discountCodeBasicCreate", &basic, input).await, "TAKEN");

    let bxgy =
        format!("mutation ($input: DiscountCodeBxgyInput!) {{ discountCodeBxgyCreate(input: $input) {{ {shown} }} }}");
    let side = |quantity: i32| json!({ "items": { "productIds": [product] }, "quantity": quantity });
    let input = json!({ "input": { "title": "3 for 2", "code": "THREE", "value": { "buyXGetY": { "customerBuys": side(2), "customerGets": side(1) } } } });
    let three = done(&client, "discountCodeBxgyCreate", &bxgy, input).await["discount"].clone();
    assert_eq!((&three["value"]["buysQuantity"], &three["value"]["percentage"]), (&json!(2), &json!("1")));
    assert_eq!(three["value"]["gets"]["productIds"], json!([product]));

    let free = format!(
        "mutation ($input: DiscountCodeFreeShippingInput!) {{ discountCodeFreeShippingCreate(input: $input) {{ {shown} }} }}"
    );
    let made = done(
        &client,
        "discountCodeFreeShippingCreate",
        &free,
        json!({ "input": { "title": "Free", "code": "FREESHIP" } }),
    )
    .await;
    assert_eq!(made["discount"]["discountClass"], "SHIPPING");

    let automatic = format!(
        "mutation ($input: DiscountAutomaticInput!) {{ discountAutomaticCreate(input: $input) {{ {shown} }} }}"
    );
    let off =
        json!({ "amountOff": { "amount": { "amount": "2.5", "currencyCode": "EUR" }, "appliesOnEachItem": true } });
    let input = json!({ "input": { "title": "Two fifty", "value": { "basic": { "value": off, "items": { "productIds": [product] } } } } });
    let made = done(&client, "discountAutomaticCreate", &automatic, input).await["discount"].clone();
    assert_eq!(made["value"]["amount"], json!({ "amount": "2.5", "currencyCode": "EUR" }));
    let unknown = json!({ "input": { "title": "Ghost", "value": { "gift": { "variantIds": ["gid://shopify/ProductVariant/42"] } } } });
    assert_eq!(refused(&client, "discountAutomaticCreate", &automatic, unknown).await, "RESOURCE_NOT_FOUND");

    let batch = "mutation ($id: ID!, $size: Int!) { discountCodeBatchCreate(discountId: $id, input: { prefix: \"B-\", size: $size, usageLimit: 1 }) {
        batch { id size codes(first: 3) { nodes { code usageLimit } pageInfo { hasNextPage } } } userErrors { code } } }";
    let drawn =
        done(&client, "discountCodeBatchCreate", batch, json!({ "id": three["id"], "size": 10 })).await["batch"]
            .clone();
    assert_eq!(
        (drawn["codes"]["nodes"].as_array().unwrap().len(), &drawn["codes"]["pageInfo"]["hasNextPage"]),
        (3, &json!(true))
    );
    assert_eq!(
        refused(&client, "discountCodeBatchCreate", batch, json!({ "id": three["id"], "size": -1 })).await,
        "LIMIT_EXCEEDED"
    );
    assert_eq!(
        refused(&client, "discountCodeBatchCreate", batch, json!({ "id": made["id"], "size": 1 })).await,
        "DISCOUNT_NOT_FOUND"
    );

    let delete = "mutation ($id: ID!) { discountCodeDelete(id: $id) { deletedId userErrors { code } } }";
    done(&client, "discountCodeDelete", delete, json!({ "id": three["id"] })).await;
    let listed = client.query("{ discounts(status: ACTIVE) { nodes { title value { kind } } } }", json!({})).await;
    let titles: Vec<_> = listed["discounts"]["nodes"].as_array().unwrap().iter().map(|node| &node["title"]).collect();
    assert_eq!(titles, ["Two fifty", "Free", "Welcome"]);
}

async fn gift_cards_are_issued_and_shown_once(shop: &TestShop) {
    catalogue::ground(shop).await;
    let client = shop.admin_client(&["write_gift_cards"]).await;
    let create = "mutation ($input: GiftCardCreateInput!) { giftCardCreate(input: $input) {
        giftCardCode giftCard { id lastCharacters balance { amount } } userErrors { code } } }";
    let worth = |amount: &str| json!({ "input": { "initialValue": { "amount": amount, "currencyCode": "EUR" } } });
    let made = done(&client, "giftCardCreate", create, worth("50")).await;
    let code = made["giftCardCode"].as_str().unwrap();
    assert!(code.ends_with(made["giftCard"]["lastCharacters"].as_str().unwrap()));
    assert_eq!(refused(&client, "giftCardCreate", create, worth("0")).await, "INVALID_AMOUNT");

    let id = made["giftCard"]["id"].clone();
    let change = |field: &str| {
        format!("mutation ($id: ID!, $amount: Decimal!) {{ {field}(id: $id, input: {{ amount: {{ amount: $amount, currencyCode: EUR }}, reference: \"R-1\" }}) {{
        giftCard {{ balance {{ amount }} transactions {{ nodes {{ kind amount {{ amount }} balanceAfter {{ amount }} reference }} }} }} userErrors {{ code }} }} }}")
    };
    let debit = change("giftCardDebit");
    let after = done(&client, "giftCardDebit", &debit, json!({ "id": id, "amount": "12.34" })).await;
    assert_eq!(after["giftCard"]["balance"]["amount"], "37.66");
    let line = &after["giftCard"]["transactions"]["nodes"][0];
    assert_eq!(
        line,
        &json!({ "kind": "ADJUST", "amount": { "amount": "-12.34" }, "balanceAfter": { "amount": "37.66" }, "reference": "R-1" })
    );
    assert_eq!(
        refused(&client, "giftCardDebit", &debit, json!({ "id": id, "amount": "37.67" })).await,
        "INSUFFICIENT_FUNDS"
    );
    let credit = "mutation ($id: ID!, $amount: Decimal!) { giftCardCredit(id: $id, idempotencyKey: \"once\",
        input: { amount: { amount: $amount, currencyCode: EUR } }) { giftCard { balance { amount } } userErrors { code } } }";
    for _ in 0..3 {
        let after = done(&client, "giftCardCredit", credit, json!({ "id": id, "amount": "0.01" })).await;
        assert_eq!(after["giftCard"]["balance"]["amount"], "37.67");
    }
    assert_eq!(
        refused(&client, "giftCardCredit", credit, json!({ "id": id, "amount": "0.02" })).await,
        "IDEMPOTENCY_MISMATCH"
    );

    let off = "mutation ($id: ID!) { giftCardDeactivate(id: $id) { giftCard { isActive } userErrors { code } } }";
    assert_eq!(done(&client, "giftCardDeactivate", off, json!({ "id": id })).await["giftCard"]["isActive"], false);
    assert_eq!(refused(&client, "giftCardDebit", &debit, json!({ "id": id, "amount": "1" })).await, "DEACTIVATED");
    let listed = client.query("{ giftCards { nodes { id balance { amount } } } }", json!({})).await;
    assert_eq!(listed["giftCards"]["nodes"], json!([{ "id": id, "balance": { "amount": "37.67" } }]));
}
