//! Anything by its global id.
use async_graphql::{Context, ID, Interface, Result};
use entity::media;

use super::id;
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    loader::{
        ArticleById, BlogById, CollectionById, MediaById, MenuById, PageById, PolicyById, ProductById, RedirectById,
        VariantById,
    },
    storefront::{
        address::MailingAddress,
        cart::{AppliedGiftCard, Cart, CartLine, ComponentizableCartLine, cart_of},
        category::TaxonomyCategory,
        collection::Collection,
        content::{Article, Blog, Page, redirect::UrlRedirect},
        media::{ExternalVideo, Media, MediaImage, Model3d, Video},
        menu::{Menu, MenuItem},
        metafield::Metafield,
        metaobject::Metaobject,
        order::{self, Order},
        product::{Product, ProductOption, ProductOptionValue},
        shop::{SHOP_ID, Shop, ShopPolicy},
        variant::ProductVariant,
    },
};

/// Something with a globally unique id.
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "A globally unique id."))]
pub enum Node {
    AppliedGiftCard(AppliedGiftCard),
    Article(Article),
    Blog(Blog),
    Cart(Cart),
    CartLine(CartLine),
    Collection(Collection),
    ComponentizableCartLine(ComponentizableCartLine),
    ExternalVideo(ExternalVideo),
    MailingAddress(MailingAddress),
    MediaImage(MediaImage),
    Menu(Menu),
    MenuItem(MenuItem),
    Metafield(Metafield),
    Metaobject(Metaobject),
    Model3d(Model3d),
    Order(Order),
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

/// What an id leads to, if the viewer may see it.
pub async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    if id.0 == SHOP_ID {
        return Ok(Some(Shop.into()));
    }
    let Some(kind) = id::parse(&id.0).map(|global| global.kind) else {
        // Says what is wrong with it.
        return id::decode::<uuid::Uuid>("Node", id).map(|_| None);
    };
    if kind == "Cart" {
        return Ok(cart_of(ctx, id).await?.map(Node::from));
    }
    if kind == "Order" {
        return Ok(order::find(ctx, id).await?.map(Node::from));
    }
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
        "MenuItem" => MenuItem::find(ctx, key.into()).await?.map(Node::from),
        "Metafield" => Metafield::find(ctx, key.into()).await?.map(Node::from),
        "Page" => load.get(PageById(key.into())).await.or_fail()?.map(|found| Page(found).into()),
        "Product" => load.get(ProductById(key.into())).await.or_fail()?.map(|found| Product(found).into()),
        "ProductOption" => ProductOption::find(ctx, key).await?.map(Node::from),
        "ProductOptionValue" => ProductOptionValue::find(ctx, key).await?.map(Node::from),
        "ProductVariant" => {
            load.get(VariantById(key.into())).await.or_fail()?.map(|found| ProductVariant(found).into())
        }
        "ShopPolicy" => load.get(PolicyById(key.into())).await.or_fail()?.map(|found| ShopPolicy(found).into()),
        "TaxonomyCategory" => TaxonomyCategory::find(ctx, key.into()).await?.map(Node::from),
        "UrlRedirect" => {
            let found = load.get(RedirectById(key.into())).await.or_fail()?;
            found.map(|redirect| UrlRedirect(redirect.as_ref().clone()).into())
        }
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
