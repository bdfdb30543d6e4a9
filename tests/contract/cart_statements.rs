//! A cart takes a fixed number of SQL statements, however many lines it has and promotions there are.
use std::future::Future;

use entity::ids::VariantId;
use serde_json::{Value, json};
use service::{
    cart::{
        add_lines::{AddLines, add_lines},
        load,
        set_codes::{SetCodes, set_codes},
        view::CartView,
    },
    shop::meter::Meter,
};
use tests::{
    TestShop,
    client::Client,
    factory::{
        cart::{begin, goods, units},
        rules::{automatic, by_code, gift_card, percent_off, ship_to},
    },
    on_both_databases,
};

on_both_databases!(statements_do_not_grow, what_a_storefront_shows_takes_no_more);

/// What the shop itself takes of the ten that putting something into a cart may take: two are left for what the
/// answer shows of products.
const ADD_STATEMENTS_MAX: u64 = 8;
/// The same of the eight that reading may take.
const READ_STATEMENTS_MAX: u64 = 5;

/// With all that a storefront shows.
const ADD_OVER_HTTP_MAX: u64 = 10;
const READ_OVER_HTTP_MAX: u64 = 8;

const LINES: [usize; 2] = [2, 50];
const PROMOTIONS: [usize; 2] = [1, 200];

async fn counted<T>(work: impl Future<Output = T>) -> (T, u64) {
    let meter = Meter::default();
    let done = meter.clone().scope(work).await;
    (done, meter.statements())
}

async fn counts(shop: &TestShop, cart: &CartView, more: VariantId) -> (u64, u64) {
    let target = cart.key.clone().into();
    // The first reading after a change of the rules reads them.
    load::load(&shop.shop, &cart.key).await.unwrap();
    let (read, reading) = counted(load::load(&shop.shop, &cart.key)).await;
    assert_eq!(read.unwrap().unwrap().lines.len(), cart.lines.len());
    let (added, adding) = counted(add_lines(&shop.shop, &AddLines { target, lines: vec![units(more, 1)] })).await;
    added.unwrap();
    (reading, adding)
}

async fn statements_do_not_grow(shop: &TestShop) {
    let goods = goods(shop, 50, 100_000).await;
    ship_to(shop, "DE", &[("standard", 490)]).await;
    by_code(shop, "TEN", percent_off(10, 100)).await;
    let mut found = Vec::new();
    let mut made = 0;
    for promotions in PROMOTIONS {
        while made < promotions {
            made += 1;
            automatic(shop, percent_off(1, 100 * i64::try_from(made).unwrap())).await;
        }
        for lines in LINES {
            let cart = begin(shop, goods[..lines].iter().map(|good| units(*good, 1)).collect()).await;
            let codes = SetCodes { target: cart.key.clone().into(), codes: vec!["TEN".to_owned()] };
            set_codes(&shop.shop, &codes).await.unwrap();
            found.push(((promotions, lines), counts(shop, &cart, goods[0]).await));
        }
    }
    let (reading, adding) = found[0].1;
    assert!(
        found.iter().all(|(_, counts)| *counts == (reading, adding)),
        "(promotions, lines), (read, add): {found:?}"
    );
    assert!(reading <= READ_STATEMENTS_MAX && adding <= ADD_STATEMENTS_MAX, "read {reading}, add {adding}");
}

/// Everything that storefronts show of a cart: products, pictures, options, costs, discounts, delivery.
const SHOWN: &str = "fragment Shown on Cart { id version checkoutUrl totalQuantity note updatedAt attributes { key value }
    buyerIdentity { countryCode email phone }
    lines(first: 100) { nodes { id quantity attributes { key value }
        cost { totalAmount { amount currencyCode } amountPerQuantity { amount } compareAtAmountPerQuantity { amount } }
        discountAllocations { discountedAmount { amount } ... on CartAutomaticDiscountAllocation { title } }
        merchandise { ... on ProductVariant { id title availableForSale quantityAvailable price { amount }
            compareAtPrice { amount } requiresShipping image { url altText width height }
            product { handle title id vendor productType featuredImage { url altText } } selectedOptions { name value } } } } }
    cost { subtotalAmount { amount } totalAmount { amount } totalTaxAmount { amount } totalDutyAmount { amount } }
    discountCodes { code applicable } discountAllocations { targetType discountedAmount { amount }
        discountApplication { allocationMethod targetSelection value { __typename } } }
    deliveryGroups(first: 5) { nodes { id cartLines(first: 100) { nodes { id merchandise { ... on ProductVariant { product { title } } } } }
        deliveryAddress { countryCodeV2 zip } deliveryOptions { handle title estimatedCost { amount } }
        selectedDeliveryOption { handle } } }
    appliedGiftCards { lastCharacters amountUsed { amount } }
    pricing { steps { explanation } totals { payable { amount } } appliedPromotions { title amount { amount } } refusedPromotions { reason } } }";

fn gid(kind: &str, id: impl std::fmt::Display) -> String {
    format!("gid://shopify/{kind}/{id}")
}

/// Begins a cart of these with an address, a code and a gift card.
async fn fill(client: &Client, goods: &[VariantId]) -> Value {
    let lines: Vec<_> = goods.iter().map(|id| json!({ "merchandiseId": gid("ProductVariant", id) })).collect();
    let address = json!({ "deliveryAddress": { "countryCode": "DE", "zip": "10115", "city": "Berlin", "address1": "Amtsweg 1", "lastName": "Lane" } });
    let input = json!({
        "lines": lines, "discountCodes": ["TEN"], "giftCardCodes": ["GIFT-CARD-2026-0001"],
        "delivery": { "addresses": [{ "address": address, "selected": true }] },
    });
    let document =
        "mutation ($input: CartInput!) { cartCreate(input: $input) { cart { id } userErrors { code field } } }";
    let data = client.query(document, json!({ "input": input })).await;
    assert_eq!(data["cartCreate"]["userErrors"], json!([]));
    data["cartCreate"]["cart"]["id"].clone()
}

/// The statements that reading this cart takes, and those of adding one more.
async fn shown(client: &Client, cart: &Value, lines: usize, more: VariantId) -> (u64, u64) {
    let lines_of = |cart: &Value| cart["lines"]["nodes"].as_array().unwrap().len();
    let document = format!("query ($id: ID!) {{ cart(id: $id) {{ ...Shown }} }} {SHOWN}");
    // The first request after a change of the rules reads them.
    client.query(&document, json!({ "id": cart })).await;
    let read = client.send(&document, json!({ "id": cart })).await;
    let document = format!(
        "mutation ($id: ID!, $lines: [CartLineInput!]!) {{ cartLinesAdd(cartId: $id, lines: $lines) {{ cart {{ ...Shown }}
         userErrors {{ code }} warnings {{ code }} }} }} {SHOWN}"
    );
    let line = json!({ "merchandiseId": gid("ProductVariant", more) });
    let add = client.send(&document, json!({ "id": cart, "lines": [line] })).await;
    let counts = (read.statements(), add.statements());
    let (read, add) = (read.data()["cart"].clone(), add.data()["cartLinesAdd"]["cart"].clone());
    assert_eq!((lines_of(&read), lines_of(&add)), (lines, lines + 1));
    assert!(!read["discountAllocations"].as_array().unwrap().is_empty(), "the discounts are shown: {read:#}");
    assert_eq!(read["deliveryGroups"]["nodes"][0]["cartLines"]["nodes"].as_array().unwrap().len(), lines);
    assert_eq!(read["appliedGiftCards"].as_array().unwrap().len(), 1);
    counts
}

async fn what_a_storefront_shows_takes_no_more(shop: &TestShop) {
    let goods = goods(shop, 51, 100_000).await;
    ship_to(shop, "DE", &[("parcel", 490), ("express", 990)]).await;
    by_code(shop, "TEN", percent_off(10, 100)).await;
    gift_card(shop, "GIFT-CARD-2026-0001", 500).await;
    let client = shop.client().await;
    let mut found = Vec::new();
    let mut made = 0;
    for promotions in PROMOTIONS {
        while made < promotions {
            made += 1;
            automatic(shop, percent_off(1, 100 * i64::try_from(made).unwrap())).await;
        }
        for lines in LINES {
            let cart = fill(&client, &goods[..lines]).await;
            found.push(((promotions, lines), shown(&client, &cart, lines, goods[50]).await));
        }
    }
    let (reading, adding) = found[0].1;
    assert!(
        found.iter().all(|(_, counts)| *counts == (reading, adding)),
        "(promotions, lines), (read, add): {found:?}"
    );
    assert!(reading <= READ_OVER_HTTP_MAX && adding <= ADD_OVER_HTTP_MAX, "read {reading}, add {adding}");
}
