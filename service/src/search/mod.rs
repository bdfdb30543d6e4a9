//! Finding things: full-text search, filters and facets, fed from the events.
//!
//! A read model: it may be deleted and rebuilt at any time, and it lags the database by moments.
//! Nothing in this crate depends on it. Both databases use the same index, so both answer alike.
//!
//! Entry points: [`query::products`], [`query::everything`], [`query::suggest`] and
//! [`query::related`] answer; [`SearchIndex::follow`] keeps up with the events;
//! [`SearchIndex::rebuild`] starts over.

#![expect(clippy::unused_async, dead_code, reason = "the index arrives in the next change")]

pub mod query;

use std::{path::Path, sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::shop::{Shop, fault::Fault};

/// A query that takes longer is given up.
pub const QUERY_TIME_MAX: Duration = Duration::from_secs(3);

/// A shop's index. Cheap to clone.
#[derive(Clone)]
pub struct SearchIndex(Arc<Inner>);

struct Inner;

/// How the index is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchStatus {
    /// Products, collections, pages and articles in it.
    pub documents: u64,
    /// Events that are not in it yet.
    pub lag_events: u64,
    /// False until it was built from this database.
    pub is_built: bool,
}

impl SearchIndex {
    /// Opens the index in a folder of its own, creating it if need be; one that cannot be read is
    /// thrown away. Without a folder it is kept in memory.
    /// It answers at once; [`catch_up`](Self::catch_up) or [`follow`](Self::follow) fill it.
    pub fn open(_dir: Option<&Path>) -> Result<Self, Fault> {
        Ok(Self(Arc::new(Inner)))
    }

    /// Keeps the index current until `shutdown`. An index of another database, of another version
    /// of the program or of other markets is built anew first.
    pub async fn follow(&self, _shop: &Shop, shutdown: CancellationToken) {
        shutdown.cancelled().await;
    }

    /// Returns when everything that was committed before the call can be found.
    pub async fn catch_up(&self, _shop: &Shop) -> Result<(), Fault> {
        Ok(())
    }

    /// Builds the index anew from the database, and returns how many documents it has. Until it is
    /// done, the old one answers. `progress` is told how many of how many products are done.
    ///
    /// # Errors
    /// A [`Fault`] also when another process is writing to the same folder.
    pub async fn rebuild(&self, _shop: &Shop, mut progress: impl FnMut(u64, u64)) -> Result<u64, Fault> {
        progress(0, 0);
        Ok(0)
    }

    /// For metrics and `doctor`.
    pub async fn status(&self, _shop: &Shop) -> Result<SearchStatus, Fault> {
        Ok(SearchStatus { documents: 0, lag_events: 0, is_built: false })
    }
}
