//! A picture and its address.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::media;

use super::url;
use crate::{
    connection,
    graphql::{context::ContextExt, scalar::Url, storefront::node::id},
};

/// A picture.
#[derive(Clone)]
pub struct Image {
    pub id: Option<entity::ids::MediaId>,
    pub source: Arc<str>,
    /// Changes with the picture, so that caches may keep it for good.
    pub version: Option<i64>,
    pub alt: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
}

impl Image {
    /// The picture of some media; none for a film without a still.
    pub fn of(media: &media::Model) -> Option<Self> {
        (media.kind == media::Kind::Image).then(|| Self {
            id: Some(media.id),
            source: media.source.as_str().into(),
            version: Some(media.updated_at.timestamp()),
            alt: Some(media.alt.clone()).filter(|alt| !alt.is_empty()),
            width: media.width,
            height: media.height,
        })
    }

    /// A picture known by its address alone.
    pub fn at(source: &str) -> Self {
        Self { id: None, source: source.into(), version: None, alt: None, width: None, height: None }
    }
}

/// How a picture is wanted.
#[derive(Clone, Debug, InputObject)]
pub struct ImageTransformInput {
    /// The part that is kept when both sides are given and the shape differs.
    pub crop: Option<CropRegion>,
    /// In pixels, from 1 to 5760.
    #[graphql(validator(minimum = 1, maximum = 5760))]
    pub max_width: Option<i32>,
    /// In pixels, from 1 to 5760.
    #[graphql(validator(minimum = 1, maximum = 5760))]
    pub max_height: Option<i32>,
    pub preferred_content_type: Option<ImageContentType>,
    /// For screens with more than one pixel per point: 1 to 3.
    #[graphql(default = 1, validator(minimum = 1, maximum = 3))]
    pub scale: Option<i32>,
}

/// Which part of a picture is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CropRegion {
    Center,
    Top,
    Bottom,
    Left,
    Right,
}

/// A picture format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImageContentType {
    Png,
    Jpg,
    Webp,
}

#[Object]
impl Image {
    /// A key for caches.
    async fn id(&self) -> Option<ID> {
        self.id.map(|media| id::encode("ProductImage", media))
    }

    /// What the picture shows, for those who cannot see it.
    async fn alt_text(&self) -> Option<&str> {
        self.alt.as_deref()
    }

    /// In pixels, where known.
    async fn width(&self) -> Option<i32> {
        self.width
    }

    /// In pixels, where known.
    async fn height(&self) -> Option<i32> {
        self.height
    }

    /// The picture's address, transformed if asked for.
    async fn url(&self, ctx: &Context<'_>, transform: Option<ImageTransformInput>) -> Url {
        Url(url::picture(ctx.base_url(), &self.source, self.version, transform.as_ref()))
    }

    /// The untransformed picture.
    #[graphql(deprecation = "use `url`")]
    async fn original_src(&self, ctx: &Context<'_>) -> Url {
        Url(url::picture(ctx.base_url(), &self.source, self.version, None))
    }

    /// The untransformed picture.
    #[graphql(deprecation = "use `url`")]
    async fn src(&self, ctx: &Context<'_>) -> Url {
        Url(url::picture(ctx.base_url(), &self.source, self.version, None))
    }

    /// The picture in a size.
    #[graphql(deprecation = "use `url` with a transform")]
    async fn transformed_src(
        &self,
        ctx: &Context<'_>,
        crop: Option<CropRegion>,
        max_width: Option<i32>,
        max_height: Option<i32>,
        preferred_content_type: Option<ImageContentType>,
        scale: Option<i32>,
    ) -> Url {
        let transform = ImageTransformInput { crop, max_width, max_height, preferred_content_type, scale };
        Url(url::picture(ctx.base_url(), &self.source, self.version, Some(&transform)))
    }
}

connection!(
    /// Pictures.
    ImageConnection,
    ImageEdge,
    Image
);
