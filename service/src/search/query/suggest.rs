//! Suggestions while somebody types.
use super::{SearchError, SuggestQuery, Suggestions};
use crate::{search::SearchIndex, shop::viewer::Viewer};

/// What the text typed so far may be about.
pub async fn suggest(_: &SearchIndex, _: &Viewer, _: &SuggestQuery) -> Result<Suggestions, SearchError> {
    Ok(Suggestions::default())
}
