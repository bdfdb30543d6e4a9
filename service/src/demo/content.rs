//! The demo shop's pages, journal, legal texts, menus and redirects.
use std::collections::HashMap;

use chrono::Duration;
use entity::{
    ids::{BlogId, CollectionId, ProductId},
    menu_item::Kind,
};
use uuid::Uuid;

use super::{
    collections::word,
    data::{ArticleData, Data, MenuItemData, PageData, TextData},
    pictures,
};
use crate::{
    catalogue::save::Change,
    content::{
        policy,
        save::{
            self, ArticleRecord, BlogRecord, MenuItemRecord, MenuRecord, PageRecord, PolicyRecord, RedirectRecord,
            TextRecord,
        },
    },
    shop::{Unit, fault::Fault},
};

/// How many there are.
pub(super) struct Written {
    pub pages: usize,
    pub articles: usize,
}

/// Where menus lead, by `kind:handle`.
pub(super) struct Targets(HashMap<String, Uuid>);

impl Targets {
    pub(super) fn new(data: &Data, collections: &[CollectionId], products: &[(ProductId, Change)]) -> Self {
        let collections = data.collections.iter().zip(collections);
        let products = data.products().zip(products);
        Self(
            collections
                .map(|(collection, id)| (format!("collection:{}", collection.handle), id.0))
                .chain(products.map(|((_, _, product), (id, _))| (format!("product:{}", product.handle), id.0)))
                .collect(),
        )
    }
}

pub(super) async fn write(unit: &Unit, data: &Data, mut targets: Targets) -> Result<Written, Fault> {
    let content = &data.content;
    let pages: Vec<_> = content.pages.iter().map(|page| page_record(unit, data, page)).collect();
    let page_ids = save::pages(unit, &pages).await?;
    targets.0.extend(pages.iter().zip(&page_ids).map(|(page, id)| (format!("page:{}", page.handle), id.0)));
    let policies = policies(data)?;
    let policy_ids = save::policies(unit, &policies).await?;
    let kinds = content.policies.iter().map(|(kind, ..)| kind);
    targets.0.extend(kinds.zip(policy_ids).map(|(kind, id)| (format!("policy:{kind}"), id.0)));
    let blogs: Vec<_> = content.blogs.iter().map(|blog| blog_record(data, blog)).collect();
    let blog_ids = save::blogs(unit, &blogs).await?;
    let blog_ids: HashMap<_, _> = blogs.iter().map(|blog| blog.handle.as_str()).zip(blog_ids).collect();
    targets.0.extend(blog_ids.iter().map(|(handle, id)| (format!("blog:{handle}"), id.0)));
    let articles: Vec<_> = content
        .articles
        .iter()
        .map(|article| article_record(unit, data, &blog_ids, article))
        .collect::<Result<_, _>>()?;
    save::articles(unit, &articles).await?;
    let menus = content.menus.iter().map(|menu| {
        let items = menu.items.iter().map(|item| item_record(data, &targets, item)).collect::<Result<_, _>>()?;
        Ok(MenuRecord { handle: menu.handle.clone(), title: menu.title.clone(), items })
    });
    save::menus(unit, &menus.collect::<Result<Vec<_>, Fault>>()?).await?;
    let redirects = content.redirects.iter();
    let redirects = redirects.map(|(path, target)| RedirectRecord { path: path.clone(), target: target.clone() });
    save::redirects(unit, &redirects.collect::<Vec<_>>()).await?;
    Ok(Written { pages: pages.len(), articles: articles.len() })
}

fn page_record(unit: &Unit, data: &Data, page: &PageData) -> PageRecord {
    PageRecord {
        handle: page.handle.clone(),
        title: page.title.clone(),
        body_html: page.body.clone(),
        published_at: Some(unit.now),
        seo_title: page.seo.as_ref().map(|_| format!("{} – {}", page.title, data.shop.name)),
        seo_description: page.seo.clone(),
        translations: texts(data, &page.de),
    }
}

fn blog_record(data: &Data, (handle, title, german, about): &(String, String, String, String)) -> BlogRecord {
    BlogRecord {
        handle: handle.clone(),
        title: title.clone(),
        seo_title: Some(format!("{title} – {}", data.shop.name)),
        seo_description: Some(about.clone()),
        translations: vec![text(data, "title", german)],
    }
}

fn article_record(
    unit: &Unit,
    data: &Data,
    blogs: &HashMap<&str, BlogId>,
    article: &ArticleData,
) -> Result<ArticleRecord, Fault> {
    let blog = blogs.get(article.blog.as_str()).copied();
    Ok(ArticleRecord {
        blog: blog.ok_or_else(|| Fault::broken(format!("the demo shop has no blog {}", article.blog)))?,
        handle: article.handle.clone(),
        title: article.title.clone(),
        author_name: article.author.clone(),
        excerpt_html: paragraph(&article.excerpt),
        body_html: article.body.clone(),
        tags: article.tags.clone(),
        picture: Some(pictures::banner_record("article", &article.handle, &article.title)),
        published_at: Some(unit.now - Duration::days(article.days)),
        seo_title: None,
        seo_description: Some(article.excerpt.clone()),
        translations: texts(data, &article.de),
    })
}

fn policies(data: &Data) -> Result<Vec<PolicyRecord>, Fault> {
    let policies = data.content.policies.iter().map(|(kind, title, body)| {
        let german = data.content.policies_de.get(kind);
        let german = german.map(|(title, body)| vec![text(data, "title", title), text(data, "body_html", body)]);
        Ok(PolicyRecord {
            kind: word(kind)?,
            title: title.clone(),
            body_html: body.clone(),
            translations: german.unwrap_or_default(),
        })
    });
    policies.collect()
}

fn item_record(data: &Data, targets: &Targets, item: &MenuItemData) -> Result<MenuItemRecord, Fault> {
    let (title, german, target, below) = match item {
        MenuItemData::Leaf(title, german, target) => (title, german, target, [].as_slice()),
        MenuItemData::Branch(title, german, target, below) => (title, german, target, below.as_slice()),
    };
    let missing = || Fault::broken(format!("a menu of the demo shop leads to {target}, which is not there"));
    let (place, handle) = target.split_once(':').ok_or_else(missing)?;
    let (kind, url) = match place {
        "collection" => (Kind::Collection, format!("/collections/{handle}")),
        "product" => (Kind::Product, format!("/products/{handle}")),
        "page" => (Kind::Page, format!("/pages/{handle}")),
        "blog" => (Kind::Blog, format!("/blogs/{handle}")),
        "policy" => (Kind::ShopPolicy, format!("/policies/{}", policy::handle(word(handle)?))),
        "search" => (Kind::Search, "/search".to_owned()),
        _ => (Kind::Frontpage, "/".to_owned()),
    };
    let resource = targets.0.get(target).copied();
    if resource.is_none() && !handle.is_empty() {
        return Err(missing());
    }
    Ok(MenuItemRecord {
        title: title.clone(),
        kind,
        resource,
        url,
        tags: Vec::new(),
        translations: vec![text(data, "title", german)],
        items: below.iter().map(|item| item_record(data, targets, item)).collect::<Result<_, _>>()?,
    })
}

fn texts(data: &Data, german: &TextData) -> Vec<TextRecord> {
    let body = german.body.as_deref().map(|body| text(data, "body_html", body));
    let excerpt = german.excerpt.as_deref().map(|excerpt| text(data, "excerpt_html", &paragraph(excerpt)));
    [text(data, "title", &german.title)].into_iter().chain(body).chain(excerpt).collect()
}

fn text(data: &Data, field: &'static str, value: &str) -> TextRecord {
    TextRecord { language: data.german.clone(), field, value: value.to_owned() }
}

fn paragraph(text: &str) -> String {
    format!("<p>{text}</p>")
}
