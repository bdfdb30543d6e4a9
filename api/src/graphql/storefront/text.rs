//! Small things that many objects show.
use async_graphql::{Context, Result, SimpleObject};
use uuid::Uuid;

use crate::graphql::{context::ContextExt, error::OrFail, loader::TextsOf};

/// A text of something in the viewer's language, where it is translated.
pub async fn translated(ctx: &Context<'_>, owner: impl Into<Uuid>, field: &str, original: &str) -> Result<String> {
    if ctx.viewer().reads_original {
        return Ok(original.to_owned());
    }
    let texts = ctx.load().get(TextsOf(owner.into())).await.or_fail()?;
    Ok(texts.map_or_else(|| original.to_owned(), |texts| texts.or(field, original).to_owned()))
}

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

/// As [`translated`], for a text that may be absent: a translation stands by itself.
pub async fn translated_optional(
    ctx: &Context<'_>,
    owner: impl Into<Uuid>,
    field: &str,
    original: Option<&str>,
) -> Result<Option<String>> {
    if ctx.viewer().reads_original {
        return Ok(original.map(str::to_owned));
    }
    let texts = ctx.load().get(TextsOf(owner.into())).await.or_fail()?;
    let translation = texts.as_ref().and_then(|texts| texts.get(field));
    Ok(translation.or(original).map(str::to_owned))
}
