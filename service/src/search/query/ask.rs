//! Runs a query: what can be seen, what matches, the page of it and its facets.
use tantivy::{
    Searcher, Term,
    query::{AllQuery, EnableScoring, FastFieldRangeQuery, Query, TermQuery},
    schema::IndexRecordOption,
};

use super::{
    Facet, Kind, SearchError,
    clause::{Asker, any, silent},
    collect::{Collected, Deadline, PageCollector},
    facet::FacetCollector,
    filter::Group,
    order::ListOrder,
};
use crate::{
    search::{
        QUERY_TIME_MAX, SearchIndex,
        schema::{Fields, column, price_path},
    },
    shop::{fault::Fault, page::PageRequest, viewer::Viewer},
};

impl Kind {
    pub(in crate::search) fn code(self) -> u64 {
        match self {
            Self::Product => 0,
            Self::Collection => 1,
            Self::Page => 2,
            Self::Article => 3,
        }
    }

    pub(super) fn of_code(code: u64) -> Self {
        match code {
            1 => Self::Collection,
            2 => Self::Page,
            3 => Self::Article,
            _ => Self::Product,
        }
    }
}

/// Does the work off the threads that serve requests.
pub(super) async fn off_thread<T: Send + 'static>(
    index: &SearchIndex,
    work: impl FnOnce(&SearchIndex) -> Result<T, SearchError> + Send + 'static,
) -> Result<T, SearchError> {
    let _turn = index.turn().await?;
    let index = index.clone();
    let done = tokio::task::spawn_blocking(move || work(&index)).await;
    done.map_err(|error| Fault::other("waiting for the search index", error))?
}

/// One question being answered.
pub(super) struct Ask {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    pub(super) deadline: Deadline,
}

impl Ask {
    pub(super) fn of(index: &SearchIndex) -> Self {
        let (searcher, fields) = index.reading();
        Self { searcher, fields, deadline: Deadline::after(QUERY_TIME_MAX) }
    }

    /// What is published by now, of these kinds.
    pub(super) fn visible(&self, viewer: &Viewer, kinds: &[Kind]) -> Vec<Box<dyn Query>> {
        let now = Term::from_field_i64(self.fields.published_at, viewer.now.timestamp_micros());
        let published = FastFieldRangeQuery::new(std::ops::Bound::Unbounded, std::ops::Bound::Included(now));
        let kinds = kinds.iter().map(|kind| {
            let term = Term::from_field_u64(self.fields.kind, kind.code());
            Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
        });
        vec![silent(any(kinds.collect())), silent(Box::new(published))]
    }

    pub(super) fn page(
        &self,
        query: &dyn Query,
        order: &ListOrder,
        page: &PageRequest,
    ) -> Result<Collected, SearchError> {
        let collector = PageCollector::of_page(order, page, self.deadline)?;
        self.searcher.search(query, &collector)?.ok_or(SearchError::TooSlow)
    }

    pub(super) fn facets(
        &self,
        asker: &Asker<'_>,
        matching: &dyn Query,
        groups: Vec<(Group, Box<dyn Query>)>,
    ) -> Result<Vec<Facet>, SearchError> {
        let weight = |query: Box<dyn Query>| query.weight(EnableScoring::disabled_from_searcher(&self.searcher));
        let groups = groups.into_iter().map(|(group, query)| Ok((group, weight(query)?)));
        let collector = FacetCollector {
            groups: groups.collect::<tantivy::Result<_>>()?,
            price_column: price_column(asker),
            market: asker.market,
            deadline: self.deadline,
        };
        let tally = self.searcher.search(matching, &collector)?.ok_or(SearchError::TooSlow)?;
        Ok(tally.facets())
    }
}

/// The column of the viewer's prices.
pub(super) fn price_column(asker: &Asker<'_>) -> String {
    format!("{}.{}", column::PRICE, price_path(asker.price_list))
}

/// A text's query, or everything.
pub(super) fn or_all(query: Option<Box<dyn Query>>) -> Box<dyn Query> {
    query.unwrap_or_else(|| silent(Box::new(AllQuery)))
}
