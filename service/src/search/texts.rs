//! Reads collections, pages and articles for the index.
use std::collections::HashMap;

use entity::{article, collection, page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    load::{self, Scope},
    query::Kind,
    source::TextSource,
};
use crate::shop::{Shop, fault::Fault};

/// Texts read together.
const TEXTS_PER_READ: u64 = 200;

/// The next ones of a kind that may ever be seen, by id, behind one.
pub(super) async fn after(shop: &Shop, kind: Kind, after: Uuid) -> Result<Vec<TextSource>, Fault> {
    let db = shop.database().current();
    let sources = match kind {
        Kind::Product => Vec::new(),
        Kind::Collection => {
            let find = collection::Entity::find()
                .filter(collection::Column::Id.gt(after))
                .filter(collection::Column::DeletedAt.is_null())
                .filter(collection::Column::PublishedAt.is_not_null());
            let find = find.order_by_asc(collection::Column::Id).limit(TEXTS_PER_READ);
            find.all(db).await?.into_iter().filter_map(of_collection).collect()
        }
        Kind::Page => {
            let find =
                page::Entity::find().filter(page::Column::Id.gt(after)).filter(page::Column::PublishedAt.is_not_null());
            let find = find.order_by_asc(page::Column::Id).limit(TEXTS_PER_READ);
            find.all(db).await?.into_iter().filter_map(of_page).collect()
        }
        Kind::Article => {
            let find = article::Entity::find()
                .filter(article::Column::Id.gt(after))
                .filter(article::Column::PublishedAt.is_not_null());
            let find = find.order_by_asc(article::Column::Id).limit(TEXTS_PER_READ);
            find.all(db).await?.into_iter().filter_map(of_article).collect()
        }
    };
    translated(shop, sources).await
}

/// Those of a kind with these ids that may ever be seen.
pub(super) async fn by_ids(shop: &Shop, kind: Kind, ids: &[Uuid]) -> Result<Vec<TextSource>, Fault> {
    let db = shop.database().current();
    let ids = ids.iter().copied();
    let sources = match kind {
        Kind::Product => Vec::new(),
        Kind::Collection => {
            let find = collection::Entity::find()
                .filter(collection::Column::Id.is_in(ids))
                .filter(collection::Column::DeletedAt.is_null());
            find.all(db).await?.into_iter().filter_map(of_collection).collect()
        }
        Kind::Page => {
            let find = page::Entity::find().filter(page::Column::Id.is_in(ids));
            find.all(db).await?.into_iter().filter_map(of_page).collect()
        }
        Kind::Article => {
            let find = article::Entity::find().filter(article::Column::Id.is_in(ids));
            find.all(db).await?.into_iter().filter_map(of_article).collect()
        }
    };
    translated(shop, sources).await
}

async fn translated(shop: &Shop, mut sources: Vec<TextSource>) -> Result<Vec<TextSource>, Fault> {
    if sources.is_empty() {
        return Ok(sources);
    }
    let at: HashMap<_, _> = sources.iter().enumerate().map(|(at, source)| (source.id, at)).collect();
    let scope = Scope::Ids(sources.iter().map(|source| source.id).collect());
    for row in load::translations(shop, &scope).await? {
        if let Some(source) = at.get(&row.owner_id).and_then(|at| sources.get_mut(*at)) {
            source.translations.push((row.language, row.field, row.value));
        }
    }
    Ok(sources)
}

fn of_collection(row: collection::Model) -> Option<TextSource> {
    Some(TextSource {
        kind: Kind::Collection,
        id: row.id.0,
        handle: row.handle,
        title: row.title,
        body_html: row.body_html,
        author: String::new(),
        tags: Vec::new(),
        published_at: row.published_at?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        translations: Vec::new(),
    })
}

fn of_page(row: page::Model) -> Option<TextSource> {
    Some(TextSource {
        kind: Kind::Page,
        id: row.id.0,
        handle: row.handle,
        title: row.title,
        body_html: row.body_html,
        author: String::new(),
        tags: Vec::new(),
        published_at: row.published_at?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        translations: Vec::new(),
    })
}

fn of_article(row: article::Model) -> Option<TextSource> {
    Some(TextSource {
        kind: Kind::Article,
        id: row.id.0,
        handle: row.handle,
        title: row.title,
        body_html: format!("{} {}", row.excerpt_html, row.body_html),
        author: row.author_name,
        tags: row.tags.0,
        published_at: row.published_at?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        translations: Vec::new(),
    })
}
