//! Small things that many objects show.
use async_graphql::SimpleObject;

/// What search engines are told.
#[derive(Clone, Debug, Default, PartialEq, Eq, SimpleObject)]
#[graphql(name = "SEO")]
pub struct Seo {
    pub title: Option<String>,
    pub description: Option<String>,
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SimpleObject)]
pub struct Count {
    pub count: i32,
    /// Always exact here.
    pub precision: CountPrecision,
}

/// Whether a count is exact or stopped at a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum CountPrecision {
    Exact,
    AtLeast,
}

impl Count {
    pub fn exact(count: u64) -> Self {
        Self { count: i32::try_from(count).unwrap_or(i32::MAX), precision: CountPrecision::Exact }
    }
}

/// A key with a value, as a client attached it.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct Attribute {
    pub key: String,
    pub value: Option<String>,
}
