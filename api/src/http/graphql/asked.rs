//! From a body or a query string to what was asked: well-formed, and every part of its type.
use std::collections::HashMap;

use actix_web::web::Query;
use async_graphql::Variables;
use serde_json::{Map, Value};

use super::{media::Body, problem::Problem};
use crate::graphql::{limits::Refusal, request::Asked};

/// One request, or several in one body.
#[derive(Debug)]
pub(super) enum Batch {
    One(Box<Asked>),
    Many(Vec<Asked>),
}

/// What a POST's body asks.
pub(super) fn of_body(kind: Body, bytes: &[u8], batch_max: usize) -> Result<Batch, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::malformed("the body is not UTF-8"))?;
    if kind == Body::Document {
        return Ok(Batch::One(Box::new(Asked { query: Some(text.to_owned()), ..Asked::default() })));
    }
    let body =
        serde_json::from_str(text).map_err(|error| Problem::malformed(format!("the body is not JSON: {error}")))?;
    match body {
        Value::Object(fields) => Ok(Batch::One(Box::new(of_fields(fields)?))),
        Value::Array(items) if items.is_empty() => Err(Problem::malformed("the body is an empty array")),
        Value::Array(items) if items.len() > batch_max => {
            Err(Problem::refused(Refusal::too_many("requests in one body", items.len(), batch_max)))
        }
        Value::Array(items) => {
            let requests = items.into_iter().map(|item| match item {
                Value::Object(fields) => of_fields(fields),
                _ => Err(Problem::malformed("each request in the array must be an object")),
            });
            Ok(Batch::Many(requests.collect::<Result<_, _>>()?))
        }
        _ => Err(Problem::malformed("the body must be an object with a `query`")),
    }
}

/// What a GET's query string asks.
pub(super) fn of_query_string(query: &str) -> Result<Asked, Problem> {
    let Query(mut parts) = Query::<HashMap<String, String>>::from_query(query)
        .map_err(|_| Problem::malformed("the query string cannot be read"))?;
    let mut fields = Map::new();
    for name in ["query", "operationName"] {
        if let Some(text) = parts.remove(name) {
            fields.insert(name.to_owned(), Value::String(text));
        }
    }
    for name in ["variables", "extensions"] {
        if let Some(text) = parts.remove(name).filter(|text| !text.is_empty()) {
            let value = serde_json::from_str(&text)
                .map_err(|error| Problem::malformed(format!("`{name}` is not JSON: {error}")))?;
            fields.insert(name.to_owned(), value);
        }
    }
    of_fields(fields)
}

fn of_fields(mut fields: Map<String, Value>) -> Result<Asked, Problem> {
    let query = text(&mut fields, "query")?;
    let operation_name = text(&mut fields, "operationName")?.filter(|name| !name.is_empty());
    let variables = object(&mut fields, "variables")?;
    let extensions = object(&mut fields, "extensions")?;
    let persisted = match extensions.get("persistedQuery") {
        None | Some(Value::Null) => None,
        Some(persisted) => match persisted.get("sha256Hash") {
            Some(Value::String(hash)) if persisted.get("version").is_none_or(|version| version == 1) => {
                Some(hash.clone())
            }
            _ => return Err(Problem::malformed("`persistedQuery` must have version 1 and a `sha256Hash`")),
        },
    };
    if query.is_none() && persisted.is_none() {
        return Err(Problem::malformed("the request has no `query`"));
    }
    Ok(Asked { query, operation_name, variables: Variables::from_json(Value::Object(variables)), persisted })
}

fn text(fields: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Problem> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Problem::malformed(format!("`{name}` must be a string"))),
    }
}

fn object(fields: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Problem> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(Problem::malformed(format!("`{name}` must be an object"))),
    }
}
