//! An entry of a blog.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{ArticleId, BlogId, MediaId},
    strings::Strings,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ArticleId,
    pub blog_id: BlogId,
    pub handle: String,
    pub title: String,
    pub sort_title: String,
    pub author_name: String,
    pub excerpt_html: String,
    pub body_html: String,
    pub tags: Strings,
    pub media_id: Option<MediaId>,
    pub published_at: Option<DateTimeUtc>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
