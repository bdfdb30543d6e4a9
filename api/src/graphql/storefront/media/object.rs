//! Media: a picture, film or model of a product.
use async_graphql::{Context, Enum, ID, Interface, Object};
use entity::media;

use super::{image::Image, url};
use crate::{
    connection,
    graphql::{context::ContextExt, scalar::Url, storefront::node::id},
};

/// Something to look at.
#[derive(Clone, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "A globally unique id."),
    field(name = "alt", ty = "Option<String>", desc = "What it shows, for those who cannot see it."),
    field(name = "media_content_type", ty = "MediaContentType", desc = "What kind of media it is."),
    field(name = "preview_image", ty = "Option<Image>", desc = "A still of it.")
)]
pub enum Media {
    MediaImage(MediaImage),
    Video(Video),
    ExternalVideo(ExternalVideo),
    Model3d(Model3d),
}

impl From<media::Model> for Media {
    fn from(model: media::Model) -> Self {
        match model.kind {
            media::Kind::Image => Self::MediaImage(MediaImage(model)),
            media::Kind::Video => Self::Video(Video(model)),
            media::Kind::ExternalVideo => Self::ExternalVideo(ExternalVideo(model)),
            media::Kind::Model3d => Self::Model3d(Model3d(model)),
        }
    }
}

/// What kind of media it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MediaContentType {
    ExternalVideo,
    Image,
    #[graphql(name = "MODEL_3D")]
    Model3d,
    Video,
}

/// Where a film is hosted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MediaHost {
    Youtube,
    Vimeo,
}

macro_rules! media_object {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $content:ident, $preview:expr, { $($own:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(pub media::Model);

        #[Object(name = $kind)]
        impl $name {
            /// A globally unique id.
            pub async fn id(&self) -> ID {
                id::encode($kind, self.0.id)
            }

            /// What it shows, for those who cannot see it.
            async fn alt(&self) -> Option<String> {
                Some(self.0.alt.clone()).filter(|alt| !alt.is_empty())
            }

            /// What kind of media it is.
            async fn media_content_type(&self) -> MediaContentType {
                MediaContentType::$content
            }

            /// A still of it.
            async fn preview_image(&self) -> Option<Image> {
                $preview(&self.0)
            }

            $($own)*
        }
    };
}

media_object!(
    /// A picture with an id of its own.
    MediaImage, "MediaImage", Image, Image::of, {
        /// The picture.
        async fn image(&self) -> Option<Image> {
            Image::of(&self.0)
        }
    }
);

media_object!(
    /// A film in the shop's own media.
    Video, "Video", Video, no_still, {
        /// The files it can be played from.
        async fn sources(&self, ctx: &Context<'_>) -> Vec<VideoSource> {
            vec![VideoSource { url: url::picture(ctx.base_url(), &self.0.source, None, None), width: self.0.width, height: self.0.height }]
        }
    }
);

media_object!(
    /// A film hosted elsewhere.
    ExternalVideo, "ExternalVideo", ExternalVideo, no_still, {
        /// The address to embed it from.
        async fn embed_url(&self) -> Url {
            Url(self.0.source.clone())
        }

        /// The address it was added with.
        async fn origin_url(&self) -> Url {
            Url(self.0.source.clone())
        }

        /// Where it is hosted.
        async fn host(&self) -> MediaHost {
            if self.0.source.contains("vimeo") { MediaHost::Vimeo } else { MediaHost::Youtube }
        }
    }
);

media_object!(
    /// A model to turn around.
    Model3d, "Model3d", Model3d, no_still, {
        /// The files it can be shown from.
        async fn sources(&self, ctx: &Context<'_>) -> Vec<Model3dSource> {
            vec![Model3dSource { url: url::picture(ctx.base_url(), &self.0.source, None, None) }]
        }
    }
);

fn no_still(_: &media::Model) -> Option<Image> {
    None
}

/// A file of a film.
pub struct VideoSource {
    url: String,
    width: Option<i32>,
    height: Option<i32>,
}

#[Object]
impl VideoSource {
    /// Where the file is.
    async fn url(&self) -> &str {
        &self.url
    }

    async fn mime_type(&self) -> &str {
        "video/mp4"
    }

    /// In pixels; 0 where unknown.
    async fn width(&self) -> i32 {
        self.width.unwrap_or_default()
    }

    /// In pixels; 0 where unknown.
    async fn height(&self) -> i32 {
        self.height.unwrap_or_default()
    }
}

/// A file of a model.
pub struct Model3dSource {
    url: String,
}

#[Object(name = "Model3dSource")]
impl Model3dSource {
    /// Where the file is.
    async fn url(&self) -> &str {
        &self.url
    }

    async fn format(&self) -> &str {
        self.url.rsplit('.').next().unwrap_or_default()
    }

    async fn mime_type(&self) -> &str {
        "model/gltf-binary"
    }

    /// In bytes; 0 where unknown.
    async fn filesize(&self) -> i32 {
        0
    }
}

connection!(
    /// Pictures, films and models.
    MediaConnection,
    MediaEdge,
    Media
);
