//! Content, written many at a time. Everything is found again by its handle (policies by their
//! kind, redirects by their path), so that writing the same records twice leaves one of each.
//!
//! Entry points: [`pages`], [`blogs`], [`articles`], [`policies`], [`redirects`], [`menus`].
//! Each answers with the keys in the order of the records and records what happened.
//! Deliberately absent: taking things away that no record speaks of.

mod articles;
mod menus;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    blog,
    ids::{BlogId, PageId, ShopPolicyId, UrlRedirectId},
    locale::Language,
    page,
    shop_policy::{self, Kind},
    translation, url_redirect,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

pub use self::{
    articles::{ArticleRecord, articles},
    menus::{MenuItemRecord, MenuRecord, menus},
};
use crate::{
    event::{self, Event},
    shop::{
        Unit,
        bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
        fault::Fault,
        sort::sort_key,
    },
};

/// A text in another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRecord {
    pub language: Language,
    /// `title`, `body_html`, `excerpt_html`, `seo_title`, `seo_description`.
    pub field: &'static str,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRecord {
    pub handle: String,
    pub title: String,
    /// Already sanitised.
    pub body_html: String,
    pub published_at: Option<DateTime<Utc>>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub translations: Vec<TextRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlogRecord {
    pub handle: String,
    pub title: String,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub translations: Vec<TextRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRecord {
    pub kind: Kind,
    pub title: String,
    /// Already sanitised.
    pub body_html: String,
    pub translations: Vec<TextRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectRecord {
    /// Of the old address, from its first slash on.
    pub path: String,
    pub target: String,
}

const REPLACE_PAGE: OnConflict = OnConflict::Do(
    " ON CONFLICT (id) DO UPDATE SET title = excluded.title, sort_title = excluded.sort_title, \
     body_html = excluded.body_html, published_at = excluded.published_at, seo_title = excluded.seo_title, \
     seo_description = excluded.seo_description, version = excluded.version, updated_at = excluded.updated_at",
);
const REPLACE_BLOG: OnConflict = OnConflict::Do(
    " ON CONFLICT (id) DO UPDATE SET title = excluded.title, sort_title = excluded.sort_title, \
     seo_title = excluded.seo_title, seo_description = excluded.seo_description, updated_at = excluded.updated_at",
);
const REPLACE_POLICY: OnConflict = OnConflict::Do(
    " ON CONFLICT (id) DO UPDATE SET title = excluded.title, body_html = excluded.body_html, \
     updated_at = excluded.updated_at",
);
const REPLACE_REDIRECT: OnConflict =
    OnConflict::Do(" ON CONFLICT (id) DO UPDATE SET target = excluded.target, updated_at = excluded.updated_at");

/// Writes pages of text. Handles are distinct.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn pages(unit: &Unit, records: &[PageRecord]) -> Result<Vec<PageId>, Fault> {
    let handles = records.iter().map(|record| record.handle.as_str());
    let known = page::Entity::find().filter(page::Column::Handle.is_in(handles)).all(&unit.tx).await?;
    let known: HashMap<_, _> = known.iter().map(|row| (row.handle.as_str(), row)).collect();
    let rows: Vec<_> = records
        .iter()
        .map(|record| {
            let old = known.get(record.handle.as_str());
            page::Model {
                id: old.map_or_else(|| unit.new_id(), |old| old.id),
                handle: record.handle.clone(),
                title: record.title.clone(),
                sort_title: sort_key(&record.title),
                body_html: record.body_html.clone(),
                published_at: record.published_at,
                seo_title: record.seo_title.clone(),
                seo_description: record.seo_description.clone(),
                version: old.map_or(1, |old| old.version + 1),
                created_at: old.map_or(unit.now, |old| old.created_at),
                updated_at: unit.now,
            }
        })
        .collect();
    bulk::insert::<page::Entity>(unit, &rows, REPLACE_PAGE).await?;
    translate(unit, rows.iter().zip(records).map(|(row, record)| (row.id.0, record.translations.as_slice()))).await?;
    changed(unit, "page", rows.iter().map(|row| row.id.0)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Writes blogs. Handles are distinct.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn blogs(unit: &Unit, records: &[BlogRecord]) -> Result<Vec<BlogId>, Fault> {
    let handles = records.iter().map(|record| record.handle.as_str());
    let known = blog::Entity::find().filter(blog::Column::Handle.is_in(handles)).all(&unit.tx).await?;
    let known: HashMap<_, _> = known.iter().map(|row| (row.handle.as_str(), row)).collect();
    let rows: Vec<_> = records
        .iter()
        .map(|record| {
            let old = known.get(record.handle.as_str());
            blog::Model {
                id: old.map_or_else(|| unit.new_id(), |old| old.id),
                handle: record.handle.clone(),
                title: record.title.clone(),
                sort_title: sort_key(&record.title),
                seo_title: record.seo_title.clone(),
                seo_description: record.seo_description.clone(),
                created_at: old.map_or(unit.now, |old| old.created_at),
                updated_at: unit.now,
            }
        })
        .collect();
    bulk::insert::<blog::Entity>(unit, &rows, REPLACE_BLOG).await?;
    translate(unit, rows.iter().zip(records).map(|(row, record)| (row.id.0, record.translations.as_slice()))).await?;
    changed(unit, "blog", rows.iter().map(|row| row.id.0)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Writes the shop's legal texts. Kinds are distinct.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn policies(unit: &Unit, records: &[PolicyRecord]) -> Result<Vec<ShopPolicyId>, Fault> {
    let known = shop_policy::Entity::find().all(&unit.tx).await?;
    let known: HashMap<_, _> = known.iter().map(|row| (row.kind, row)).collect();
    let rows: Vec<_> = records
        .iter()
        .map(|record| {
            let old = known.get(&record.kind);
            shop_policy::Model {
                id: old.map_or_else(|| unit.new_id(), |old| old.id),
                kind: record.kind,
                title: record.title.clone(),
                body_html: record.body_html.clone(),
                created_at: old.map_or(unit.now, |old| old.created_at),
                updated_at: unit.now,
            }
        })
        .collect();
    bulk::insert::<shop_policy::Entity>(unit, &rows, REPLACE_POLICY).await?;
    translate(unit, rows.iter().zip(records).map(|(row, record)| (row.id.0, record.translations.as_slice()))).await?;
    changed(unit, "policy", rows.iter().map(|row| row.id.0)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Writes redirects. Paths are distinct, and none leads to itself.
///
/// # Errors
/// A [`Fault`] when the database fails or a redirect leads to itself.
pub async fn redirects(unit: &Unit, records: &[RedirectRecord]) -> Result<Vec<UrlRedirectId>, Fault> {
    let paths = records.iter().map(|record| record.path.as_str());
    let known = url_redirect::Entity::find().filter(url_redirect::Column::Path.is_in(paths)).all(&unit.tx).await?;
    let known: HashMap<_, _> = known.iter().map(|row| (row.path.as_str(), row)).collect();
    let rows: Vec<_> = records
        .iter()
        .map(|record| {
            let old = known.get(record.path.as_str());
            url_redirect::Model {
                id: old.map_or_else(|| unit.new_id(), |old| old.id),
                path: record.path.clone(),
                target: record.target.clone(),
                created_at: old.map_or(unit.now, |old| old.created_at),
                updated_at: unit.now,
            }
        })
        .collect();
    bulk::insert::<url_redirect::Entity>(unit, &rows, REPLACE_REDIRECT).await?;
    changed(unit, "redirect", rows.iter().map(|row| row.id.0)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The texts of these owners in other languages, and no others than these.
async fn translate<'a>(
    unit: &Unit,
    texts: impl Iterator<Item = (Uuid, &'a [TextRecord])> + Clone,
) -> Result<(), Fault> {
    let owners: Vec<_> = texts.clone().map(|(owner, _)| owner).collect();
    for owners in owners.chunks(KEYS_PER_LIST_MAX) {
        let filter = translation::Column::OwnerId.is_in(owners.iter().copied());
        translation::Entity::delete_many().filter(filter).exec(&unit.tx).await?;
    }
    let rows: Vec<_> = texts
        .flat_map(|(owner, records)| records.iter().map(move |record| (owner, record)))
        .map(|(owner, record)| translation::Model {
            owner_id: owner,
            language: record.language.clone(),
            field: record.field.to_owned(),
            value: record.value.clone(),
            updated_at: unit.now,
        })
        .collect();
    bulk::insert::<translation::Entity>(unit, &rows, OnConflict::Fail).await
}

async fn changed(unit: &Unit, kind: &'static str, ids: impl Iterator<Item = Uuid>) -> Result<(), Fault> {
    event::record(unit, ids.map(|id| Event::ContentChanged { kind, id })).await
}
