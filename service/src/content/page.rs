//! Pages of text.
//!
//! The body is not read with a page: it can be long, and lists rarely show it. See [`bodies`].
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    ids::PageId,
    page::{Column, Entity},
};
use sea_orm::{ColumnTrait, Condition, DerivePartialModel, EntityTrait, QueryFilter, QuerySelect};

use super::ListError;
use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageRequest},
    query::{Query, QueryError, Term},
    viewer::Viewer,
};

/// A page without its body.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct TextPage {
    pub id: PageId,
    pub handle: String,
    pub title: String,
    pub sort_title: String,
    pub published_at: Option<DateTime<Utc>>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a list of pages is sorted by; ties are broken by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    Id,
    Title,
    UpdatedAt,
}

/// A list of pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListPages {
    pub query: Option<String>,
    pub order: Order,
    pub reverse: bool,
    pub page: PageRequest,
}

/// What a viewer may see: published by now.
pub fn visible(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::PublishedAt.lte(now))
}

/// Visible pages by id.
pub async fn by_ids(shop: &Shop, viewer: &Viewer, ids: &[PageId]) -> Result<HashMap<PageId, TextPage>, Fault> {
    let found = Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(visible(viewer.now))
        .into_partial_model::<TextPage>()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|page| (page.id, page)).collect())
}

/// Visible pages by handle.
pub async fn by_handles(shop: &Shop, viewer: &Viewer, handles: &[String]) -> Result<HashMap<String, TextPage>, Fault> {
    let found = Entity::find()
        .filter(Column::Handle.is_in(handles))
        .filter(visible(viewer.now))
        .into_partial_model::<TextPage>()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|page| (page.handle.clone(), page)).collect())
}

/// The bodies of pages, as sanitised HTML.
pub async fn bodies(shop: &Shop, ids: &[PageId]) -> Result<HashMap<PageId, String>, Fault> {
    let found: Vec<(PageId, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::BodyHtml])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().collect())
}

/// Visible pages in an order.
pub async fn list(shop: &Shop, viewer: &Viewer, request: &ListPages) -> Result<Page<TextPage>, ListError> {
    let query = Query::parse(request.query.as_deref().unwrap_or_default())?;
    let by = match request.order {
        Order::Id => SortBy::Id,
        Order::Title => SortBy::Text(Column::SortTitle),
        Order::UpdatedAt => SortBy::Time(Column::UpdatedAt),
    };
    let select = Entity::find().filter(visible(viewer.now)).filter(query.condition(meaning)?);
    let select = keyset::narrow(select, by, Column::Id, &request.page, request.reverse)?;
    let rows = select.into_partial_model::<TextPage>().all(shop.read()).await?;
    Ok(Page::from_walk(&request.page, rows, |page| position(page, request.order).cursor()))
}

fn meaning(term: &Term) -> Result<Condition, QueryError> {
    Ok(match term.field.as_deref() {
        Some("title") => term.in_folded(Column::SortTitle),
        Some("handle") => Condition::all().add(Column::Handle.eq(term.value.clone())),
        Some("created_at") => term.instant(Column::CreatedAt)?,
        Some("updated_at") => term.instant(Column::UpdatedAt)?,
        _ => Condition::any().add(term.in_folded(Column::SortTitle)).add(term.in_text(Column::BodyHtml)),
    })
}

fn position(page: &TextPage, order: Order) -> Position {
    let key = match order {
        Order::Id => Key::Id,
        Order::Title => Key::Text(page.sort_title.clone()),
        Order::UpdatedAt => Key::Time(page.updated_at),
    };
    Position(key, page.id.0)
}
