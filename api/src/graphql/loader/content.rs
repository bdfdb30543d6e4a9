//! Batches of content.
use std::{collections::HashMap, sync::Arc};

use entity::{
    blog,
    ids::{ArticleId, BlogId, MenuId, MenuItemId, PageId, ShopPolicyId, UrlRedirectId},
    shop_policy, url_redirect,
};
use service::{
    content::{
        self, ListError,
        article::{Article, ListArticles},
        menu::Menu,
        page::TextPage,
    },
    shop::{fault::Fault, page::Page},
};

use super::{Batched, Kept, Key, Loaders, Source};

key!(
    /// A visible page of text.
    PageById(PageId) -> Arc<TextPage>,
    |source, ids| content::page::by_ids(&source.shop, &source.viewer, &ids)
);
key!(
    /// A visible page of text by its handle.
    PageByHandle(String) -> Arc<TextPage>,
    |source, handles| content::page::by_handles(&source.shop, &source.viewer, &handles)
);
key!(
    /// The HTML of a page.
    BodyOfPage(PageId) -> Arc<str>,
    |source, ids| content::page::bodies(&source.shop, &ids)
);
key!(
    /// A blog.
    BlogById(BlogId) -> Arc<blog::Model>,
    |source, ids| content::blog::by_ids(&source.shop, &ids)
);
key!(
    /// A blog by its handle.
    BlogByHandle(String) -> Arc<blog::Model>,
    |source, handles| content::blog::by_handles(&source.shop, &handles)
);
key!(
    /// A visible article.
    ArticleById(ArticleId) -> Arc<Article>,
    |source, ids| content::article::by_ids(&source.shop, &source.viewer, &ids)
);
key!(
    /// A visible article by its blog and its handle there.
    ArticleByHandle((BlogId, String)) -> Arc<Article>,
    |source, keys| content::article::by_handles(&source.shop, &source.viewer, &keys)
);
key!(
    /// The HTML of an article.
    BodyOfArticle(ArticleId) -> Arc<str>,
    |source, ids| content::article::bodies(&source.shop, &ids)
);
key!(
    /// A policy of the shop by what it is about.
    PolicyOf(shop_policy::Kind) -> Arc<shop_policy::Model>,
    |source, kinds| content::policy::by_kinds(&source.shop, &kinds)
);
key!(
    /// A policy of the shop.
    PolicyById(ShopPolicyId) -> Arc<shop_policy::Model>,
    |source, ids| content::policy::by_ids(&source.shop, &ids)
);
key!(
    /// A menu with all its entries.
    MenuByHandle(String) -> Arc<Menu>,
    |source, handles| content::menu::by_handles(&source.shop, &handles)
);
key!(
    /// A menu with all its entries, by id.
    MenuById(MenuId) -> Arc<Menu>,
    |source, ids| content::menu::by_ids(&source.shop, &ids)
);
key!(
    /// The menu that an entry is part of.
    MenuOf(MenuItemId) -> Arc<Menu>,
    |source, ids| content::menu::of_items(&source.shop, &ids)
);
key!(
    /// A redirect.
    RedirectById(UrlRedirectId) -> Arc<url_redirect::Model>,
    |source, ids| content::redirect::by_ids(&source.shop, &ids)
);

/// A page of a list of articles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArticlesIn(pub ListArticles);

impl Key for ArticlesIn {
    /// A cursor or a query may be somebody's own: its refusal is an answer, not a fault.
    type Value = Result<Arc<Page<Arc<Article>>>, ListError>;

    async fn load(source: &Source, keys: &[Self]) -> Result<HashMap<Self, Self::Value>, Fault> {
        let requests: Vec<_> = keys.iter().map(|key| key.0.clone()).collect();
        match content::article::lists(&source.shop, &source.viewer, &requests).await {
            Ok(pages) => {
                Ok(pages.into_iter().map(|(key, page)| (Self(key), Ok(Arc::new(page.map(Arc::new))))).collect())
            }
            Err(ListError::Fault(fault)) => Err(fault),
            Err(refusal) => Ok(keys.iter().map(|key| (key.clone(), Err(refusal.clone()))).collect()),
        }
    }

    fn loader(loaders: &Loaders) -> &Batched<Self> {
        <Self as Kept>::kept(loaders)
    }
}
