//! Finding things: full-text search, filters and facets, fed from the events.
//!
//! A read model: it may be deleted and rebuilt at any time, and it lags the database by moments.
//! Nothing in this crate depends on it. Both databases use the same index, so both answer alike.
//!
//! Entry points: [`query::products`], [`query::everything`], [`query::suggest`] and
//! [`query::related`] answer; [`SearchIndex::follow`] keeps up with the events;
//! [`SearchIndex::rebuild`] starts over.
//! Invariant: what the index knows and how far it has read the events are committed together, so
//! a crash loses neither and repeats at worst.
//! Absent: a change of the category tree moves products only when they are written again, because
//! categories record no events yet.

pub mod query;

mod assemble;
mod attribute;
mod document;
mod follow;
mod load;
mod plan;
mod queue;
mod rebuild;
mod schema;
mod source;
mod stop_words;
mod syntax;
mod text;
mod texts;
mod write;

use std::{
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use entity::locale::Language;
use serde::{Deserialize, Serialize};
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher, SegmentMeta, TantivyError, index::SegmentId};

use self::schema::Fields;
use crate::{
    event::feed,
    shop::{Shop, fault::Fault},
};

/// A query that takes longer is given up.
pub const QUERY_TIME_MAX: Duration = Duration::from_secs(3);
/// Queries that are worked on at once; others wait their turn.
pub const QUERIES_AT_ONCE_MAX: usize = 8;

/// A shop's index. Cheap to clone.
#[derive(Clone)]
pub struct SearchIndex(Arc<Inner>);

struct Inner {
    index: Index,
    fields: Fields,
    reader: IndexReader,
    /// One writer at a time in this process; a lock file sees to the others.
    writing: tokio::sync::Mutex<()>,
    queries: tokio::sync::Semaphore,
    /// What was searchable as of the last look.
    seen: RwLock<Seen>,
}

/// A state of the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    built: Option<Built>,
    /// The parts it consists of: tidying up exchanges them.
    segments: Vec<SegmentId>,
}

/// What an index was built from: kept with its last commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Built {
    version: u32,
    /// Tells databases apart.
    shop: String,
    /// Of everything in the settings that documents depend on.
    settings: String,
    /// The language the catalogue is written in.
    language: String,
    /// How far the events are in it.
    transaction: i64,
    sequence: i64,
}

impl Built {
    fn position(&self) -> feed::Position {
        feed::Position { transaction: self.transaction, sequence: self.sequence }
    }

    fn at(&self, position: feed::Position) -> Self {
        Self { transaction: position.transaction, sequence: position.sequence, ..self.clone() }
    }
}

/// How the index is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchStatus {
    /// Products, collections, pages and articles in it.
    pub documents: u64,
    /// Events that are not in it yet, counted up to [`LAG_COUNTED_MAX`].
    pub lag_events: u64,
    /// False until it was first built.
    pub is_built: bool,
}

/// Events that a status counts at most.
pub const LAG_COUNTED_MAX: u64 = 100_000;

impl SearchIndex {
    /// Opens the index in a folder of its own, creating it if need be; one that cannot be read is
    /// thrown away. Without a folder it is kept in memory.
    /// It answers at once; [`catch_up`](Self::catch_up) or [`follow`](Self::follow) fill it.
    ///
    /// # Errors
    /// A [`Fault`] when the folder cannot be written.
    pub fn open(dir: Option<&Path>) -> Result<Self, Fault> {
        let (schema, fields) = schema::schema();
        let Some(dir) = dir else {
            return Self::with(Index::create_in_ram(schema), fields).map_err(fault("opening the search index"));
        };
        match reopen(dir, &schema).and_then(|index| Self::with(index, fields)) {
            Ok(index) => Ok(index),
            Err(error) => {
                if dir.join("meta.json").exists() {
                    tracing::warn!(%error, "the search index cannot be read and is built anew");
                }
                let afresh = |error| Fault::other("making a folder for the search index", error);
                if dir.exists() {
                    std::fs::remove_dir_all(dir).map_err(afresh)?;
                }
                std::fs::create_dir_all(dir).map_err(afresh)?;
                let index = Index::create_in_dir(dir, schema).map_err(fault("creating the search index"))?;
                Self::with(index, fields).map_err(fault("opening the search index"))
            }
        }
    }

    fn with(index: Index, fields: Fields) -> tantivy::Result<Self> {
        schema::register_tokenizers(&index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let opened = Self(Arc::new(Inner {
            index,
            fields,
            reader,
            writing: tokio::sync::Mutex::new(()),
            queries: tokio::sync::Semaphore::new(QUERIES_AT_ONCE_MAX),
            seen: RwLock::new(Seen::default()),
        }));
        opened.look()?;
        Ok(opened)
    }

    /// For metrics and `doctor`.
    pub async fn status(&self, shop: &Shop) -> Result<SearchStatus, Fault> {
        let documents = self.0.reader.searcher().num_docs();
        let built = self.built();
        let position = built.as_ref().map(Built::position).unwrap_or_default();
        let lag_events = feed::count_after(shop, position, LAG_COUNTED_MAX).await?;
        Ok(SearchStatus { documents, lag_events, is_built: built.is_some() })
    }

    /// Waits until a query may be worked on.
    async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Fault> {
        self.0.queries.acquire().await.map_err(|error| Fault::other("waiting for a turn to search", error))
    }

    /// What can be searched now.
    fn reading(&self) -> (Searcher, Fields) {
        (self.0.reader.searcher(), self.0.fields)
    }

    fn original_language(&self) -> Option<Language> {
        self.built()?.language.parse().ok()
    }

    fn built(&self) -> Option<Built> {
        self.0.seen.read().unwrap_or_else(PoisonError::into_inner).built.clone()
    }

    /// Takes over what was last committed, here or by another process, and returns what that was
    /// built from. Reads files: not for the threads that serve requests.
    fn look(&self) -> tantivy::Result<Option<Built>> {
        let metas = self.0.index.load_metas()?;
        let built = metas.payload.and_then(|payload| serde_json::from_str::<Built>(&payload).ok());
        let built = built.filter(|built| built.version == schema::VERSION);
        let segments = metas.segments.iter().map(SegmentMeta::id).collect();
        let now = Seen { built: built.clone(), segments };
        if now != *self.0.seen.read().unwrap_or_else(PoisonError::into_inner) {
            self.0.reader.reload()?;
            *self.0.seen.write().unwrap_or_else(PoisonError::into_inner) = now;
        }
        Ok(built)
    }
}

fn reopen(dir: &Path, schema: &tantivy::schema::Schema) -> tantivy::Result<Index> {
    let index = Index::open_in_dir(dir)?;
    if index.schema() != *schema {
        return Err(TantivyError::SchemaError("it is of another version".to_owned()));
    }
    Ok(index)
}

fn fault(what: &'static str) -> impl Fn(TantivyError) -> Fault {
    move |error| Fault::other(what, error)
}
