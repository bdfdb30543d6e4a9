//! What each root field of the admin API needs. A field that is not in the list fails the test; each field of the list
//! is asked without a key, with a key for everything else, and with a key for just this.
use std::collections::BTreeSet;

use serde_json::{Value, json};
use service::access::{Scope, Scopes};
use tests::{TestShop, client::Client, factory::catalogue, on_both_databases};

on_both_databases!(every_root_field_keeps_to_the_list);

/// Any key opens it.
const ANY: &str = "";

/// Every root field and its scope.
const QUERIES: &[(&str, &str)] = &[
    ("currentApiKey", ANY),
    ("customer", "read_customers"),
    ("customers", "read_customers"),
    ("discount", "read_discounts"),
    ("discountCodeBatch", "read_discounts"),
    ("discounts", "read_discounts"),
    ("doctor", "read_orders"),
    ("draftOrders", "read_orders"),
    ("giftCard", "read_gift_cards"),
    ("giftCards", "read_gift_cards"),
    ("inventoryHistory", "read_inventory"),
    ("inventoryLevels", "read_inventory"),
    ("inventoryTransfer", "read_inventory"),
    ("inventoryTransfers", "read_inventory"),
    ("locations", "read_locations"),
    ("markets", "read_markets"),
    ("order", "read_orders"),
    ("orders", "read_orders"),
    ("priceList", "read_products"),
    ("priceLists", "read_products"),
    ("product", "read_products"),
    ("productVariant", "read_products"),
    ("productVariants", "read_products"),
    ("products", "read_products"),
    ("shippingZone", "read_shipping"),
    ("shippingZones", "read_shipping"),
    ("shop", ANY),
    ("storeCreditAccounts", "read_gift_cards"),
    ("taxCategories", "read_taxes"),
    ("taxRates", "read_taxes"),
];
const MUTATIONS: &[(&str, &str)] = &[
    ("customerGroupAddMember", "write_customers"),
    ("customerGroupCreate", "write_customers"),
    ("customerGroupRemoveMember", "write_customers"),
    ("discountAutomaticActivate", "write_discounts"),
    ("discountAutomaticCreate", "write_discounts"),
    ("discountAutomaticDeactivate", "write_discounts"),
    ("discountAutomaticDelete", "write_discounts"),
    ("discountCodeActivate", "write_discounts"),
    ("discountCodeBasicCreate", "write_discounts"),
    ("discountCodeBatchCreate", "write_discounts"),
    ("discountCodeBxgyCreate", "write_discounts"),
    ("discountCodeDeactivate", "write_discounts"),
    ("discountCodeDelete", "write_discounts"),
    ("discountCodeFreeShippingCreate", "write_discounts"),
    ("discountRedeemCodeBulkAdd", "write_discounts"),
    ("discountUpdate", "write_discounts"),
    ("draftOrderComplete", "write_orders"),
    ("draftOrderCreate", "write_orders"),
    ("draftOrderUpdate", "write_orders"),
    ("fulfillmentCreate", "write_orders"),
    ("fulfillmentDeliver", "write_orders"),
    ("fulfillmentTrackingInfoUpdate", "write_orders"),
    ("giftCardCreate", "write_gift_cards"),
    ("giftCardCredit", "write_gift_cards"),
    ("giftCardDeactivate", "write_gift_cards"),
    ("giftCardDebit", "write_gift_cards"),
    ("inventoryAdjustQuantities", "write_inventory"),
    ("inventoryLowStockSet", "write_inventory"),
    ("inventoryMoveQuantities", "write_inventory"),
    ("inventorySetQuantities", "write_inventory"),
    ("inventoryTransferCancel", "write_inventory"),
    ("inventoryTransferCreate", "write_inventory"),
    ("inventoryTransferReceive", "write_inventory"),
    ("inventoryTransferSend", "write_inventory"),
    ("orderCancel", "write_orders"),
    ("orderCapture", "write_orders"),
    ("orderEdit", "write_orders"),
    ("orderMarkAsPaid", "write_orders"),
    ("priceListAssign", "write_products"),
    ("priceListCreate", "write_products"),
    ("priceListFixedPricesAdd", "write_products"),
    ("priceListFixedPricesDelete", "write_products"),
    ("priceListUnassign", "write_products"),
    ("priceListUpdate", "write_products"),
    ("refundCreate", "write_orders"),
    ("returnApproveRequest", "write_orders"),
    ("returnCancel", "write_orders"),
    ("returnDeclineRequest", "write_orders"),
    ("returnReceive", "write_orders"),
    ("returnRefund", "write_orders"),
    ("returnRequest", "write_orders"),
    ("shippingMethodCreate", "write_shipping"),
    ("shippingMethodDelete", "write_shipping"),
    ("shippingMethodUpdate", "write_shipping"),
    ("shippingZoneCreate", "write_shipping"),
    ("shippingZoneDelete", "write_shipping"),
    ("shippingZoneUpdate", "write_shipping"),
    ("storeCreditAccountCredit", "write_gift_cards"),
    ("storeCreditAccountDebit", "write_gift_cards"),
    ("taxCategoryCreate", "write_taxes"),
    ("taxCategoryDelete", "write_taxes"),
    ("taxCategoryUpdate", "write_taxes"),
    ("taxRateCreate", "write_taxes"),
    ("taxRateDelete", "write_taxes"),
    ("taxRateUpdate", "write_taxes"),
];

#[tokio::test]
async fn every_root_field_is_in_the_list() {
    let schema = Introspected::served().await;
    for (root, list) in [("queryType", QUERIES), ("mutationType", MUTATIONS)] {
        let served: Vec<_> = schema.roots(root).iter().map(name).collect();
        let listed: Vec<_> = list.iter().map(|(field, _)| *field).collect();
        assert_eq!(BTreeSet::from_iter(served), BTreeSet::from_iter(listed.clone()), "{root}");
        assert!(listed.is_sorted(), "{root}: keep the list in order: {listed:?}");
    }
}

async fn every_root_field_keeps_to_the_list(shop: &TestShop) {
    catalogue::ground(shop).await;
    let url = shop.server().await.url();
    let schema = Introspected::served().await;
    let nobody = Client::admin(&url, None);
    for (root, list, operation) in [("queryType", QUERIES, "query"), ("mutationType", MUTATIONS, "mutation")] {
        for (field, scope) in list {
            let document = format!("{operation} {{ {} }}", schema.call(root, field));
            let answer = nobody.send(&document, json!({})).await;
            assert_eq!((answer.status.as_u16(), answer.codes()), (401, vec!["UNAUTHENTICATED"]), "{field}, no key");

            let others = scopes_without(scope);
            if !others.is_empty() {
                let answer = shop.admin_client(&others).await.send(&document, json!({})).await;
                let told = answer.body["errors"][0]["message"].as_str().unwrap_or_default();
                assert_eq!(answer.codes(), ["FORBIDDEN"], "{field} with {others:?}: {:#}", answer.body);
                assert!(told.contains(&format!("`{scope}`")), "{field}: the scope is not named: {told}");
            }

            let just_this = if *scope == ANY { Scope::ALL[0].word() } else { scope };
            let answer = shop.admin_client(&[just_this]).await.send(&document, json!({})).await;
            for code in answer.codes() {
                // What was made up may not be taken; but it is looked at.
                assert!(["BAD_USER_INPUT", "NOT_FOUND"].contains(&code), "{document}: {:#}", answer.body);
            }
        }
    }
}

/// Every scope but those that would do.
fn scopes_without(scope: &str) -> Vec<&'static str> {
    let Ok(needed) = scope.parse::<Scope>() else { return Vec::new() };
    let does = |held: &Scope| Scopes::These(BTreeSet::from([*held])).allow(needed);
    Scope::ALL.iter().filter(|held| !does(held)).map(|held| held.word()).collect()
}

/// The schema as it tells of itself.
struct Introspected(Value);

const INTROSPECTION: &str = "{ __schema { queryType { name } mutationType { name } types {
    name kind isOneOf
    fields { name args { ...Input } type { ...Type } }
    inputFields { ...Input }
    enumValues { name }
} } }
fragment Input on __InputValue { name defaultValue type { ...Type } }
fragment Type on __Type { name kind ofType { name kind ofType { name kind ofType { name kind ofType { name kind } } } } }";

impl Introspected {
    async fn served() -> Self {
        let answer = api::graphql::admin_schema().finish().execute(INTROSPECTION).await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        Self(answer.data.into_json().unwrap()["__schema"].take())
    }

    fn ty(&self, wanted: &str) -> &Value {
        let types = self.0["types"].as_array().unwrap();
        types.iter().find(|ty| ty["name"] == wanted).unwrap_or_else(|| panic!("there is no type {wanted}"))
    }

    fn roots(&self, root: &str) -> &[Value] {
        self.ty(self.0[root]["name"].as_str().unwrap())["fields"].as_array().unwrap()
    }

    /// A call of a root field with everything that it cannot do without.
    fn call(&self, root: &str, field: &str) -> String {
        let field = self.roots(root).iter().find(|root| name(root) == field).unwrap();
        let arguments = self.required(field["args"].as_array().unwrap());
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let is_leaf = matches!(named(&field["type"])["kind"].as_str(), Some("SCALAR" | "ENUM"));
        format!("{}{arguments}{}", name(field), if is_leaf { "" } else { " { __typename }" })
    }

    fn required(&self, inputs: &[Value]) -> Vec<String> {
        let required =
            inputs.iter().filter(|input| input["type"]["kind"] == "NON_NULL" && input["defaultValue"].is_null());
        required.map(|input| format!("{}: {}", name(input), self.sample(&input["type"]))).collect()
    }

    fn sample(&self, ty: &Value) -> String {
        match ty["kind"].as_str().unwrap() {
            "NON_NULL" => self.sample(&ty["ofType"]),
            "LIST" => format!("[{}]", self.sample(&ty["ofType"])),
            "ENUM" => name(&self.ty(name(ty))["enumValues"][0]).to_owned(),
            "INPUT_OBJECT" => {
                let ty = self.ty(name(ty));
                let fields = ty["inputFields"].as_array().unwrap();
                if ty["isOneOf"] == true {
                    return format!("{{ {}: {} }}", name(&fields[0]), self.sample(&fields[0]["type"]));
                }
                format!("{{ {} }}", self.required(fields).join(", "))
            }
            _ => match name(ty) {
                "Int" | "Float" => "1".to_owned(),
                "Boolean" => "true".to_owned(),
                "Decimal" | "ID" | "UnsignedInt64" => "\"1\"".to_owned(),
                "DateTime" => "\"2026-06-02T00:00:00Z\"".to_owned(),
                "URL" => "\"https://example.com\"".to_owned(),
                _ => "\"x\"".to_owned(),
            },
        }
    }
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap()
}

/// Without the `!` and `[]` around it.
fn named(ty: &Value) -> &Value {
    if ty["ofType"].is_null() { ty } else { named(&ty["ofType"]) }
}
