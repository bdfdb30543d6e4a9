//! Blogs: series of articles.
use std::collections::HashMap;

use entity::{
    blog::{Column, Entity, Model},
    ids::BlogId,
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

/// What a list of blogs is sorted by; ties are broken by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    Id,
    Title,
    Handle,
}

/// A list of blogs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListBlogs {
    pub query: Option<String>,
    pub order: Order,
    pub reverse: bool,
    pub page: PageRequest,
}

/// Blogs by id.
pub async fn by_ids(shop: &Shop, ids: &[BlogId]) -> Result<HashMap<BlogId, Model>, Fault> {
    let found = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(shop.read()).await?;
    Ok(found.into_iter().map(|blog| (blog.id, blog)).collect())
}

/// Blogs by handle.
pub async fn by_handles(shop: &Shop, handles: &[String]) -> Result<HashMap<String, Model>, Fault> {
    let found = Entity::find().filter(Column::Handle.is_in(handles)).all(shop.read()).await?;
    Ok(found.into_iter().map(|blog| (blog.handle.clone(), blog)).collect())
}

/// Blogs in an order.
pub async fn list(shop: &Shop, request: &ListBlogs) -> Result<Page<Model>, ListError> {
    let query = Query::parse(request.query.as_deref().unwrap_or_default())?;
    let by = match request.order {
        Order::Id => SortBy::Id,
        Order::Title => SortBy::Text(Column::SortTitle),
        Order::Handle => SortBy::Text(Column::Handle),
    };
    let select = Entity::find().filter(query.condition(meaning)?);
    let rows = keyset::narrow(select, by, Column::Id, &request.page, request.reverse)?.all(shop.read()).await?;
    Ok(Page::from_walk(&request.page, rows, |blog| position(blog, request.order).cursor()))
}

fn meaning(term: &Term) -> Result<Condition, QueryError> {
    Ok(match term.field.as_deref() {
        Some("handle") => Condition::all().add(Column::Handle.eq(term.value.clone())),
        Some("created_at") => term.instant(Column::CreatedAt)?,
        Some("updated_at") => term.instant(Column::UpdatedAt)?,
        _ => term.in_folded(Column::SortTitle),
    })
}

fn position(blog: &Model, order: Order) -> Position {
    let key = match order {
        Order::Id => Key::Id,
        Order::Title => Key::Text(blog.sort_title.clone()),
        Order::Handle => Key::Text(blog.handle.clone()),
    };
    Position(key, blog.id.0)
}
