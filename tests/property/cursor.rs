//! Walking a list page by page, in any page size and either direction, gives the list: every row
//! once, in order, also while rows come and go.
use std::collections::HashSet;

use entity::product::Status;
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use serde_json::{Value, json};
use tests::{
    TestShop,
    client::Client,
    factory::catalogue::{by_hand, complete, fill, ground, save, save_collections},
    on_both_databases,
};

on_both_databases!(pages_add_up_to_the_list, lists_are_sorted, rows_may_come_and_go);

/// Enough for many pages, with few distinct vendors, types and prices: most rows tie with others.
const PRODUCTS: usize = 45;
const CASES: u32 = 60;
/// Each of these changes the shop as well.
const MOVING_CASES: u32 = 12;

/// Where a list is in the API: what stands around it, and where its connection is in the answer.
#[derive(Clone, Debug)]
struct List {
    before: String,
    /// Arguments other than those of paging.
    arguments: String,
    after: &'static str,
    pointer: &'static str,
}

impl List {
    fn products(key: &str, reverse: bool) -> Self {
        Self {
            before: "products".to_owned(),
            arguments: format!("sortKey: {key}, reverse: {reverse}"),
            after: "",
            pointer: "/products",
        }
    }

    fn of_collection(key: &str, reverse: bool) -> Self {
        Self {
            before: "collection(handle: \"all\") { products".to_owned(),
            after: "}",
            pointer: "/collection/products",
            ..Self::products(key, reverse)
        }
    }

    /// From the search index instead of the database.
    fn found(key: &str, reverse: bool) -> Self {
        let of_all = Self::products(key, reverse);
        Self { arguments: format!("query: \"handmade\", {}", of_all.arguments), ..of_all }
    }

    fn filtered(key: &str, reverse: bool) -> Self {
        let of_all = Self::of_collection(key, reverse);
        Self { arguments: format!("filters: [{{ available: true }}], {}", of_all.arguments), ..of_all }
    }

    fn collections(key: &str, reverse: bool) -> Self {
        Self { before: "collections".to_owned(), pointer: "/collections", ..Self::products(key, reverse) }
    }

    fn variants(reverse: bool) -> Self {
        Self {
            before: "product(handle: \"product-7\") { variants".to_owned(),
            arguments: format!("reverse: {reverse}"),
            after: "}",
            pointer: "/product/variants",
        }
    }

    async fn page(&self, client: &Client, paging: &str, cursor: Option<&str>) -> Value {
        let cursor_name = if paging.starts_with("first") { "after" } else { "before" };
        let document = format!(
            "query ($cursor: String) {{ {} ({}, {paging}, {cursor_name}: $cursor) {{
                edges {{ cursor node {{ id }} }}
                pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
            }} {} }}",
            self.before, self.arguments, self.after
        );
        let data = client.query(&document, json!({ "cursor": cursor })).await;
        data.pointer(self.pointer).unwrap().clone()
    }

    async fn whole(&self, client: &Client) -> Vec<String> {
        ids(&self.page(client, "first: 250", None).await)
    }
}

fn ids(page: &Value) -> Vec<String> {
    let edges = page["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Forward,
    Backward,
}

/// Everything, page by page; `between` runs after each page. Backward walks are turned round.
async fn walk(client: &Client, list: &List, way: Way, size: usize, mut between: impl AsyncFnMut()) -> Vec<String> {
    let mut walked = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let (paging, more, next) = match way {
            Way::Forward => (format!("first: {size}"), "hasNextPage", "endCursor"),
            Way::Backward => (format!("last: {size}"), "hasPreviousPage", "startCursor"),
        };
        let page = list.page(client, &paging, cursor.as_deref()).await;
        let mut found = ids(&page);
        assert!(found.len() <= size, "a page of {} where {size} were asked for", found.len());
        if way == Way::Backward {
            found.reverse();
        }
        walked.extend(found);
        if page["pageInfo"][more] != true {
            break;
        }
        cursor = Some(page["pageInfo"][next].as_str().expect("a page that is followed by another ends").to_owned());
        between().await;
    }
    if way == Way::Backward {
        walked.reverse();
    }
    walked
}

fn any_list() -> impl Strategy<Value = List> {
    const PRODUCTS: &[&str] =
        &["ID", "TITLE", "VENDOR", "PRODUCT_TYPE", "CREATED_AT", "UPDATED_AT", "BEST_SELLING", "PRICE"];
    const OF_COLLECTION: &[&str] = &["COLLECTION_DEFAULT", "MANUAL", "TITLE", "CREATED", "PRICE", "BEST_SELLING", "ID"];
    const COLLECTIONS: &[&str] = &["ID", "TITLE", "UPDATED_AT"];
    prop_oneof![
        4 => (prop::sample::select(PRODUCTS), any::<bool>()).prop_map(|(key, reverse)| List::products(key, reverse)),
        3 => (prop::sample::select(OF_COLLECTION), any::<bool>())
            .prop_map(|(key, reverse)| List::of_collection(key, reverse)),
        2 => (prop::sample::select(PRODUCTS), any::<bool>()).prop_map(|(key, reverse)| List::found(key, reverse)),
        2 => (prop::sample::select(OF_COLLECTION), any::<bool>())
            .prop_map(|(key, reverse)| List::filtered(key, reverse)),
        1 => (prop::sample::select(COLLECTIONS), any::<bool>())
            .prop_map(|(key, reverse)| List::collections(key, reverse)),
        1 => any::<bool>().prop_map(List::variants),
    ]
}

fn any_way() -> impl Strategy<Value = Way> {
    prop_oneof![Just(Way::Forward), Just(Way::Backward)]
}

/// Tries the property with inputs that are the same on every run.
fn try_all<S: Strategy>(cases: u32, inputs: &S, property: impl AsyncFn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let runtime = tokio::runtime::Handle::current();
    let outcome = tokio::task::block_in_place(|| runner.run(inputs, |input| runtime.block_on(property(input))));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

async fn pages_add_up_to_the_list(shop: &TestShop) {
    fill(shop, PRODUCTS).await;
    let hands: Vec<_> = (0..9).map(|number| by_hand(&format!("more-{number}"))).collect();
    save_collections(shop, &hands).await;
    let client = shop.client().await;
    try_all(CASES, &(any_list(), any_way(), 1_usize..=20), async |(list, way, size)| {
        let whole = list.whole(&client).await;
        prop_assert!(whole.len() > 2, "{list:?} has {} rows", whole.len());
        let walked = walk(&client, &list, way, size, async || {}).await;
        prop_assert_eq!(&walked, &whole);
        Ok(())
    });
}

/// What a page shows of each product to be sorted by.
const SORTED: &str = "query ($key: ProductSortKeys!, $reverse: Boolean!) {
    products(first: 250, sortKey: $key, reverse: $reverse) {
        nodes { id title vendor productType createdAt updatedAt priceRange { minVariantPrice { amount } } }
    }
}";

async fn lists_are_sorted(shop: &TestShop) {
    fill(shop, PRODUCTS).await;
    let client = shop.client().await;
    let keys = [
        ("TITLE", "/title"),
        ("VENDOR", "/vendor"),
        ("PRODUCT_TYPE", "/productType"),
        ("CREATED_AT", "/createdAt"),
        ("UPDATED_AT", "/updatedAt"),
        ("PRICE", "/priceRange/minVariantPrice/amount"),
        ("ID", "/id"),
    ];
    for (key, pointer) in keys {
        for reverse in [false, true] {
            let data = client.query(SORTED, json!({ "key": key, "reverse": reverse })).await;
            let nodes = data["products"]["nodes"].as_array().unwrap();
            assert_eq!(nodes.len(), PRODUCTS);
            let mut values: Vec<_> = nodes.iter().map(|node| sortable(node.pointer(pointer).unwrap())).collect();
            if reverse {
                values.reverse();
            }
            assert!(values.is_sorted(), "by {key}, reverse {reverse}: {values:?}");
        }
    }
}

/// Texts as they are; amounts with as many digits before the point as each other.
fn sortable(value: &Value) -> String {
    let text = value.as_str().unwrap().to_lowercase();
    if text.chars().all(|letter| letter.is_ascii_digit() || letter == '.') { format!("{text:0>12}") } else { text }
}

/// What happens to the shop between two pages.
#[derive(Clone, Copy, Debug)]
enum Change {
    Nothing,
    /// A product that was not there.
    Add,
    /// One of the products is no longer shown.
    Hide(usize),
}

fn any_changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![Just(Change::Nothing), Just(Change::Add), (0..PRODUCTS).prop_map(Change::Hide)];
    prop::collection::vec(change, 6)
}

async fn rows_may_come_and_go(shop: &TestShop) {
    fill(shop, PRODUCTS).await;
    let ground = ground(shop).await;
    let collections = save_collections(shop, &[by_hand("all"), by_hand("new")]).await;
    let client = shop.client().await;
    let added = std::cell::Cell::new(PRODUCTS);
    let keys = prop::sample::select(&["ID", "TITLE", "VENDOR", "PRODUCT_TYPE", "CREATED_AT", "PRICE"][..]);
    let inputs = (keys, any::<bool>(), any_way(), 3_usize..=12, any_changes());
    try_all(MOVING_CASES, &inputs, async |(key, reverse, way, size, changes)| {
        // What an earlier case hid is shown again.
        let shown: Vec<_> = (0..PRODUCTS).map(|number| complete(&ground, &collections, number)).collect();
        save(shop, &shown).await;
        let list = List::products(key, reverse);
        let before = list.whole(&client).await;
        let mut changes = changes.into_iter();
        let walked = walk(&client, &list, way, size, async || match changes.next() {
            None | Some(Change::Nothing) => {}
            Some(Change::Add) => {
                let number = added.replace(added.get() + 1);
                save(shop, &[complete(&ground, &collections, number)]).await;
            }
            Some(Change::Hide(number)) => {
                let mut record = complete(&ground, &collections, number);
                record.status = Status::Draft;
                save(shop, &[record]).await;
            }
        })
        .await;
        let after: HashSet<_> = list.whole(&client).await.into_iter().collect();
        let stayed: Vec<_> = before.iter().filter(|id| after.contains(*id)).cloned().collect();
        let distinct: HashSet<_> = walked.iter().collect();
        prop_assert_eq!(distinct.len(), walked.len(), "a row was shown twice");
        let was_there: HashSet<_> = stayed.iter().collect();
        let seen: Vec<_> = walked.iter().filter(|id| was_there.contains(*id)).cloned().collect();
        prop_assert_eq!(seen, stayed, "rows that were there all along");
        Ok(())
    });
}
