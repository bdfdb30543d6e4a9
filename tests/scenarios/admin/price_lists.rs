//! Price lists and what follows from them: spans, collections by price, what shoppers see.
use entity::{
    audit_log, customer_group, customer_group_price_list, pricing_revision, product, product_price_range, variant,
};
use pretty_assertions::assert_eq;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tests::{
    TestShop,
    client::Client,
    factory::{catalogue, content::insert},
    on_both_databases,
};

on_both_databases!(
    a_list_takes_its_prices_from_another,
    parents_have_no_parents,
    prices_are_written_and_what_follows_from_them,
    prices_are_taken_all_or_none,
    prices_are_taken_out_again,
    a_group_gets_a_list_of_its_own,
    edits_that_cross_leave_right_spans,
);

const CREATE: &str = "mutation ($input: PriceListCreateInput!) { priceListCreate(input: $input) {
    priceList { id code name currency parent { factor priceList { id } } } userErrors { code field } } }";
const UPDATE: &str = "mutation ($id: ID!, $input: PriceListUpdateInput!) { priceListUpdate(id: $id, input: $input) {
    priceList { name parent { factor } } userErrors { code field } } }";
const ADD: &str = "mutation ($list: ID!, $prices: [PriceListPriceInput!]!) {
    priceListFixedPricesAdd(priceListId: $list, prices: $prices) {
        prices { variantId minimumQuantity price { amount currencyCode } compareAtPrice { amount } }
        userErrors { code field } } }";
const DELETE: &str = "mutation ($list: ID!, $variants: [ID!]!, $quantity: Int) {
    priceListFixedPricesDelete(priceListId: $list, variantIds: $variants, minimumQuantity: $quantity) {
        deletedFixedPriceVariantIds userErrors { code field } } }";

async fn staff(shop: &TestShop) -> Client {
    shop.admin_client(&["write_products"]).await
}

async fn create(client: &Client, input: Value) -> Value {
    client.query(CREATE, json!({ "input": input })).await["priceListCreate"].take()
}

/// The lists there are, by their codes.
async fn id_of(client: &Client, code: &str) -> String {
    let data = client.query("{ priceLists(first: 50) { nodes { id code } } }", json!({})).await;
    let found = data["priceLists"]["nodes"].as_array().unwrap().iter().find(|list| list["code"] == code).cloned();
    found.unwrap_or_else(|| panic!("no list {code}"))["id"].as_str().unwrap().to_owned()
}

/// The ids of a product's variants, in their order.
async fn variants_of(shop: &TestShop, handle: &str) -> Vec<String> {
    let product = product::Entity::find().filter(product::Column::Handle.eq(handle));
    let product = product.one(shop.shop.database().writer()).await.unwrap().unwrap();
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.eq(product.id))
        .order_by_asc(variant::Column::Position)
        .all(shop.shop.database().writer())
        .await
        .unwrap();
    variants.into_iter().map(|variant| format!("gid://shopify/ProductVariant/{}", variant.id)).collect()
}

fn euros(amount: &str) -> Value {
    json!({ "amount": amount, "currencyCode": "EUR" })
}

/// Every span there is, by list and product.
async fn spans(shop: &TestShop) -> Vec<product_price_range::Model> {
    product_price_range::Entity::find()
        .order_by_asc(product_price_range::Column::PriceListId)
        .order_by_asc(product_price_range::Column::ProductId)
        .all(shop.shop.database().writer())
        .await
        .unwrap()
}

async fn a_list_takes_its_prices_from_another(shop: &TestShop) {
    catalogue::fill(shop, 3).await;
    let client = staff(shop).await;
    let base = id_of(&client, "default").await;
    let made = create(
        &client,
        json!({ "name": "Dollars, US", "currency": "USD", "parent": { "priceListId": base, "factor": "1.10" } }),
    )
    .await;
    assert_eq!(made["userErrors"], json!([]));
    assert_eq!(made["priceList"]["code"], "dollars-us");
    assert_eq!(made["priceList"]["parent"], json!({ "factor": "1.1", "priceList": { "id": base } }));
    // 10.00 to 12.00 euros in the factory's first product.
    let spans = spans(shop).await;
    let dollars: Vec<_> = spans.iter().map(|span| (span.min_amount.0, span.max_amount.0)).collect();
    assert!(dollars.contains(&(1100, 1320)) && dollars.len() == 6, "{dollars:?}");
    // Sent again: refused, and nothing else.
    let again = create(&client, json!({ "name": "Dollars, US", "currency": "USD" })).await;
    assert_eq!(again, json!({ "priceList": null, "userErrors": [{ "code": "TAKEN", "field": ["input", "code"] }] }));
    for (input, code, field) in [
        (json!({ "name": " ", "currency": "EUR" }), "BLANK", "name"),
        (json!({ "name": "x", "code": "No spaces", "currency": "EUR" }), "INVALID", "code"),
        (json!({ "name": "x", "currency": "XXX" }), "CURRENCY_NOT_SUPPORTED", "currency"),
    ] {
        let refused = create(&client, input).await;
        assert_eq!(refused["userErrors"], json!([{ "code": code, "field": ["input", field] }]));
    }
    let list = made["priceList"]["id"].clone();
    let input = json!({ "name": "Dollars", "parent": null });
    let data = client.query(UPDATE, json!({ "id": list, "input": input })).await;
    assert_eq!(data["priceListUpdate"]["priceList"], json!({ "name": "Dollars", "parent": null }));
    assert_eq!(self::spans(shop).await.len(), 3, "what has no price has no span");
}

async fn parents_have_no_parents(shop: &TestShop) {
    catalogue::fill(shop, 1).await;
    let client = staff(shop).await;
    let base = id_of(&client, "default").await;
    let child = |name: &str, parent: &str, factor: &str| json!({ "name": name, "currency": "EUR", "parent": { "priceListId": parent, "factor": factor } });
    let first = create(&client, child("first", &base, "0.9")).await["priceList"]["id"].take();
    let first = first.as_str().unwrap();
    let nowhere = "gid://shopify/PriceList/00000000-0000-7000-8000-000000000000";
    for (parent, factor, code, field) in [
        (first, "0.5", "PARENT_NOT_ALLOWED", "priceListId"),
        (nowhere, "0.5", "PARENT_NOT_FOUND", "priceListId"),
        (&base, "0", "FACTOR_OUT_OF_RANGE", "factor"),
        (&base, "-1", "FACTOR_OUT_OF_RANGE", "factor"),
        (&base, "1000001", "FACTOR_OUT_OF_RANGE", "factor"),
    ] {
        let refused = create(&client, child("second", parent, factor)).await;
        assert_eq!(refused["userErrors"], json!([{ "code": code, "field": ["input", "parent", field] }]), "{factor}");
    }
    for (list, parent) in [(&*base, first), (first, first)] {
        let input = json!({ "parent": { "priceListId": parent, "factor": "1" } });
        let data = client.query(UPDATE, json!({ "id": list, "input": input })).await;
        assert_eq!(data["priceListUpdate"]["userErrors"][0]["code"], "PARENT_NOT_ALLOWED", "{list}");
    }
    let data = client.query(UPDATE, json!({ "id": nowhere, "input": { "name": "x" } })).await;
    assert_eq!(data["priceListUpdate"]["userErrors"], json!([{ "code": "PRICE_LIST_NOT_FOUND", "field": ["id"] }]));
    assert_eq!(
        client.query("{ priceLists(first: 9) { nodes { code } } }", json!({})).await["priceLists"]["nodes"],
        json!([{ "code": "default" }, { "code": "first" }]),
        "what was refused left nothing behind"
    );
}

async fn prices_are_written_and_what_follows_from_them(shop: &TestShop) {
    catalogue::fill(shop, 2).await;
    let client = staff(shop).await;
    let list = id_of(&client, "default").await;
    let variants = variants_of(shop, "product-0").await;
    let before = audit_log::Entity::find().all(shop.shop.database().writer()).await.unwrap().len();
    let prices = json!([
        { "variantId": variants[0], "price": euros("7.5"), "compareAtPrice": euros("9") },
        { "variantId": variants[0], "price": euros("6.99"), "minimumQuantity": 10 },
        { "variantId": variants[2], "price": euros("80") },
    ]);
    let storefront = shop.client().await;
    for _ in 0..2 {
        let data = client.query(ADD, json!({ "list": list, "prices": prices })).await;
        let written = &data["priceListFixedPricesAdd"];
        assert_eq!(written["userErrors"], json!([]));
        let first = json!({ "variantId": variants[0], "minimumQuantity": 1, "compareAtPrice": { "amount": "9.0" },
            "price": { "amount": "7.5", "currencyCode": "EUR" } });
        assert_eq!(written["prices"][0], first);
        assert_eq!(written["prices"][1]["minimumQuantity"], 10);
    }
    let seen =
        "{ product(handle: \"product-0\") { priceRange { minVariantPrice { amount } maxVariantPrice { amount } } } }";
    assert_eq!(
        storefront.query(seen, json!({})).await["product"]["priceRange"],
        json!({ "minVariantPrice": { "amount": "7.5" }, "maxVariantPrice": { "amount": "80.0" } })
    );
    let spans: Vec<_> = spans(shop).await.into_iter().map(|span| (span.min_amount.0, span.max_amount.0)).collect();
    assert_eq!(spans, [(750, 8000), (1050, 1250)]);
    let log = audit_log::Entity::find().order_by_asc(audit_log::Column::Id).all(shop.shop.database().writer()).await;
    let log = log.unwrap().split_off(before);
    let mut subjects: Vec<_> = log.iter().map(|line| line.subject_type.as_str()).collect();
    subjects.sort_unstable();
    assert_eq!(
        subjects,
        ["PriceList", "PriceList", "ProductVariant", "ProductVariant", "ProductVariant", "ProductVariant"]
    );
    for line in log {
        assert!(line.actor.starts_with("api_key:oxadm_") && line.request_id.is_some(), "{line:?}");
        assert_eq!(line.action, "priceListFixedPricesAdd");
    }
    let found = "query ($id: ID!) { priceList(id: $id) { prices(first: 3, after: null) {
        nodes { minimumQuantity price { amount } } pageInfo { hasNextPage } } } }";
    let data = client.query(found, json!({ "id": list })).await;
    assert_eq!(data["priceList"]["prices"]["pageInfo"]["hasNextPage"], true);
}

async fn prices_are_taken_all_or_none(shop: &TestShop) {
    catalogue::fill(shop, 1).await;
    let client = staff(shop).await;
    let list = id_of(&client, "default").await;
    let variants = variants_of(shop, "product-0").await;
    let before = spans(shop).await;
    let good = json!({ "variantId": variants[0], "price": euros("1") });
    for (bad, code, field) in [
        (
            json!({ "variantId": "gid://shopify/ProductVariant/42", "price": euros("1") }),
            "VARIANT_NOT_FOUND",
            "variantId",
        ),
        (json!({ "variantId": variants[1], "price": euros("1.005") }), "INVALID_AMOUNT", "price"),
        (json!({ "variantId": variants[1], "price": euros("-1") }), "INVALID_AMOUNT", "price"),
        (json!({ "variantId": variants[1], "price": euros("cheap") }), "INVALID_AMOUNT", "price"),
        (json!({ "variantId": variants[1], "price": euros("99999999999999") }), "INVALID_AMOUNT", "price"),
        (
            json!({ "variantId": variants[1], "price": { "amount": "1", "currencyCode": "USD" } }),
            "PRICE_LIST_CURRENCY_MISMATCH",
            "price",
        ),
        (
            json!({ "variantId": variants[1], "price": euros("5"), "compareAtPrice": euros("5") }),
            "COMPARE_AT_PRICE_NOT_ABOVE_PRICE",
            "compareAtPrice",
        ),
        (
            json!({ "variantId": variants[1], "price": euros("5"), "minimumQuantity": 0 }),
            "INVALID_QUANTITY",
            "minimumQuantity",
        ),
        (good.clone(), "DUPLICATE", "minimumQuantity"),
    ] {
        let data = client.query(ADD, json!({ "list": list, "prices": [good, bad] })).await;
        let refused = &data["priceListFixedPricesAdd"];
        assert_eq!(refused["userErrors"], json!([{ "code": code, "field": ["prices", "1", field] }]), "{bad:#}");
        assert_eq!(refused["prices"], json!([]));
    }
    let tier = |quantity: i32| json!({ "variantId": variants[0], "price": euros("1"), "minimumQuantity": quantity });
    let many: Vec<_> = (1..=21).map(tier).collect();
    let data = client.query(ADD, json!({ "list": list, "prices": many })).await;
    assert_eq!(data["priceListFixedPricesAdd"]["userErrors"][0]["code"], "TOO_MANY_TIERS");
    let data = client.query(ADD, json!({ "list": list, "prices": [] })).await;
    assert_eq!(
        data["priceListFixedPricesAdd"]["userErrors"],
        json!([{ "code": "INVALID_COUNT", "field": ["prices"] }])
    );
    assert_eq!(spans(shop).await, before);
}

async fn prices_are_taken_out_again(shop: &TestShop) {
    catalogue::fill(shop, 1).await;
    let client = staff(shop).await;
    let list = id_of(&client, "default").await;
    let variants = variants_of(shop, "product-0").await;
    let tier = json!([{ "variantId": variants[0], "price": euros("1"), "minimumQuantity": 5 }]);
    client.query(ADD, json!({ "list": list, "prices": tier })).await;
    let delete = async |quantity: Value| {
        let data = client.query(DELETE, json!({ "list": list, "variants": [variants[0]], "quantity": quantity })).await;
        data["priceListFixedPricesDelete"]["deletedFixedPriceVariantIds"].clone()
    };
    assert_eq!(delete(json!(5)).await, json!([variants[0]]));
    assert_eq!(delete(json!(5)).await, json!([]), "there is none any more");
    assert_eq!(delete(Value::Null).await, json!([variants[0]]));
    let spans: Vec<_> = spans(shop).await.into_iter().map(|span| (span.min_amount.0, span.max_amount.0)).collect();
    assert_eq!(spans, [(1100, 1200)], "the cheapest variant has no price any more");
}

async fn a_group_gets_a_list_of_its_own(shop: &TestShop) {
    let ground = catalogue::ground(shop).await;
    let client = staff(shop).await;
    let now = shop.shop.now();
    let group = customer_group::Model {
        id: uuid::Uuid::from_u128(7).into(),
        code: "dealers".to_owned(),
        name: "Dealers".to_owned(),
        created_at: now,
        updated_at: now,
    };
    insert::<customer_group::Entity>(shop, [group]).await;
    let group = format!("gid://shopify/CustomerGroup/{}", uuid::Uuid::from_u128(7));
    let market = format!("gid://shopify/Market/{}", ground.market);
    let list = create(&client, json!({ "name": "Dealers", "currency": "EUR" })).await["priceList"]["id"].take();
    let yen = create(&client, json!({ "name": "Yen", "currency": "JPY" })).await["priceList"]["id"].take();
    let assign = "mutation ($list: ID!, $group: ID!, $market: ID!) {
        priceListAssign(priceListId: $list, customerGroupId: $group, marketId: $market) {
            priceList { assignments(first: 5) { nodes { customerGroupId marketId } } } userErrors { code field } } }";
    let revision =
        async || pricing_revision::Entity::find().one(shop.shop.database().writer()).await.unwrap().unwrap().revision;
    let before = revision().await;
    let data = client.query(assign, json!({ "list": list, "group": group, "market": market })).await;
    assert_eq!(
        data["priceListAssign"]["priceList"]["assignments"]["nodes"],
        json!([{ "customerGroupId": group, "marketId": market }])
    );
    assert_ne!(revision().await, before, "rules that are kept in memory are out of date");
    for (list, group, market, code) in [
        (&yen, json!(group), json!(market), "CURRENCY_MISMATCH"),
        (&json!("gid://shopify/PriceList/1"), json!(group), json!(market), "PRICE_LIST_NOT_FOUND"),
        (&list, json!("gid://shopify/CustomerGroup/1"), json!(market), "CUSTOMER_GROUP_NOT_FOUND"),
        (&list, json!(group), json!("gid://shopify/Market/1"), "MARKET_NOT_FOUND"),
    ] {
        let data = client.query(assign, json!({ "list": list, "group": group, "market": market })).await;
        assert_eq!(data["priceListAssign"]["userErrors"][0]["code"], code);
    }
    let unassign = "mutation ($group: ID!, $market: ID!) {
        priceListUnassign(customerGroupId: $group, marketId: $market) { userErrors { code } } }";
    client.query(unassign, json!({ "group": group, "market": market })).await;
    let left = customer_group_price_list::Entity::find().all(shop.shop.database().writer()).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

/// Prices of one product are edited while the list that takes them over gets other factors: whoever is last, the
/// spans are those of what is stored.
async fn edits_that_cross_leave_right_spans(shop: &TestShop) {
    catalogue::fill(shop, 2).await;
    let client = &staff(shop).await;
    let base = &id_of(client, "default").await;
    let input = json!({ "name": "Child", "currency": "EUR", "parent": { "priceListId": base, "factor": "2" } });
    let child = &create(client, input).await["priceList"]["id"].take();
    let variants = &variants_of(shop, "product-0").await;
    let edits = (1..=12).map(async |round| {
        if round % 3 == 0 {
            let input = json!({ "parent": { "priceListId": base, "factor": format!("1.{round}") } });
            client.query(UPDATE, json!({ "id": child, "input": input })).await
        } else {
            let prices = json!([{ "variantId": variants[round % 3], "price": euros(&format!("{round}.00")) }]);
            client.query(ADD, json!({ "list": base, "prices": prices })).await
        }
    });
    for data in futures::future::join_all(edits).await {
        let payload = data.as_object().unwrap().values().next().unwrap();
        assert_eq!(payload["userErrors"], json!([]));
    }
    let left = spans(shop).await;
    // The same edit again writes every span anew: nothing may differ.
    let data =
        client.query("query ($id: ID!) { priceList(id: $id) { parent { factor } } }", json!({ "id": child })).await;
    let input = json!({ "parent": { "priceListId": base, "factor": data["priceList"]["parent"]["factor"] } });
    client.query(UPDATE, json!({ "id": child, "input": input })).await;
    assert_eq!(left, spans(shop).await);
}
