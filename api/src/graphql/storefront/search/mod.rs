//! Searching and filtering.
pub mod facet;
pub mod filter;
pub mod predictive;
pub mod query;

pub use facet::Filter;
pub use filter::ProductFilter;
pub use predictive::PredictiveQuery;
pub use query::SearchQuery;

use async_graphql::{Context, Result};
use service::search::query::{self as search, SearchError};

use super::product::{ProductConnection, page_of};
use crate::graphql::{
    context::ContextExt,
    error::{OrFail, bad_input, internal},
};

/// The products that a question finds, with the filters if they were asked for.
pub(super) async fn found(ctx: &Context<'_>, question: &search::ProductQuery) -> Result<ProductConnection> {
    let hits = search::products(ctx.search(), ctx.viewer(), question).await.or_fail()?;
    let filters = hits.facets.map(|facets| Filter::all(ctx, facets)).unwrap_or_default();
    Ok(ProductConnection { page: page_of(ctx, hits.page).await?, filters })
}

impl<T> OrFail<T> for Result<T, SearchError> {
    fn or_fail(self) -> Result<T> {
        self.map_err(|refusal| match refusal {
            SearchError::Page(_) | SearchError::TooSlow => bad_input(refusal.to_string()),
            SearchError::Fault(fault) => internal(&fault),
        })
    }
}
