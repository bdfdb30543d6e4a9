//! A short list of texts in one column.
use sea_orm::entity::prelude::*;

/// Stored as a JSON array.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, FromJsonQueryResult, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Strings(pub Vec<String>);

impl FromIterator<String> for Strings {
    fn from_iter<I: IntoIterator<Item = String>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}
