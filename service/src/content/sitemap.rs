//! Everything a search engine may visit, a numbered page at a time.
//!
//! Pages are numbered because the dialect numbers them. They are counted off in the order of the
//! keys, on an index, so what is added later never moves an earlier page.
use chrono::{DateTime, Utc};
use entity::{article, blog, collection, page, product};
use sea_orm::{
    EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::IntoColumnRef,
};

use super::{article as articles, page as pages};
use crate::{
    catalogue::{collection as collections, product as products},
    shop::{Shop, fault::Fault, viewer::Viewer},
};

/// Entries of one page.
pub const ENTRIES_PER_PAGE: u64 = 250;
/// Pages that are numbered: two and a half million entries.
pub const PAGES_MAX: u64 = 10_000;

/// What a map can be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    Articles,
    Blogs,
    Collections,
    Pages,
    Products,
}

/// One thing to visit.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Entry {
    pub id: uuid::Uuid,
    pub handle: String,
    pub updated_at: DateTime<Utc>,
}

/// A page of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries {
    pub entries: Vec<Entry>,
    pub has_next: bool,
}

/// How many pages a map has.
pub async fn count(shop: &Shop, viewer: &Viewer, of: Of) -> Result<u64, Fault> {
    let now = viewer.now;
    let db = shop.read();
    let entries = match of {
        Of::Articles => article::Entity::find().filter(articles::visible(now)).count(db).await?,
        Of::Blogs => blog::Entity::find().count(db).await?,
        Of::Collections => collection::Entity::find().filter(collections::visible(now)).count(db).await?,
        Of::Pages => page::Entity::find().filter(pages::visible(now)).count(db).await?,
        Of::Products => product::Entity::find().filter(products::visible(now)).count(db).await?,
    };
    Ok(entries.div_ceil(ENTRIES_PER_PAGE).min(PAGES_MAX))
}

/// A page of a map, the first being 1. Beyond the last there is nothing.
pub async fn entries(shop: &Shop, viewer: &Viewer, of: Of, number: u64) -> Result<Entries, Fault> {
    let now = viewer.now;
    match of {
        Of::Articles => {
            use article::{Column, Entity};
            let select = Entity::find().filter(articles::visible(now));
            read(shop, select, [Column::Id, Column::Handle, Column::UpdatedAt], Column::Id, number).await
        }
        Of::Blogs => {
            use blog::{Column, Entity};
            read(shop, Entity::find(), [Column::Id, Column::Handle, Column::UpdatedAt], Column::Id, number).await
        }
        Of::Collections => {
            use collection::{Column, Entity};
            let select = Entity::find().filter(collections::visible(now));
            read(shop, select, [Column::Id, Column::Handle, Column::UpdatedAt], Column::Id, number).await
        }
        Of::Pages => {
            use page::{Column, Entity};
            let select = Entity::find().filter(pages::visible(now));
            read(shop, select, [Column::Id, Column::Handle, Column::UpdatedAt], Column::Id, number).await
        }
        Of::Products => {
            use product::{Column, Entity};
            let select = Entity::find().filter(products::visible(now));
            read(shop, select, [Column::Id, Column::Handle, Column::UpdatedAt], Column::Id, number).await
        }
    }
}

async fn read<E: EntityTrait>(
    shop: &Shop,
    select: Select<E>,
    columns: [E::Column; 3],
    id: E::Column,
    number: u64,
) -> Result<Entries, Fault>
where
    E::Column: IntoColumnRef,
{
    let mut entries = select
        .select_only()
        .columns(columns)
        .order_by_asc(id)
        .offset(number.saturating_sub(1).min(PAGES_MAX) * ENTRIES_PER_PAGE)
        .limit(ENTRIES_PER_PAGE + 1)
        .into_model::<Entry>()
        .all(shop.read())
        .await?;
    let size = usize::try_from(ENTRIES_PER_PAGE).unwrap_or(usize::MAX);
    let has_next = entries.len() > size;
    entries.truncate(size);
    Ok(Entries { entries, has_next })
}
