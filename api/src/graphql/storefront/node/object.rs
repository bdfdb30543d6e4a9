//! Anything by its global id.
use async_graphql::{Context, ID, Interface, Result};
use entity::media;

use super::id;
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    loader::{
        ArticleById, BlogById, CollectionById, MediaById, MenuById, PageById, PolicyById, ProductById, VariantById,
    },
    storefront::{
        category::TaxonomyCategory,
        collection::Collection,
        content::{Article, Blog, Page, redirect::UrlRedirect},
        media::{ExternalVideo, Media, MediaImage, Model3d, Video},
        menu::{Menu, MenuItem},
        metafield::Metafield,
        metaobject::Metaobject,
        product::{Product, ProductOption, ProductOptionValue},
        shop::{SHOP_ID, Shop, ShopPolicy},
        variant::ProductVariant,
    },
};

/// Something with a globally unique id.
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "A globally unique id."))]
pub enum Node {
    Article(Article),
    Blog(Blog),
    Collection(Collection),
    ExternalVideo(ExternalVideo),
    MediaImage(MediaImage),
    Menu(Menu),
    MenuItem(MenuItem),
    Metafield(Metafield),
    Metaobject(Metaobject),
    Model3d(Model3d),
    Page(Page),
    Product(Product),
    ProductOption(ProductOption),
    ProductOptionValue(ProductOptionValue),
    ProductVariant(ProductVariant),
    Shop(Shop),
    ShopPolicy(ShopPolicy),
    TaxonomyCategory(TaxonomyCategory),
    UrlRedirect(UrlRedirect),
    Video(Video),
}

/// What an id leads to, if the viewer may see it. Parts of something else (an entry of a menu, an
/// option, a metafield) are reached through what they are part of: their ids lead nowhere.
pub async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    if id.0 == SHOP_ID {
        return Ok(Some(Shop.into()));
    }
    let Some(kind) = id::parse(&id.0).map(|global| global.kind) else {
        // Says what is wrong with it.
        return id::decode::<uuid::Uuid>("Node", id).map(|_| None);
    };
    let Some(key) = id::decode::<uuid::Uuid>(kind, id)? else { return Ok(None) };
    let load = ctx.load();
    Ok(match kind {
        "Article" => load.get(ArticleById(key.into())).await.or_fail()?.map(|found| Article(found).into()),
        "Blog" => load.get(BlogById(key.into())).await.or_fail()?.map(|found| Blog(found).into()),
        "Collection" => load.get(CollectionById(key.into())).await.or_fail()?.map(|found| Collection(found).into()),
        "ExternalVideo" | "MediaImage" | "Model3d" | "Video" => {
            let found = load.get(MediaById(key.into())).await.or_fail()?;
            found.map(|media| of_media(&media)).filter(|(of, _)| *of == kind).map(|(_, node)| node)
        }
        "Menu" => load.get(MenuById(key.into())).await.or_fail()?.map(|found| Menu(found).into()),
        "Page" => load.get(PageById(key.into())).await.or_fail()?.map(|found| Page(found).into()),
        "Product" => load.get(ProductById(key.into())).await.or_fail()?.map(|found| Product(found).into()),
        "ProductVariant" => {
            load.get(VariantById(key.into())).await.or_fail()?.map(|found| ProductVariant(found).into())
        }
        "ShopPolicy" => load.get(PolicyById(key.into())).await.or_fail()?.map(|found| ShopPolicy(found).into()),
        "TaxonomyCategory" => TaxonomyCategory::find(ctx, key.into()).await?.map(Node::from),
        _ => None,
    })
}

fn of_media(media: &media::Model) -> (&'static str, Node) {
    match Media::from(media.clone()) {
        Media::MediaImage(found) => ("MediaImage", found.into()),
        Media::Video(found) => ("Video", found.into()),
        Media::ExternalVideo(found) => ("ExternalVideo", found.into()),
        Media::Model3d(found) => ("Model3d", found.into()),
    }
}
