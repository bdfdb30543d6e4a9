//! What menu entries lead to.
use async_graphql::{Context, Result, Union};
use entity::menu_item::Kind;
use uuid::Uuid;

use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    loader::{ArticleById, BlogById, CollectionById, PageById, PolicyById, ProductById},
    storefront::{
        collection::Collection,
        content::{Article, Blog, Page},
        metaobject::Metaobject,
        product::Product,
        shop::ShopPolicy,
    },
};

/// Something of the shop's that a menu entry leads to.
#[derive(Clone, Union)]
pub enum MenuItemResource {
    Article(Article),
    Blog(Blog),
    Collection(Collection),
    Metaobject(Metaobject),
    Page(Page),
    Product(Product),
    ShopPolicy(ShopPolicy),
}

/// The type of what an entry of that kind leads to; none where it is no thing of ours.
pub(super) fn type_name(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Article => Some("Article"),
        Kind::Blog => Some("Blog"),
        Kind::Collection => Some("Collection"),
        Kind::Page => Some("Page"),
        Kind::Product => Some("Product"),
        Kind::ShopPolicy => Some("ShopPolicy"),
        Kind::Catalog | Kind::Collections | Kind::CustomerAccountPage | Kind::Frontpage | Kind::Http | Kind::Search => {
            None
        }
    }
}

pub(super) async fn resolve(ctx: &Context<'_>, kind: Kind, id: Uuid) -> Result<Option<MenuItemResource>> {
    let load = ctx.load();
    Ok(match kind {
        Kind::Article => load.get(ArticleById(id.into())).await.or_fail()?.map(|found| Article(found).into()),
        Kind::Blog => load.get(BlogById(id.into())).await.or_fail()?.map(|found| Blog(found).into()),
        Kind::Collection => load.get(CollectionById(id.into())).await.or_fail()?.map(|found| Collection(found).into()),
        Kind::Page => load.get(PageById(id.into())).await.or_fail()?.map(|found| Page(found).into()),
        Kind::Product => load.get(ProductById(id.into())).await.or_fail()?.map(|found| Product(found).into()),
        Kind::ShopPolicy => load.get(PolicyById(id.into())).await.or_fail()?.map(|found| ShopPolicy(found).into()),
        Kind::Catalog | Kind::Collections | Kind::CustomerAccountPage | Kind::Frontpage | Kind::Http | Kind::Search => {
            None
        }
    })
}
