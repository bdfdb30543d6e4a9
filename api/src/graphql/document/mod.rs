//! What clients write, made ready to run: read once, held against the limits, kept for the next time.
//!
//! Entry point: [`Documents::get`]. Invariant: a [`Document`] is within the limits that do not
//! depend on variables; [`cost::of`] holds the rest against one request's.

pub mod cost;
mod introspection;
mod measure;
pub(crate) mod order;
mod scan;
pub mod setting;

use std::sync::Arc;

use async_graphql::parser::{
    parse_query,
    types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet},
};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::limits::{Limits, Refusal};

pub use measure::RECURSION_MAX;

/// Memory that a parsed document takes for each byte of its text, roughly, and in any case.
const BYTES_PER_BYTE: usize = 32;
const BYTES_MIN: usize = 1024;

/// Root fields whose answer is the same for everybody in the same market. What is not here is not
/// cached by anybody, so that a field that is added later is safe.
const PUBLIC: [&str; 31] = [
    "__schema",
    "__type",
    "__typename",
    "article",
    "articles",
    "blog",
    "blogByHandle",
    "blogs",
    "collection",
    "collectionByHandle",
    "collections",
    "localization",
    "locations",
    "menu",
    "metaobject",
    "metaobjects",
    "page",
    "pageByHandle",
    "pages",
    "paymentSettings",
    "predictiveSearch",
    "product",
    "productByHandle",
    "productRecommendations",
    "productTags",
    "productTypes",
    "products",
    "publicApiVersions",
    "search",
    "shop",
    "sitemap",
];

/// A document that may be run.
pub struct Document {
    pub parsed: ExecutableDocument,
    weight: u32,
}

/// The operation of a document that a request wants.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    pub name: Option<&'a str>,
    pub definition: &'a OperationDefinition,
}

/// The documents seen lately, by the hash of their text, within a bound of memory.
pub struct Documents {
    cache: Cache<[u8; 32], Arc<Document>>,
    limits: Limits,
}

impl Documents {
    pub fn new(limits: &Limits) -> Self {
        let weigh = |_: &[u8; 32], document: &Arc<Document>| document.weight;
        let cache = Cache::builder().weigher(weigh).max_capacity(limits.document_cache_bytes).build();
        Self { cache, limits: *limits }
    }

    /// The document that `text` is.
    ///
    /// # Errors
    /// It cannot be read, or it is larger than the limits allow. What is refused is not kept.
    pub fn get(&self, text: &str) -> Result<Arc<Document>, Refusal> {
        let hash = hash(text);
        if let Some(document) = self.cache.get(&hash) {
            return Ok(document);
        }
        let document = Arc::new(Document::read(text, &self.limits)?);
        self.cache.insert(hash, document.clone());
        Ok(document)
    }
}

/// The SHA-256 of a document's text: what it is kept under, and what persisted queries are asked for by.
pub fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

impl Document {
    fn read(text: &str, limits: &Limits) -> Result<Self, Refusal> {
        scan::check(text, limits)?;
        let parsed = parse_query(text)?;
        measure::check(&parsed, limits)?;
        introspection::check(&parsed)?;
        let weight = BYTES_MIN.saturating_add(text.len().saturating_mul(BYTES_PER_BYTE));
        Ok(Self { parsed, weight: u32::try_from(weight).unwrap_or(u32::MAX) })
    }

    /// The operation called `name`, or the only one.
    ///
    /// # Errors
    /// There is none of that name, or there are several and none was named.
    pub fn operation(&self, name: Option<&str>) -> Result<Operation<'_>, Refusal> {
        let operations = &self.parsed.operations;
        match (operations, name) {
            (DocumentOperations::Single(operation), None) => Ok(Operation { name: None, definition: &operation.node }),
            (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
                let only = operations.iter().next();
                only.map(|(name, operation)| Operation { name: Some(name.as_str()), definition: &operation.node })
                    .ok_or_else(|| Refusal::bad_input("the document has no operation"))
            }
            (DocumentOperations::Multiple(operations), None) => Err(Refusal::bad_input(format!(
                "the document has {} operations: say in `operationName` which one to run",
                operations.len()
            ))),
            (DocumentOperations::Multiple(operations), Some(name)) => operations
                .get_key_value(name)
                .map(|(name, operation)| Operation { name: Some(name.as_str()), definition: &operation.node })
                .ok_or_else(|| no_such_operation(name)),
            (DocumentOperations::Single(_), Some(name)) => Err(no_such_operation(name)),
        }
    }

    /// True when everybody in the same market is answered the same.
    pub fn is_public(&self, operation: Operation<'_>) -> bool {
        operation.definition.ty == OperationType::Query && self.selects_public(&operation.definition.selection_set.node)
    }

    fn selects_public(&self, selection: &SelectionSet) -> bool {
        selection.items.iter().all(|item| match &item.node {
            Selection::Field(field) => PUBLIC.contains(&field.node.name.node.as_str()),
            Selection::InlineFragment(inline) => self.selects_public(&inline.node.selection_set.node),
            Selection::FragmentSpread(spread) => {
                let fragment = self.parsed.fragments.get(&spread.node.fragment_name.node);
                fragment.is_some_and(|fragment| self.selects_public(&fragment.node.selection_set.node))
            }
        })
    }
}

fn no_such_operation(name: &str) -> Refusal {
    let shown: String = name.chars().take(100).collect();
    Refusal::bad_input(format!("the document has no operation named {shown:?}"))
}

#[cfg(test)]
mod tests;
