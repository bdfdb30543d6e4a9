//! Keeps the index current by reading the events.
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use tantivy::{DocSet, TERMINATED, Term, schema::IndexRecordOption};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Built, SearchIndex,
    attribute::Attribute,
    document::Documents,
    fault,
    load::{Loader, PRODUCTS_PER_READ, Scope},
    plan::Plan,
    query::Kind,
    schema::{column, short_key},
    texts,
    write::{Change, OpenError, Writing},
};
use crate::{
    event::feed::{self, Position, Recorded},
    shop::{Shop, fault::Fault},
};

/// Events read together.
const EVENTS_PER_READ: u64 = 4_000;
/// Changes that wait for one commit, and how long the first of them waits, while more arrive.
const CHANGES_PER_COMMIT: u64 = 20_000;
const COMMIT_PERIOD: Duration = Duration::from_secs(2);
/// How often events of other processes are looked for, and how long to wait after a failure.
const LOOK_PERIOD: Duration = Duration::from_secs(1);
/// Changes of a moment are indexed together.
const GATHER_TIME: Duration = Duration::from_millis(30);
/// How often [`SearchIndex::catch_up`] looks whether it is there, and how long at most.
const CATCH_UP_LOOK_PERIOD: Duration = Duration::from_millis(5);
const CATCH_UP_TIME_MAX: Duration = Duration::from_mins(10);

/// How a burst ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Burst {
    /// Everything that is settled has been read, up to here.
    Current(Position),
    /// Another process is writing.
    Busy,
}

/// What a batch of events is about.
#[derive(Default)]
struct Subjects {
    products: BTreeSet<Uuid>,
    collections: BTreeSet<Uuid>,
    texts: BTreeMap<Uuid, Option<Kind>>,
    settings: bool,
}

impl SearchIndex {
    /// Keeps the index current until `shutdown`. An index of another database, of another version
    /// of the program or of other markets is built anew first.
    pub async fn follow(&self, shop: &Shop, shutdown: CancellationToken) {
        let mut is_failing = false;
        loop {
            // A burst that is broken off leaves what was committed, and is begun again from there.
            let burst = tokio::select! {
                () = shutdown.cancelled() => return,
                burst = self.burst(shop) => burst,
            };
            match burst {
                Ok(Burst::Current(_) | Burst::Busy) => is_failing = false,
                // Said once: also of a shop that was not set up yet.
                Err(fault) if !is_failing => {
                    is_failing = true;
                    tracing::warn!(error = ?fault, "the search index could not be brought up to date");
                }
                Err(_) => {}
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = shop.written() => {}
                () = tokio::time::sleep(LOOK_PERIOD) => {}
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(GATHER_TIME) => {}
            }
        }
    }

    /// Returns when everything that was committed before the call can be found.
    ///
    /// # Errors
    /// A [`Fault`] when the shop was never set up, or when another process that holds the index, or
    /// a transaction that does not end, keeps it from getting there for ten minutes.
    pub async fn catch_up(&self, shop: &Shop) -> Result<(), Fault> {
        let target = feed::last(shop).await?;
        let start = Instant::now();
        loop {
            if let Burst::Current(position) = self.burst(shop).await?
                && position >= target
            {
                return Ok(());
            }
            if start.elapsed() > CATCH_UP_TIME_MAX {
                return Err(Fault::broken("the search index does not catch up"));
            }
            tokio::time::sleep(CATCH_UP_LOOK_PERIOD).await;
        }
    }

    /// Takes in what has happened since the last commit.
    async fn burst(&self, shop: &Shop) -> Result<Burst, Fault> {
        let _writing = self.0.writing.lock().await;
        let mut built = self.look_again().await?;
        if let Some(position) = self.is_current(shop, built.as_ref()).await? {
            return Ok(Burst::Current(position));
        }
        let mut writing = match self.write().await {
            Ok(writing) => writing,
            Err(OpenError::Busy) => return Ok(Burst::Busy),
            Err(OpenError::Fault(fault)) => return Err(fault),
        };
        // Another process may have been here before us.
        built = self.look_again().await?;
        loop {
            let plan = Plan::of(&*shop.settings().await?)?;
            let usable = match built {
                Some(built) if is_ours(&built, &plan) && !is_ahead(shop, &built).await? => built,
                _ => {
                    tracing::info!("building the search index");
                    let started = Instant::now();
                    writing = self.rebuild_with(writing, shop, |_, _| {}).await?;
                    tracing::info!(seconds = started.elapsed().as_secs_f32(), "built the search index");
                    built = self.built();
                    continue;
                }
            };
            let (after, read_to) = self.read_events(writing, shop, &plan, usable).await?;
            writing = after;
            match read_to {
                Some(position) => {
                    writing.close().await?;
                    return Ok(Burst::Current(position));
                }
                // Settings changed: the plan is another one.
                None => built = self.look_again().await?,
            }
        }
    }

    /// The position, when there is nothing to do.
    async fn is_current(&self, shop: &Shop, built: Option<&Built>) -> Result<Option<Position>, Fault> {
        let Some(built) = built else { return Ok(None) };
        let plan = Plan::of(&*shop.settings().await?)?;
        let position = built.position();
        let is_current =
            is_ours(built, &plan) && feed::after(shop, position, 1).await?.is_empty() && !is_ahead(shop, built).await?;
        Ok(is_current.then_some(position))
    }

    /// Reads events until there are none, or until settings changed: then there is no position.
    async fn read_events(
        &self,
        mut writing: Writing,
        shop: &Shop,
        plan: &Plan,
        built: Built,
    ) -> Result<(Writing, Option<Position>), Fault> {
        let mut position = built.position();
        let mut loader = Loader::new(shop);
        let mut since = Instant::now();
        loop {
            let events = feed::after(shop, position, EVENTS_PER_READ).await?;
            let Some(last) = events.last() else { break };
            position = last.position();
            let subjects = Subjects::of(&events);
            if subjects.settings {
                shop.forget_settings();
                let changed = Plan::of(&*shop.settings().await?)?.built(position) != plan.built(position);
                if changed {
                    return Ok((writing.commit(built.at(position)).await?, None));
                }
            }
            if !subjects.collections.is_empty() {
                // What they held is read from the index, which must know all that came before.
                writing = writing.commit(built.clone()).await?;
            }
            writing = self.take_in(writing, &mut loader, shop, plan, subjects).await?;
            if writing.pending >= CHANGES_PER_COMMIT || since.elapsed() > COMMIT_PERIOD {
                writing = writing.commit(built.at(position)).await?;
                since = Instant::now();
            }
        }
        writing = writing.commit(built.at(position)).await?;
        Ok((writing, Some(position)))
    }

    async fn take_in(
        &self,
        mut writing: Writing,
        loader: &mut Loader<'_>,
        shop: &Shop,
        plan: &Plan,
        mut subjects: Subjects,
    ) -> Result<Writing, Fault> {
        for &collection in &subjects.collections {
            subjects.products.extend(self.moved(loader, collection).await?);
            subjects.texts.insert(collection, Some(Kind::Collection));
        }
        let products: Vec<_> = subjects.products.into_iter().collect();
        for ids in products.chunks(PRODUCTS_PER_READ) {
            let scope = Scope::Ids(ids.to_vec());
            let sources = loader.products(&scope).await?;
            let (fields, plan, ids) = (self.0.fields, plan.clone(), ids.to_vec());
            let changes = move || {
                let documents = Documents { fields: &fields, plan: &plan };
                let mut made: BTreeMap<_, _> = ids.into_iter().map(|id| (id, Change::removal(id))).collect();
                for source in &sources {
                    made.insert(source.id.0, documents.product_change(source)?);
                }
                Ok(made.into_values().collect())
            };
            writing = writing.change(false, changes).await?;
        }
        self.take_in_texts(writing, shop, plan, subjects.texts).await
    }

    async fn take_in_texts(
        &self,
        writing: Writing,
        shop: &Shop,
        plan: &Plan,
        texts: BTreeMap<Uuid, Option<Kind>>,
    ) -> Result<Writing, Fault> {
        if texts.is_empty() {
            return Ok(writing);
        }
        let mut sources = Vec::new();
        for kind in [Kind::Collection, Kind::Page, Kind::Article] {
            let ids = texts.iter().filter(|(_, of)| of.is_none_or(|of| of == kind)).map(|(id, _)| *id);
            let ids: Vec<_> = ids.collect();
            for ids in ids.chunks(PRODUCTS_PER_READ) {
                sources.extend(texts::by_ids(shop, kind, ids).await?);
            }
        }
        let (fields, plan) = (self.0.fields, plan.clone());
        let changes = move || {
            let documents = Documents { fields: &fields, plan: &plan };
            let mut made: BTreeMap<_, _> = texts.into_keys().map(|id| (id, Change::removal(id))).collect();
            made.extend(sources.iter().map(|source| (source.id, documents.text_change(source))));
            Ok(made.into_values().collect())
        };
        writing.change(false, changes).await
    }

    /// The products whose place in a collection is another in the database than in the index.
    async fn moved(&self, loader: &Loader<'_>, collection: Uuid) -> Result<Vec<Uuid>, Fault> {
        let mut members = loader.members(collection).await?;
        let index = self.clone();
        let indexed = tokio::task::spawn_blocking(move || index.indexed_members(collection)).await;
        let indexed = indexed.map_err(|error| Fault::other("waiting for the search index", error))?;
        let mut moved = Vec::new();
        for (product, position) in indexed.map_err(fault("reading the search index"))? {
            if members.remove(&product) != position {
                moved.push(product);
            }
        }
        moved.extend(members.into_keys());
        Ok(moved)
    }

    fn indexed_members(&self, collection: Uuid) -> tantivy::Result<Vec<(Uuid, Option<i64>)>> {
        let (searcher, fields) = self.reading();
        let term = Term::from_field_text(fields.attribute, &Attribute::Collection.id_term(collection));
        let mut members = Vec::new();
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(fields.attribute)?;
            let Some(mut found) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            let columns = segment.fast_fields();
            let (high, low) = (columns.u64(column::ID_HIGH)?, columns.u64(column::ID_LOW)?);
            let keys = columns.u64(column::COLLECTION_KEY)?;
            let positions = columns.i64(column::COLLECTION_POSITION)?;
            let mut doc = found.doc();
            while doc != TERMINATED {
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                    let at = keys.values_for_doc(doc).position(|key| key == short_key(collection));
                    let position = at.and_then(|at| positions.values_for_doc(doc).nth(at));
                    let id = Uuid::from_u64_pair(high.first(doc).unwrap_or(0), low.first(doc).unwrap_or(0));
                    members.push((id, position));
                }
                doc = found.advance();
            }
        }
        Ok(members)
    }
}

fn is_ours(built: &Built, plan: &Plan) -> bool {
    *built == plan.built(built.position())
}

/// Whether the index knows of events that the database does not: it was set back to an earlier
/// state. No events at all says nothing, old ones may have been cleared away.
async fn is_ahead(shop: &Shop, built: &Built) -> Result<bool, Fault> {
    let last = feed::last(shop).await?;
    Ok(last != Position::default() && built.position() > last)
}

impl Subjects {
    fn of(events: &[Recorded]) -> Self {
        let mut subjects = Self::default();
        for event in events {
            let id = event.subject_id;
            match event.topic.split('.').next() {
                Some("product" | "stock") => drop(subjects.products.insert(id)),
                Some("collection") => drop(subjects.collections.insert(id)),
                Some("content") => {
                    let kind = match event.payload.get("kind").and_then(|kind| kind.as_str()) {
                        Some("page") => Some(Kind::Page),
                        Some("article") => Some(Kind::Article),
                        Some("blog" | "menu" | "policy" | "redirect") => continue,
                        _ => None,
                    };
                    subjects.texts.insert(id, kind);
                }
                Some("settings") => subjects.settings = true,
                // Topics of other areas.
                _ => {}
            }
        }
        subjects
    }
}
