//! What one request may ask for at most. Each bound is named with its unit, and is the operator's to change.
use std::fmt::Display;

use async_graphql::{ErrorExtensionValues, Pos, ServerError, parser};
use clap::Args;

use super::error::Code;

/// The bounds on a request.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Limits of a request")]
pub struct Limits {
    /// Words and signs in a document
    #[arg(long, env = "OXCART_TOKENS_MAX", value_name = "N", default_value_t = 10_000)]
    pub tokens_max: usize,

    /// Levels of fields below each other
    #[arg(long, env = "OXCART_DEPTH_MAX", value_name = "N", default_value_t = 20)]
    pub depth_max: usize,

    /// Fields that are given another name
    #[arg(long, env = "OXCART_ALIASES_MAX", value_name = "N", default_value_t = 250)]
    pub aliases_max: usize,

    /// Directives in a document
    #[arg(long, env = "OXCART_DIRECTIVES_MAX", value_name = "N", default_value_t = 100)]
    pub directives_max: usize,

    /// Fragments in a document
    #[arg(long, env = "OXCART_FRAGMENTS_MAX", value_name = "N", default_value_t = 200)]
    pub fragments_max: usize,

    /// Fields at the root of an operation
    #[arg(long, env = "OXCART_ROOT_FIELDS_MAX", value_name = "N", default_value_t = 50)]
    pub root_fields_max: usize,

    /// Fields and fragments of a document, counted once for each place that spreads them
    #[arg(long, env = "OXCART_SELECTIONS_MAX", value_name = "N", default_value_t = 2_000)]
    pub selections_max: usize,

    /// Fields that may be answered: those of a list count once for each row asked for
    #[arg(long, env = "OXCART_COST_MAX", value_name = "N", default_value_t = 500_000)]
    pub cost_max: u64,

    /// Items of a list given as an argument
    #[arg(long, env = "OXCART_LIST_ITEMS_MAX", value_name = "N", default_value_t = 250)]
    pub list_items_max: usize,

    /// Requests sent together in one body
    #[arg(long, env = "OXCART_BATCH_MAX", value_name = "N", default_value_t = 10)]
    pub batch_max: usize,

    /// Memory for parsed documents
    #[arg(long, env = "OXCART_DOCUMENT_CACHE_BYTES", value_name = "BYTES", default_value_t = 8 * 1024 * 1024)]
    pub document_cache_bytes: u64,

    /// Memory for persisted queries
    #[arg(long, env = "OXCART_PERSISTED_QUERY_BYTES", value_name = "BYTES", default_value_t = 4 * 1024 * 1024)]
    pub persisted_query_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tokens_max: 10_000,
            depth_max: 20,
            aliases_max: 250,
            directives_max: 100,
            fragments_max: 200,
            root_fields_max: 50,
            selections_max: 2_000,
            cost_max: 500_000,
            list_items_max: 250,
            batch_max: 10,
            document_cache_bytes: 8 * 1024 * 1024,
            persisted_query_bytes: 4 * 1024 * 1024,
        }
    }
}

/// Why a request is not run: told before anything of it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: Code,
    pub message: String,
    pub locations: Vec<Pos>,
}

impl Refusal {
    /// The request is not what it must be.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self { code: Code::BadUserInput, message: message.into(), locations: Vec::new() }
    }

    /// The request has `has` of something it may have `max` of.
    pub fn too_many(what: &str, has: impl Display, max: impl Display) -> Self {
        let message = format!("the request has {has} {what}; at most {max} are allowed");
        Self { code: Code::TooComplex, message, locations: Vec::new() }
    }

    /// Where in the document.
    #[must_use]
    pub fn at(mut self, location: Pos) -> Self {
        self.locations = vec![location];
        self
    }
}

impl From<parser::Error> for Refusal {
    fn from(error: parser::Error) -> Self {
        let text = error.to_string();
        // The parser draws the line and an arrow; its last line says what it had expected.
        let told = text.rsplit("= ").next().unwrap_or_default().trim();
        let message = format!("the document cannot be read: {told}");
        Self { code: Code::BadUserInput, message, locations: error.positions().collect() }
    }
}

impl From<Refusal> for ServerError {
    fn from(refusal: Refusal) -> Self {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", refusal.code.as_str());
        let mut error = Self::new(refusal.message, None);
        error.locations = refusal.locations;
        error.extensions = Some(extensions);
        error
    }
}
