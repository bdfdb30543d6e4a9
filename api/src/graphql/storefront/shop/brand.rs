//! How the shop presents itself.
use async_graphql::{Context, Object, Result};
use entity::{ids::MediaId, media};

use crate::graphql::{context::ContextExt, error::OrFail, storefront::media::MediaImage};

/// How the shop presents itself.
pub struct Brand;

#[Object]
impl Brand {
    /// The shop's logo.
    async fn logo(&self, ctx: &Context<'_>) -> Result<Option<MediaImage>> {
        logo(ctx).await
    }

    /// The logo in a square.
    async fn square_logo(&self) -> Option<MediaImage> {
        None
    }

    /// A picture to go with it.
    async fn cover_image(&self) -> Option<MediaImage> {
        None
    }

    /// One sentence.
    async fn short_description(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let settings = ctx.shop().settings().await.or_fail()?;
        Ok(Some(settings.shop.description.clone()).filter(|text| !text.is_empty()))
    }

    /// A few words.
    async fn slogan(&self) -> Option<String> {
        None
    }
}

async fn logo(ctx: &Context<'_>) -> Result<Option<MediaImage>> {
    let settings = ctx.shop().settings().await.or_fail()?;
    let shop = &settings.shop;
    // The logo is an address in the settings, not media of its own: it has no key.
    let media = shop.logo_url.clone().map(|source| media::Model {
        id: MediaId(uuid::Uuid::nil()),
        product_id: None,
        position: 0,
        kind: media::Kind::Image,
        source,
        alt: shop.name.clone(),
        width: None,
        height: None,
        created_at: shop.created_at,
        updated_at: shop.updated_at,
    });
    Ok(media.map(MediaImage))
}
