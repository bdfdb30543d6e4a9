//! Talks GraphQL to a shop, as a storefront or the back office would.
use reqwest::{
    RequestBuilder, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::{Value, json};

/// A client's end of the line.
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    /// Where [`Client::send`] sends to.
    path: &'static str,
    key: Option<String>,
}

/// What a server answered to an operation.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// `{ data, errors, extensions }`
    pub body: Value,
}

/// Asks for `extensions.sql`.
const DEBUG: (HeaderName, HeaderValue) = (HeaderName::from_static("x-oxcart-debug"), HeaderValue::from_static("sql"));

impl Client {
    /// A storefront's.
    pub fn new(base_url: &str) -> Self {
        let http = service::payment::gateway::http::client().expect("a client");
        Self { http, base_url: base_url.to_owned(), path: "/graphql", key: None }
    }

    /// The back office's, with a key or without.
    pub fn admin(base_url: &str, key: Option<String>) -> Self {
        Self { path: "/admin/graphql", key, ..Self::new(base_url) }
    }

    /// Runs an operation, whatever comes of it. Statements are counted.
    pub async fn send(&self, document: &str, variables: Value) -> Answer {
        let body = json!({ "query": document, "variables": variables });
        let (name, value) = DEBUG;
        let mut request = self.post(self.path).header(name, value).json(&body);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        Self::answer(request).await
    }

    /// Runs an operation that must succeed, and gives its data.
    pub async fn query(&self, document: &str, variables: Value) -> Value {
        self.send(document, variables).await.data()
    }

    /// A request to any path, to be filled in and given to [`Client::answer`].
    pub fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.base_url))
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base_url))
    }

    /// Sends what was prepared. A body that is not JSON becomes a JSON string.
    pub async fn answer(request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("the answer ends");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answer { status, headers, body }
    }
}

impl Answer {
    /// The data of an operation without errors.
    pub fn data(self) -> Value {
        assert!(self.body["errors"].is_null() && self.status.is_success(), "{}: {:#}", self.status, self.body);
        self.body["data"].clone()
    }

    /// `extensions.code` of each error.
    pub fn codes(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors.map(|error| error["extensions"]["code"].as_str().unwrap_or("none")).collect()
    }

    /// SQL statements the operation took.
    pub fn statements(&self) -> u64 {
        let statements = &self.body["extensions"]["sql"]["statements"];
        statements.as_u64().unwrap_or_else(|| panic!("the server counts statements: {:#}", self.body))
    }
}
