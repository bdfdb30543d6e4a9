//! Old addresses that lead to new ones.
use std::collections::HashMap;

use entity::{
    ids::UrlRedirectId,
    url_redirect::{Column, Entity, Model},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::ListError;
use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageRequest},
    query::{Query, QueryError, Term},
};

/// A list of redirects, in the order they were made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListRedirects {
    /// `path:/old` finds the one of that very path, `target:` those whose target contains the value.
    pub query: Option<String>,
    pub reverse: bool,
    pub page: PageRequest,
}

/// Redirects by id.
pub async fn by_ids(shop: &Shop, ids: &[UrlRedirectId]) -> Result<HashMap<UrlRedirectId, Model>, Fault> {
    let found = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(shop.read()).await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

/// Redirects in order.
pub async fn list(shop: &Shop, request: &ListRedirects) -> Result<Page<Model>, ListError> {
    let query = Query::parse(request.query.as_deref().unwrap_or_default())?;
    let select = Entity::find().filter(query.condition(meaning)?);
    let select = keyset::narrow(select, SortBy::<Column>::Id, Column::Id, &request.page, request.reverse)?;
    let rows = select.all(shop.read()).await?;
    Ok(Page::from_walk(&request.page, rows, |row| Position(Key::Id, row.id.0).cursor()))
}

#[expect(clippy::unnecessary_wraps, reason = "the signature that every list's meaning has")]
fn meaning(term: &Term) -> Result<Condition, QueryError> {
    Ok(match term.field.as_deref() {
        Some("path") if !term.value.ends_with('*') => Condition::all().add(Column::Path.eq(term.value.clone())),
        Some("path") => term.in_text(Column::Path),
        Some("target") => term.in_text(Column::Target),
        _ => Condition::any().add(term.in_text(Column::Path)).add(term.in_text(Column::Target)),
    })
}
