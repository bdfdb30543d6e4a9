//! The shop's two APIs, as a client that does not believe a connection that broke.
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::super::{http::Connection, target::Place};

/// The server gives up after ten seconds.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(12);
/// An answer that did not come is asked for again, this long.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE_MIN: Duration = Duration::from_millis(20);
const PAUSE_MAX: Duration = Duration::from_millis(500);
/// The client's mistake: asked again, the answer would be the same.
const OWN_MISTAKES: [&str; 3] = ["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "FORBIDDEN"];

/// A client with a connection of its own.
pub(super) struct Api {
    place: Place,
    connection: Connection,
    path: &'static str,
    headers: String,
    /// Answers that did not come, by what came instead.
    pub(super) lost: Vec<String>,
}

/// Why there is no answer.
enum Missing {
    /// It may have been done, or not.
    Lost(String),
    Mistake(String),
}

impl Api {
    pub(super) fn storefront(place: &Place) -> Self {
        Self::to(place, "/graphql", String::new())
    }

    pub(super) fn admin(place: &Place, key: &str) -> Self {
        Self::to(place, "/admin/graphql", format!("Authorization: Bearer {key}\r\n"))
    }

    fn to(place: &Place, path: &'static str, headers: String) -> Self {
        let (place, connection) = (place.clone(), Connection::to(place.address));
        Self { place, connection, path, headers, lost: Vec::new() }
    }

    /// Asks until there is an answer. What is asked must be safe to be asked twice.
    ///
    /// # Errors
    /// What came instead, for a whole minute.
    pub(super) async fn ask(&mut self, document: &str, variables: &Value) -> Result<Value, String> {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let request = self.place.post_to(self.path, &self.headers, &body);
        let started = Instant::now();
        let mut pause = PAUSE_MIN;
        loop {
            match self.once(&request).await {
                Ok(data) => return Ok(data),
                Err(Missing::Mistake(why)) => return Err(why),
                Err(Missing::Lost(why)) if started.elapsed() > PATIENCE => return Err(why),
                Err(Missing::Lost(why)) => self.lost.push(why),
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    async fn once(&mut self, request: &[u8]) -> Result<Value, Missing> {
        let answer = match timeout(REQUEST_TIMEOUT, self.connection.send(request)).await {
            Err(_) => return Err(Missing::Lost("no answer in time".to_owned())),
            Ok(Err(error)) => return Err(Missing::Lost(error.kind().to_string())),
            Ok(Ok(answer)) => answer,
        };
        let status = answer.status;
        let mut body: Value = serde_json::from_slice(answer.body).unwrap_or_default();
        let code = body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
        if OWN_MISTAKES.contains(&code) {
            return Err(Missing::Mistake(body["errors"].to_string()));
        }
        if body["data"].is_null() || !body["errors"].is_null() {
            let why = if code.is_empty() { format!("status {status}") } else { code.to_owned() };
            return Err(Missing::Lost(why));
        }
        Ok(body["data"].take())
    }
}
