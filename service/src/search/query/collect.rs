//! Collects one page of a list in one pass: what comes next behind a position, and nothing else.
use std::{collections::BinaryHeap, io, time::Instant};

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader, TantivyError,
    collector::{Collector, SegmentCollector},
    columnar::Column,
};
use uuid::Uuid;

use super::{
    Found, Kind, SearchError,
    order::{ListOrder, Position, Rank, SegmentKeys, SortBy, Walk},
};
use crate::{
    search::schema::column,
    shop::{
        fault::Fault,
        page::{Page, PageRequest},
    },
};

/// Documents between two looks at the clock.
const DOCUMENTS_PER_LOOK: u64 = 4_096;

/// Something found, and where it stands.
pub(super) struct Hit {
    pub(super) found: Found,
    position: Position,
}

/// What a pass over the matches gives.
pub(super) struct Collected {
    hits: Vec<Hit>,
    /// All matches, not only those of the page.
    pub(super) total: u64,
}

impl Collected {
    pub(super) fn page<T>(self, order: &ListOrder, request: &PageRequest, item: impl Fn(Found) -> T) -> Page<T> {
        Page::from_walk(request, self.hits, |hit| order.cursor(&hit.position)).map(|hit| item(hit.found))
    }

    pub(super) fn found(self) -> impl Iterator<Item = Found> {
        self.hits.into_iter().map(|hit| hit.found)
    }
}

/// When a query is to be given up.
#[derive(Clone, Copy)]
pub(super) struct Deadline(Instant);

impl Deadline {
    pub(super) fn after(time: std::time::Duration) -> Self {
        Self(Instant::now() + time)
    }

    pub(super) fn is_past(self) -> bool {
        Instant::now() > self.0
    }
}

/// Collects a page.
pub(super) struct PageCollector<'a> {
    order: &'a ListOrder,
    walk: Walk,
    behind: Option<Position>,
    hits_max: usize,
    deadline: Deadline,
}

impl<'a> PageCollector<'a> {
    /// One more than the page has, to tell whether there is another.
    pub(super) fn of_page(order: &'a ListOrder, page: &PageRequest, deadline: Deadline) -> Result<Self, SearchError> {
        let behind = order.position(page)?;
        Ok(Self { order, walk: order.walk(page.direction), behind, hits_max: page.size as usize + 1, deadline })
    }
}

impl Collector for PageCollector<'_> {
    type Fruit = Option<Collected>;
    type Child = SegmentPage;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentPage> {
        let keys = SegmentKeys::open(self.order, segment)?;
        let behind = self.behind.as_ref().map(|position| keys.plain_rank(position)).transpose()?;
        let walk = self.walk;
        Ok(SegmentPage {
            kinds: segment.fast_fields().column_opt(column::KIND)?,
            behind: behind.map(|(last, value, id)| walk.rank(last, value, id)),
            keys,
            walk,
            hits_max: self.hits_max,
            heap: BinaryHeap::with_capacity(self.hits_max + 1),
            total: 0,
            deadline: self.deadline,
            is_late: false,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order.by == SortBy::Relevance
    }

    /// None when time ran out.
    fn merge_fruits(&self, segments: Vec<<SegmentPage as SegmentCollector>::Fruit>) -> tantivy::Result<Self::Fruit> {
        let mut all = Collected { hits: Vec::new(), total: 0 };
        for segment in segments {
            let Some(segment) = segment? else { return Ok(None) };
            all.hits.extend(segment.hits);
            all.total += segment.total;
        }
        all.hits.sort_unstable_by(|a, b| self.walk.compare(&a.position, &b.position));
        all.hits.truncate(self.hits_max);
        Ok(Some(all))
    }
}

pub(super) struct SegmentPage {
    keys: SegmentKeys,
    kinds: Option<Column<u64>>,
    walk: Walk,
    behind: Option<Rank>,
    hits_max: usize,
    /// The first ones met so far; the last of them on top.
    heap: BinaryHeap<(Rank, DocId)>,
    total: u64,
    deadline: Deadline,
    is_late: bool,
}

impl SegmentPage {
    fn hit(&self, (rank, doc): (Rank, DocId)) -> io::Result<Hit> {
        let position = self.keys.position(self.walk.plain(rank))?;
        let kind = self.kinds.as_ref().and_then(|kinds| kinds.first(doc)).unwrap_or_default();
        Ok(Hit { found: found(kind, position.id), position })
    }
}

fn found(kind: u64, id: Uuid) -> Found {
    match Kind::of_code(kind) {
        Kind::Product => Found::Product(id.into()),
        Kind::Collection => Found::Collection(id.into()),
        Kind::Page => Found::Page(id.into()),
        Kind::Article => Found::Article(id.into()),
    }
}

impl SegmentCollector for SegmentPage {
    type Fruit = tantivy::Result<Option<Collected>>;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.total.is_multiple_of(DOCUMENTS_PER_LOOK) && !self.is_late {
            self.is_late = self.deadline.is_past();
        }
        self.total += 1;
        if self.is_late {
            return;
        }
        let (last, value) = self.keys.key(doc, score);
        // The id is looked at only where it could matter.
        let first = self.walk.rank(last, value, 0);
        let worst = self.heap.peek().filter(|_| self.heap.len() == self.hits_max).map(|(worst, _)| *worst);
        if worst.is_some_and(|worst| (first.0, first.1) > (worst.0, worst.1)) {
            return;
        }
        if self.behind.is_some_and(|behind| (first.0, first.1) < (behind.0, behind.1)) {
            return;
        }
        let rank = self.walk.rank(last, value, self.keys.id(doc));
        if self.behind.is_some_and(|behind| rank <= behind) || worst.is_some_and(|worst| rank >= worst) {
            return;
        }
        self.heap.push((rank, doc));
        if self.heap.len() > self.hits_max {
            self.heap.pop();
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        if self.is_late {
            return Ok(None);
        }
        let first = std::mem::take(&mut self.heap).into_vec();
        let hits = first.into_iter().map(|entry| self.hit(entry)).collect::<io::Result<_>>();
        let hits = hits.map_err(TantivyError::from)?;
        Ok(Some(Collected { hits, total: self.total }))
    }
}

impl From<TantivyError> for SearchError {
    fn from(error: TantivyError) -> Self {
        Self::Fault(Fault::other("asking the search index", error))
    }
}
