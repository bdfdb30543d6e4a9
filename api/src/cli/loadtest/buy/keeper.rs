//! The shopkeeper: stocks the shop before the rush, and counts everything after it. Both through the admin API.
use serde_json::{Value, json};

use super::{super::target::Place, api::Api};
use crate::cli::Failure;

/// Units of whatever must not run out.
const PLENTY: u32 = 1_000_000;
/// What the API takes, and gives, at once.
const PAGE_SIZE: usize = 250;
/// A page of orders is a few kilobytes; more of them than this were not placed by a test.
const PAGES_MAX: usize = 10_000;

const VARIANTS: &str = "query @inContext(country: DE) { products(first: 250) { nodes { variants(first: 100) { nodes { \
                        id requiresShipping availableForSale quantityAvailable } } } } }";
const LOCATIONS: &str = "{ locations(first: 50) { nodes { id } } }";
const STOCK: &str = "mutation ($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { \
                     userErrors { message } } }";
const LEFT: &str = "query ($id: ID!) @inContext(country: DE) { node(id: $id) { ... on ProductVariant { \
                    quantityAvailable } } }";
const CODE: &str = "mutation ($input: DiscountCodeBasicInput!) { discountCodeBasicCreate(input: $input) { \
                    discount { id } userErrors { message } } }";
const USED: &str = "query ($id: ID!) { discount(id: $id) { usedCount } }";
const ORDERS: &str = "query ($after: String) { orders(first: 250, after: $after) { nodes { id number status \
                      totalPrice { amount } totalReceived { amount } } pageInfo { hasNextPage endCursor } } }";
const DOCTOR: &str = "{ doctor { isWell checks { name isWell finding } } }";

/// Somebody with a key to everything.
pub(super) struct Keeper {
    admin: Api,
    storefront: Api,
}

/// What there is to buy.
#[derive(Clone, Debug)]
pub(super) struct Wares {
    /// Each in plenty.
    pub(super) spread: Vec<String>,
    /// The one everybody wants.
    pub(super) hot: String,
}

/// An order, as the shop has it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) id: String,
    /// None: never confirmed.
    pub(super) number: Option<u64>,
    pub(super) is_paid_in_full: bool,
}

impl Keeper {
    pub(super) fn new(place: &Place, key: &str) -> Self {
        Self { admin: Api::admin(place, key), storefront: Api::storefront(place) }
    }

    /// Puts plenty of everything on the shelves, and `hot` units of one thing.
    pub(super) async fn stock(&mut self, hot: Option<u32>) -> Result<Wares, Failure> {
        let data = ask(&mut self.storefront, VARIANTS, json!({})).await?;
        let nodes = data["products"]["nodes"].as_array().into_iter().flatten();
        let variants = nodes.flat_map(|product| product["variants"]["nodes"].as_array().into_iter().flatten());
        let wanted =
            variants.filter(|variant| variant["requiresShipping"] == true && variant["quantityAvailable"].is_number());
        let mut spread: Vec<String> =
            wanted.filter_map(|variant| variant["id"].as_str().map(ToOwned::to_owned)).collect();
        let data = ask(&mut self.admin, LOCATIONS, json!({})).await?;
        let nodes = data["locations"]["nodes"].as_array().into_iter().flatten();
        let locations: Vec<String> =
            nodes.filter_map(|location| location["id"].as_str().map(ToOwned::to_owned)).collect();
        for location in &locations {
            self.set(location, &spread, PLENTY).await?;
        }
        let wanted = spread.pop().ok_or_else(|| Failure::new("the demo shop has nothing to sell"))?;
        let Some(units) = hot else { return Ok(Wares { hot: wanted, spread }) };
        let one = [wanted.clone()];
        for location in &locations {
            self.set(location, &one, 0).await?;
        }
        // All of it in one place that sends to the country of the shoppers.
        for location in &locations {
            self.set(location, &one, units).await?;
            if self.left(&wanted).await? == i64::from(units) {
                return Ok(Wares { hot: wanted, spread });
            }
            self.set(location, &one, 0).await?;
        }
        Err(Failure::new("no location of the demo shop sends to Germany"))
    }

    async fn set(&mut self, location: &str, variants: &[String], units: u32) -> Result<(), Failure> {
        for variants in variants.chunks(PAGE_SIZE) {
            let quantities: Vec<_> = variants
                .iter()
                .map(|variant| json!({ "variantId": variant, "locationId": location, "quantity": units }))
                .collect();
            let input = json!({ "reason": "correction", "name": "ON_HAND", "quantities": quantities });
            let data = ask(&mut self.admin, STOCK, json!({ "input": input })).await?;
            refused(&data["inventorySetQuantities"])?;
        }
        Ok(())
    }

    /// Units that can still be bought.
    pub(super) async fn left(&mut self, variant: &str) -> Result<i64, Failure> {
        let data = ask(&mut self.storefront, LEFT, json!({ "id": variant })).await?;
        data["node"]["quantityAvailable"].as_i64().ok_or_else(|| Failure::new("the variant's stock is not counted"))
    }

    /// Makes a code that is good for so many orders, and takes something off each of them.
    pub(super) async fn make_code(&mut self, code: &str, uses: Option<u32>) -> Result<String, Failure> {
        let combines = json!({ "productDiscounts": true, "orderDiscounts": true, "shippingDiscounts": true });
        let input = json!({
            "title": code, "code": code, "usageLimit": uses, "priority": 100, "combinesWith": combines,
            "customerGets": { "value": { "percentage": "0.05" }, "discountClass": "ORDER" },
        });
        let data = ask(&mut self.admin, CODE, json!({ "input": input })).await?;
        refused(&data["discountCodeBasicCreate"])?;
        let id = data["discountCodeBasicCreate"]["discount"]["id"].as_str();
        id.map(ToOwned::to_owned).ok_or_else(|| Failure::new("the code was not made"))
    }

    pub(super) async fn uses(&mut self, discount: &str) -> Result<u64, Failure> {
        let data = ask(&mut self.admin, USED, json!({ "id": discount })).await?;
        data["discount"]["usedCount"].as_u64().ok_or_else(|| Failure::new("the discount is gone"))
    }

    /// Every order there is.
    pub(super) async fn orders(&mut self) -> Result<Vec<Kept>, Failure> {
        let mut orders = Vec::new();
        let mut after = Value::Null;
        for _ in 0..PAGES_MAX {
            let data = ask(&mut self.admin, ORDERS, json!({ "after": after })).await?;
            orders.extend(data["orders"]["nodes"].as_array().into_iter().flatten().map(kept));
            let page = &data["orders"]["pageInfo"];
            if page["hasNextPage"] != true {
                return Ok(orders);
            }
            after = page["endCursor"].clone();
        }
        Err(Failure::new("there are more orders than a test places"))
    }

    /// What the doctor complains about, and how many checks it made.
    pub(super) async fn doctor(&mut self) -> Result<(usize, Vec<String>), Failure> {
        let data = ask(&mut self.admin, DOCTOR, json!({})).await?;
        let checks = data["doctor"]["checks"].as_array().cloned().unwrap_or_default();
        let wrong = checks.iter().filter(|check| check["isWell"] != true);
        Ok((checks.len(), wrong.map(|check| format!("{}: {}", check["name"], check["finding"])).collect()))
    }
}

fn kept(order: &Value) -> Kept {
    let number = &order["number"];
    Kept {
        id: order["id"].as_str().unwrap_or_default().to_owned(),
        number: number.as_u64().or_else(|| number.as_str().and_then(|number| number.parse().ok())),
        is_paid_in_full: order["totalPrice"]["amount"] == order["totalReceived"]["amount"],
    }
}

async fn ask(api: &mut Api, document: &str, variables: Value) -> Result<Value, Failure> {
    api.ask(document, &variables).await.map_err(|why| Failure::new(format!("the shop does not answer: {why}")))
}

fn refused(payload: &Value) -> Result<(), Failure> {
    match payload["userErrors"][0]["message"].as_str() {
        None => Ok(()),
        Some(message) => Err(Failure::new(format!("preparing the shop: {message}"))),
    }
}
