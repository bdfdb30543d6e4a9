//! Finding things: full-text search, filters and facets, fed from the events.
//!
//! A read model: it may be deleted and rebuilt at any time, and it lags the database by moments.
//! Nothing in this crate depends on it. Both databases use the same index, so both answer alike.
//!
//! Entry points: [`query::products`], [`query::everything`], [`query::suggest`] answer;
//! `SearchIndex::follow` keeps up with the events; `SearchIndex::rebuild` starts over.

pub mod query;
