//! Articles, with their pictures.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    article,
    ids::{ArticleId, BlogId},
    media,
    strings::Strings,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{TextRecord, changed, translate};
use crate::{
    catalogue::record::MediaRecord,
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::Fault,
        sort::sort_key,
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRecord {
    pub blog: BlogId,
    /// Distinct within its blog.
    pub handle: String,
    pub title: String,
    pub author_name: String,
    /// Already sanitised, like the body.
    pub excerpt_html: String,
    pub body_html: String,
    pub tags: Vec<String>,
    pub picture: Option<MediaRecord>,
    pub published_at: Option<DateTime<Utc>>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub translations: Vec<TextRecord>,
}

const REPLACE: OnConflict = OnConflict::Do(
    " ON CONFLICT (id) DO UPDATE SET title = excluded.title, sort_title = excluded.sort_title, \
     author_name = excluded.author_name, excerpt_html = excluded.excerpt_html, body_html = excluded.body_html, \
     tags = excluded.tags, media_id = excluded.media_id, published_at = excluded.published_at, \
     seo_title = excluded.seo_title, seo_description = excluded.seo_description, version = excluded.version, \
     updated_at = excluded.updated_at",
);
const REPLACE_PICTURE: OnConflict = OnConflict::Do(
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, source = excluded.source, alt = excluded.alt, \
     width = excluded.width, height = excluded.height, updated_at = excluded.updated_at",
);

/// Writes articles, found again by blog and handle.
///
/// # Errors
/// A [`Fault`] when the database fails or there is no such blog.
pub async fn articles(unit: &Unit, records: &[ArticleRecord]) -> Result<Vec<ArticleId>, Fault> {
    let handles = records.iter().map(|record| record.handle.as_str());
    let known = article::Entity::find().filter(article::Column::Handle.is_in(handles)).all(&unit.tx).await?;
    let known: HashMap<_, _> = known.iter().map(|row| ((row.blog_id, row.handle.as_str()), row)).collect();
    let mut pictures = Vec::new();
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let old = known.get(&(record.blog, record.handle.as_str()));
        let media_id = record.picture.as_ref().map(|picture| {
            let id = old.and_then(|old| old.media_id).unwrap_or_else(|| unit.new_id());
            pictures.push(media::Model {
                id,
                product_id: None,
                position: 0,
                kind: picture.kind,
                source: picture.source.clone(),
                alt: picture.alt.clone(),
                width: picture.size.map(|(width, _)| width),
                height: picture.size.map(|(_, height)| height),
                created_at: unit.now,
                updated_at: unit.now,
            });
            id
        });
        rows.push(article::Model {
            id: old.map_or_else(|| unit.new_id(), |old| old.id),
            blog_id: record.blog,
            handle: record.handle.clone(),
            title: record.title.clone(),
            sort_title: sort_key(&record.title),
            author_name: record.author_name.clone(),
            excerpt_html: record.excerpt_html.clone(),
            body_html: record.body_html.clone(),
            tags: Strings(record.tags.clone()),
            media_id,
            published_at: record.published_at,
            seo_title: record.seo_title.clone(),
            seo_description: record.seo_description.clone(),
            version: old.map_or(1, |old| old.version + 1),
            created_at: old.map_or(unit.now, |old| old.created_at),
            updated_at: unit.now,
        });
    }
    bulk::insert::<media::Entity>(unit, &pictures, REPLACE_PICTURE).await?;
    bulk::insert::<article::Entity>(unit, &rows, REPLACE).await?;
    translate(unit, rows.iter().zip(records).map(|(row, record)| (row.id.0, record.translations.as_slice()))).await?;
    changed(unit, "article", rows.iter().map(|row| row.id.0)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
