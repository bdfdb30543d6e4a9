//! Old addresses that lead to new ones.
use entity::url_redirect::{Column, Entity, Model};
use sea_orm::{Condition, EntityTrait, QueryFilter};

use super::{
    ListError,
    query::{Query, QueryError, Term},
};
use crate::shop::{
    Shop,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageRequest},
};

/// A list of redirects, in the order they were made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListRedirects {
    /// `path:/old` finds the one of that very path, `target:` those whose target contains the value.
    pub query: Option<String>,
    pub reverse: bool,
    pub page: PageRequest,
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
    use sea_orm::ColumnTrait;
    Ok(match term.field.as_deref() {
        Some("path") if !term.value.ends_with('*') => Condition::all().add(Column::Path.eq(term.value.clone())),
        Some("path") => term.in_text(Column::Path),
        Some("target") => term.in_text(Column::Target),
        _ => Condition::any().add(term.in_text(Column::Path)).add(term.in_text(Column::Target)),
    })
}
