//! What is asked: requests made ready beforehand, from what the shop really has.
use serde_json::{Value, json};

use super::{Failure, browse::Scenario, http::Connection, target::Target};

const LISTING: &str = include_str!("listing.graphql");
const PRODUCT: &str = include_str!("product.graphql");
const SEARCH: &str = include_str!("search.graphql");
const WALK: &str = "query Walk($after: String) { products(first: 250, after: $after) { \
                    edges { cursor node { handle title } } pageInfo { hasNextPage endCursor } } }";

const PAGE_SIZE: usize = 20;
/// Pages that listings are drawn from.
const PAGES_MAX: usize = 50;
/// Where the deep pages begin, if the shop is that large.
const DEEP_PAGE: usize = 500;
const PRODUCTS_MAX: usize = 1_000;
const WORDS_MAX: usize = 200;
const WORD_LETTERS_MIN: usize = 4;

/// A request, ready to be sent.
pub(super) struct Request {
    pub(super) operation: &'static str,
    pub(super) bytes: Vec<u8>,
    body: String,
}

/// Requests to draw from, and how often each kind is drawn.
pub(super) struct Plan {
    kinds: Vec<(u64, Vec<Request>)>,
    is_graphql: bool,
}

impl Plan {
    /// A request, chosen by a random number.
    pub(super) fn pick(&self, random: u64) -> &Request {
        let shares: u64 = self.kinds.iter().map(|(share, _)| share).sum();
        let mut at = random % shares;
        for (share, requests) in &self.kinds {
            if at < *share {
                let index = usize::try_from(random >> 16).unwrap_or_default() % requests.len();
                return &requests[index];
            }
            at -= share;
        }
        &self.kinds[0].1[0]
    }

    /// What is wrong with an answer, if anything is.
    pub(super) fn fault_in(&self, status: u16, body: &[u8]) -> Option<String> {
        if status != 200 {
            return Some(format!("status {status}"));
        }
        if !self.is_graphql {
            return None;
        }
        let body = String::from_utf8_lossy(body);
        let errors = body.find("\"errors\":[")?;
        Some(body[errors..].chars().take(160).collect())
    }

    /// One request of each kind, to ask what it costs.
    pub(super) fn samples(&self) -> impl Iterator<Item = &Request> {
        self.kinds.iter().filter_map(|(_, requests)| requests.first())
    }

    fn of(requests: Vec<Request>) -> Self {
        Self { kinds: vec![(1, requests)], is_graphql: true }
    }
}

impl Request {
    fn new(target: &Target, operation: &'static str, document: &str, variables: &Value) -> Self {
        let body = json!({ "query": document, "variables": variables }).to_string();
        Self { operation, bytes: target.place.post("", &body), body }
    }

    /// The same, asking to be told the statements it took.
    pub(super) fn explained(&self, target: &Target) -> Vec<u8> {
        target.place.post(EXPLAIN, &self.body)
    }
}

/// Asks for `extensions.sql`.
const EXPLAIN: &str = "X-Oxcart-Debug: sql\r\n";

/// What the shop has: enough of it to ask different questions.
pub(super) struct Stock {
    handles: Vec<String>,
    words: Vec<String>,
    /// Where pages of the listing end, from the first on.
    ends: Vec<String>,
}

impl Stock {
    /// Walks through the shop's products, as far as the scenarios need.
    pub(super) async fn take(target: &Target, deep: bool) -> Result<Self, Failure> {
        let pages = if deep { DEEP_PAGE + PAGES_MAX } else { PAGES_MAX };
        let mut stock = Self { handles: Vec::new(), words: Vec::new(), ends: Vec::new() };
        let mut seen = 0;
        let mut after = Value::Null;
        while stock.ends.len() < pages {
            let data = ask(target, WALK, &json!({ "after": after })).await?;
            let products = &data["products"];
            for edge in products["edges"].as_array().into_iter().flatten() {
                seen += 1;
                if seen % PAGE_SIZE == 0 {
                    stock.ends.extend(edge["cursor"].as_str().map(ToOwned::to_owned));
                }
                stock.note(&edge["node"]);
            }
            if products["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = products["pageInfo"]["endCursor"].clone();
        }
        if stock.handles.is_empty() {
            return Err(Failure::new("the shop shows no products: seed or import some first"));
        }
        stock.words.sort();
        stock.words.dedup();
        stock.words.truncate(WORDS_MAX);
        Ok(stock)
    }

    fn note(&mut self, product: &Value) {
        if self.handles.len() < PRODUCTS_MAX {
            self.handles.extend(product["handle"].as_str().map(ToOwned::to_owned));
            let title = product["title"].as_str().unwrap_or_default().to_lowercase();
            let words = title.split(|letter: char| !letter.is_alphanumeric());
            self.words.extend(words.filter(|word| word.chars().count() >= WORD_LETTERS_MIN).map(ToOwned::to_owned));
        }
    }

    /// The requests of a scenario.
    pub(super) fn plan(&self, target: &Target, scenario: Scenario) -> Result<Plan, Failure> {
        Ok(match scenario {
            Scenario::Listing => Plan::of(self.listing(target)),
            Scenario::Product => Plan::of(self.product(target)),
            Scenario::Search => Plan::of(self.search(target)?),
            Scenario::Mix => {
                let kinds = vec![(5, self.listing(target)), (4, self.product(target)), (1, self.search(target)?)];
                Plan { kinds, is_graphql: true }
            }
            Scenario::DeepPage => Plan::of(self.deep_page(target)?),
            Scenario::Static => return Err(Failure::new("a file is not asked for by a query")),
        })
    }

    /// The first page, which the static file is a copy of.
    pub(super) fn first_page(target: &Target) -> Request {
        Request::new(target, "listing", LISTING, &json!({ "first": PAGE_SIZE }))
    }

    fn listing(&self, target: &Target) -> Vec<Request> {
        let mut pages = vec![Self::first_page(target)];
        // The last page may be short: leave it out.
        let ends = self.ends.iter().take(self.ends.len().saturating_sub(1).min(PAGES_MAX - 1));
        pages.extend(ends.map(|end| page_after(target, "listing", end)));
        pages
    }

    fn deep_page(&self, target: &Target) -> Result<Vec<Request>, Failure> {
        let ends = self.ends.get(DEEP_PAGE - 1..).unwrap_or_default();
        let pages: Vec<_> = ends.iter().take(PAGES_MAX - 1).map(|end| page_after(target, "deep-page", end)).collect();
        if pages.is_empty() {
            return Err(Failure::new(format!("the shop has fewer than {DEEP_PAGE} pages of {PAGE_SIZE}")));
        }
        Ok(pages)
    }

    fn product(&self, target: &Target) -> Vec<Request> {
        let ask = |handle| Request::new(target, "product", PRODUCT, &json!({ "handle": handle }));
        self.handles.iter().map(ask).collect()
    }

    fn search(&self, target: &Target) -> Result<Vec<Request>, Failure> {
        if self.words.is_empty() {
            return Err(Failure::new("the shop's titles hold no words to search for"));
        }
        let ask = |text| Request::new(target, "search", SEARCH, &json!({ "text": text, "first": PAGE_SIZE }));
        Ok(self.words.iter().map(ask).collect())
    }
}

fn page_after(target: &Target, operation: &'static str, end: &str) -> Request {
    Request::new(target, operation, LISTING, &json!({ "first": PAGE_SIZE, "after": end }))
}

/// The files of a plan that fetches one path.
pub(super) fn of_file(target: &Target, path: &str) -> Plan {
    let file = Request { operation: "static", bytes: target.place.get(path), body: String::new() };
    Plan { kinds: vec![(1, vec![file])], is_graphql: false }
}

async fn ask(target: &Target, document: &str, variables: &Value) -> Result<Value, Failure> {
    let request = Request::new(target, "", document, variables);
    let mut connection = Connection::to(target.place.address);
    let answer = connection.send(&request.bytes).await.map_err(|error| Failure::new(format!("asking: {error}")))?;
    let mut answer: Value = serde_json::from_slice(answer.body)
        .map_err(|error| Failure::new(format!("the server's answer (status {}) is no JSON: {error}", answer.status)))?;
    if answer["data"].is_null() {
        return Err(Failure::new(format!("the server refused: {}", answer["errors"])));
    }
    Ok(answer["data"].take())
}

/// SQL statements that a request takes, as the server counts them. The second of two answers: the
/// first one after a start also reads the settings.
pub(super) async fn statements(target: &Target, request: &Request) -> Option<u64> {
    let mut connection = Connection::to(target.place.address);
    let explained = request.explained(target);
    connection.send(&explained).await.ok()?;
    let answer = connection.send(&explained).await.ok()?;
    let answer: Value = serde_json::from_slice(answer.body).ok()?;
    answer["extensions"]["sql"]["statements"].as_u64()
}
