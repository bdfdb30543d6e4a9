//! The life of a request: its document is read and held against the limits, its visitor looked up,
//! and then it is run, within a deadline, with its SQL counted.
//!
//! Entry point: [`Pipeline::answer`]. Invariant: nothing that depends on what a stranger wrote
//! takes more time or memory than [`Limits`] say, and no error leaves without a code and the
//! request's id.
use std::{
    collections::BTreeMap,
    net::IpAddr,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use async_graphql::{
    Error, ErrorExtensionValues, Pos, Request, Response, ServerError, Value, Variables, parser::types::OperationType,
    value,
};
use futures::FutureExt;
use moka::sync::Cache;
use service::{
    access::Staff,
    auth,
    shop::{fault::Fault, meter::Meter},
};

use super::{
    Api, Served,
    context::{self, Client, Ports},
    document::{self, Document, Documents, Operation, cost, order::Order, setting::Setting},
    error::{self, Code},
    limits::{Limits, Refusal},
};

/// What a client asked, as it came: types checked, meaning not.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub query: Option<String>,
    pub operation_name: Option<String>,
    pub variables: Variables,
    /// The hash of a persisted query, in small hexadecimal digits.
    pub persisted: Option<String>,
}

/// What is known about the request besides its body.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    pub request_id: &'a str,
    /// Who asks, in the admin API. Nobody is known in the storefront's.
    pub staff: Option<&'a Arc<Staff>>,
    /// The address it comes from, as far as that is known.
    pub client: Option<IpAddr>,
    /// GET: may not change anything.
    pub read_only: bool,
    /// Whether the answer shall tell what it took.
    pub tell_sql: bool,
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was run. There may be errors beside the data.
    Run,
    /// It was not run: the document, the operation's name or the variables are wrong, or too much.
    Refused,
    /// It was not run: it wants to change something, by a method that may not.
    MethodNotAllowed,
    /// It was not run: we do not know the persisted query, the client shall send it in full.
    NotPersisted,
}

/// What a request is answered.
#[derive(Debug)]
pub struct Answer {
    pub outcome: Outcome,
    pub data: Value,
    pub errors: Vec<ServerError>,
    pub extensions: BTreeMap<String, Value>,
    /// The operation's name, of a document that was run: for the log and for metrics.
    pub operation: Option<String>,
    /// True when everybody in the same market is answered the same.
    pub is_public: bool,
    /// How long it ran, if it did.
    pub elapsed: Option<Duration>,
}

/// Why there is no document to run.
enum NotReady {
    Refused(Refusal),
    NotPersisted,
}

impl From<Refusal> for NotReady {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Everything that answering one of the APIs takes, for the life of the server.
pub struct Pipeline {
    schema: Served,
    ports: Ports,
    documents: Documents,
    persisted: Cache<[u8; 32], Arc<str>>,
    limits: Limits,
    timeout: Duration,
}

impl Pipeline {
    pub fn new(api: Api, ports: Ports, limits: &Limits, timeout: Duration) -> Self {
        let weigh = |_: &[u8; 32], text: &Arc<str>| u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self {
            schema: Served::new(api),
            ports,
            documents: Documents::new(limits),
            persisted: Cache::builder().weigher(weigh).max_capacity(limits.persisted_query_bytes).build(),
            limits: *limits,
            timeout,
        }
    }

    pub fn api(&self) -> Api {
        self.schema.api()
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Answers a request. Every failure is an answer, too.
    pub async fn answer(&self, asked: Asked, circumstances: Circumstances<'_>) -> Answer {
        let mut answer = match self.prepare(&asked) {
            _ if says_nul(&asked) => Answer::refused(Refusal::bad_input("texts cannot hold the character U+0000")),
            Err(NotReady::Refused(refusal)) => Answer::refused(refusal),
            Err(NotReady::NotPersisted) => Answer::not_persisted(),
            Ok(document) => match document.operation(asked.operation_name.as_deref()) {
                Err(refusal) => Answer::refused(refusal),
                Ok(operation) if circumstances.read_only && operation.definition.ty != OperationType::Query => {
                    Answer::method_not_allowed()
                }
                Ok(operation) => self.run(&document, operation, asked.variables, circumstances).await,
            },
        };
        for error in &mut answer.errors {
            complete(error, circumstances.request_id);
        }
        answer
    }

    /// The document that is asked for, be it by its text or by its hash.
    fn prepare(&self, asked: &Asked) -> Result<Arc<Document>, NotReady> {
        let hash = match asked.persisted.as_deref() {
            Some(digits) => Some(
                decode_hash(digits).ok_or_else(|| Refusal::bad_input("`sha256Hash` must be 64 hexadecimal digits"))?,
            ),
            None => None,
        };
        match (asked.query.as_deref().filter(|text| !text.is_empty()), hash) {
            (None, None) => Err(Refusal::bad_input("the request has no `query`").into()),
            (None, Some(hash)) => {
                let text = self.persisted.get(&hash).ok_or(NotReady::NotPersisted)?;
                Ok(self.documents.get(&text)?)
            }
            (Some(text), Some(hash)) if document::hash(text) != hash => {
                Err(Refusal::bad_input("`sha256Hash` is not the hash of `query`").into())
            }
            (Some(text), hash) => {
                let document = self.documents.get(text)?;
                if let Some(hash) = hash {
                    self.persisted.insert(hash, Arc::from(text));
                }
                Ok(document)
            }
        }
    }

    async fn run(
        &self,
        document: &Document,
        operation: Operation<'_>,
        variables: Variables,
        circumstances: Circumstances<'_>,
    ) -> Answer {
        let cost = match cost::of(&document.parsed, operation.definition, &variables, &self.limits) {
            Ok(cost) => cost,
            Err(refusal) => return Answer::refused(refusal),
        };
        let setting = Setting::of(operation.definition, &variables);
        // What staff are shown is for them alone.
        let is_public = self.api() == Api::Storefront && document.is_public(operation) && !setting.has_buyer;
        let name = operation.name.map(str::to_owned);
        let mut request = Request::new(String::new()).variables(variables);
        request.operation_name = name.clone();
        request.set_parsed_query(document.parsed.clone());

        let started = Instant::now();
        let meter = Meter::default();
        let work = meter.clone().scope(self.execute(request, &setting, circumstances));
        let answer = match tokio::time::timeout(self.timeout, AssertUnwindSafe(work).catch_unwind()).await {
            Ok(Ok(Ok(mut response))) => {
                let asked = &operation.definition.selection_set.node;
                Order::of(asked, &document.parsed.fragments).arrange(&mut response.data);
                Answer::run(response, name, is_public)
            }
            Ok(Ok(Err(fault))) => Answer::failed(error::internal(&fault), name),
            Ok(Err(_)) => {
                // The panic hook has written where and why.
                Answer::failed(error::internal(&Fault::broken("a resolver panicked")), name)
            }
            Err(_) => {
                let limit_ms = self.timeout.as_millis();
                tracing::warn!(operation = name, limit_ms, "a request took too long");
                let message = format!("no answer was found within {limit_ms} ms: ask for less at a time, or try again");
                Answer::failed(error::error(Code::Internal, message), name)
            }
        };
        let mut answer = answer.telling(cost, self.limits.cost_max, circumstances.tell_sql, &meter);
        answer.elapsed = (answer.outcome == Outcome::Run).then(|| started.elapsed());
        answer
    }

    async fn execute(
        &self,
        request: Request,
        setting: &Setting,
        circumstances: Circumstances<'_>,
    ) -> Result<Response, Fault> {
        let shop = &self.ports.shop;
        let mut viewer = shop.viewer(setting.country, setting.language.as_ref()).await?;
        if let Some(token) = &setting.buyer_token {
            viewer.customer = auth::customer_of(shop, token).await?.map(|customer| customer.id);
        }
        let mut request = context::attach(request, self.ports.clone(), viewer).data(Client(circumstances.client));
        if let Some(staff) = circumstances.staff {
            request = context::attach_staff(request, staff, circumstances.request_id);
        }
        Ok(self.schema.execute(request).await)
    }
}

impl Answer {
    fn without_data(outcome: Outcome, error: ServerError) -> Self {
        Self {
            outcome,
            data: Value::Null,
            errors: vec![error],
            extensions: BTreeMap::new(),
            operation: None,
            is_public: false,
            elapsed: None,
        }
    }

    /// An answer to a request that was not run.
    pub fn refused(refusal: Refusal) -> Self {
        Self::without_data(Outcome::Refused, refusal.into())
    }

    fn method_not_allowed() -> Self {
        let refusal = Refusal::bad_input("GET only reads: send mutations and subscriptions by POST");
        Self::without_data(Outcome::MethodNotAllowed, refusal.into())
    }

    fn not_persisted() -> Self {
        // The words and the code that clients look for.
        let mut error = ServerError::new("PersistedQueryNotFound", None);
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", "PERSISTED_QUERY_NOT_FOUND");
        error.extensions = Some(extensions);
        Self::without_data(Outcome::NotPersisted, error)
    }

    fn run(response: Response, operation: Option<String>, is_public: bool) -> Self {
        // Errors of execution have a path; those of validation do not, and come without data.
        let was_refused = response.data == Value::Null
            && !response.errors.is_empty()
            && response.errors.iter().all(|error| error.path.is_empty());
        Self {
            outcome: if was_refused { Outcome::Refused } else { Outcome::Run },
            data: response.data,
            is_public: is_public && response.errors.is_empty(),
            errors: response.errors,
            extensions: response.extensions,
            operation: operation.filter(|_| !was_refused),
            elapsed: None,
        }
    }

    /// It was being run, and we could not.
    fn failed(error: Error, operation: Option<String>) -> Self {
        let mut error = error.into_server_error(Pos::default());
        error.locations.clear();
        Self { operation, ..Self::without_data(Outcome::Run, error) }
    }

    fn telling(mut self, cost: u64, cost_max: u64, tell_sql: bool, meter: &Meter) -> Self {
        if self.outcome == Outcome::Run {
            let cost = value!({ "requestedQueryCost": cost, "maximumQueryCost": cost_max });
            self.extensions.insert("cost".to_owned(), cost);
        }
        if tell_sql {
            let micros = u64::try_from(meter.waited().as_micros()).unwrap_or(u64::MAX);
            // By way of text: a division would do, but floats are kept out of arithmetic here.
            let ms: f64 = format!("{}.{:03}", micros / 1000, micros % 1000).parse().unwrap_or_default();
            let sql = value!({ "statements": meter.statements(), "ms": ms });
            self.extensions.insert("sql".to_owned(), sql);
            self.is_public = false;
        }
        self
    }
}

/// Whether there is a character in it that PostgreSQL keeps in no text. In the document it can only be escaped.
fn says_nul(asked: &Asked) -> bool {
    let in_document = asked.query.as_deref().is_some_and(|text| text.contains("\\u0000"));
    in_document || asked.variables.values().any(holds_nul)
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::List(values) => values.iter().any(holds_nul),
        Value::Object(fields) => fields.values().any(holds_nul),
        Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Binary(_) | Value::Enum(_) => false,
    }
}

/// Gives an error what every error has: a code, and the request's id.
fn complete(error: &mut ServerError, request_id: &str) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        // Ours have one. What is left is the library's: arguments and documents that are wrong.
        extensions.set("code", Code::BadUserInput.as_str());
    }
    extensions.set("requestId", request_id);
}

fn decode_hash(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0_u8; 32];
    if text.len() != 2 * hash.len() || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}
