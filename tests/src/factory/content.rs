//! Content to test with: a little of everything that a shop tells.
use chrono::{DateTime, Duration, Utc};
use entity::{
    article, blog,
    ids::{ArticleId, BlogId, MenuId, PageId},
    market_language, menu, menu_item, page, shop_policy,
    strings::Strings,
    translation, url_redirect,
};
use sea_orm::{EntityTrait, IntoActiveModel, prelude::Uuid};
use service::shop::sort::sort_key;

use super::catalogue;
use crate::TestShop;

/// Articles of each blog.
pub const ARTICLES_PER_BLOG: usize = 4;
/// Pages that can be seen; there is one more, that cannot yet.
pub const PAGES: usize = 5;

/// Puts in so many blogs with four articles each, five pages, a menu of two levels, every policy,
/// redirects, and German titles for the pages. What has an even number is the older.
pub async fn fill(shop: &TestShop, blogs: usize) {
    let ground = catalogue::ground(shop).await;
    let now = shop.shop.now();
    let german = "DE".parse().expect("a language");
    insert::<market_language::Entity>(
        shop,
        [market_language::Model { market_id: ground.market, language: german, position: 1 }],
    )
    .await;
    let blogs: Vec<_> = (0..blogs).map(|number| series(number, now)).collect();
    let articles: Vec<_> = blogs.iter().enumerate().flat_map(|(at, blog)| entries(at, blog.id, now)).collect();
    insert::<blog::Entity>(shop, blogs).await;
    insert::<article::Entity>(shop, articles).await;
    let pages: Vec<_> = (0..=PAGES).map(|number| text(number, now)).collect();
    insert::<translation::Entity>(shop, pages.iter().map(|page| german_title(page, now))).await;
    insert::<page::Entity>(shop, pages.clone()).await;
    links(shop, &pages, now).await;
    insert::<shop_policy::Entity>(shop, policies(now)).await;
    insert::<url_redirect::Entity>(shop, (0..3).map(|number| redirect(number, now))).await;
}

/// Writes rows of a table as they are.
pub async fn insert<E>(shop: &TestShop, rows: impl IntoIterator<Item = E::Model>)
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    let rows: Vec<_> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
    E::insert_many(rows).exec_without_returning(shop.shop.database().writer()).await.expect("writing rows");
}

/// A key that is the same in every run.
fn id<T: From<Uuid>>(kind: u64, number: usize) -> T {
    T::from(Uuid::from_u64_pair(kind, u64::try_from(number).expect("a small number")))
}

fn minutes(number: usize) -> Duration {
    Duration::minutes(i64::try_from(number).expect("a small number"))
}

fn series(number: usize, now: DateTime<Utc>) -> blog::Model {
    let title = format!("Blog {}", ["Zinc", "Amber", "Moss"][number % 3]);
    blog::Model {
        id: id::<BlogId>(1, number),
        handle: format!("blog-{number}"),
        sort_title: sort_key(&title),
        title,
        seo_title: None,
        seo_description: None,
        created_at: now,
        updated_at: now,
    }
}

fn entries(at: usize, blog: BlogId, now: DateTime<Utc>) -> impl Iterator<Item = article::Model> {
    (0..ARTICLES_PER_BLOG).map(move |number| {
        let title = format!("{} {at}.{number}", ["Weaving", "Älteste Öfen", "100% wool_"][number % 3]);
        let written = now - minutes(1 + (number * 7 + at * 3) % 11);
        article::Model {
            id: id::<ArticleId>(2, at * ARTICLES_PER_BLOG + number),
            blog_id: blog,
            handle: format!("article-{number}"),
            sort_title: sort_key(&title),
            title,
            author_name: ["Ann Bee", "Zoë"][number % 2].to_owned(),
            excerpt_html: "<p>Short</p>".to_owned(),
            body_html: format!("<p>Long <b>text</b> {number}</p>"),
            tags: Strings(vec![["Craft", "News \"now\""][number % 2].to_owned()]),
            media_id: None,
            // The last one is not out yet.
            published_at: Some(if number + 1 == ARTICLES_PER_BLOG { now + minutes(9) } else { written }),
            seo_title: Some("For engines".to_owned()),
            seo_description: None,
            version: 1,
            created_at: written,
            updated_at: written,
        }
    })
}

fn text(number: usize, now: DateTime<Utc>) -> page::Model {
    let title = format!("Page {number}");
    page::Model {
        id: id::<PageId>(3, number),
        handle: format!("page-{number}"),
        sort_title: sort_key(&title),
        title,
        body_html: "<h1>About</h1><p>Us &amp; you</p>".to_owned(),
        published_at: (number < PAGES).then_some(now),
        seo_title: None,
        seo_description: None,
        version: 1,
        created_at: now,
        updated_at: now - minutes(number),
    }
}

fn german_title(page: &page::Model, now: DateTime<Utc>) -> translation::Model {
    translation::Model {
        owner_id: page.id.0,
        language: "DE".parse().expect("a language"),
        field: "title".to_owned(),
        value: page.title.replace("Page", "Seite"),
        updated_at: now,
    }
}

async fn links(shop: &TestShop, pages: &[page::Model], now: DateTime<Utc>) {
    let menu = menu::Model {
        id: id::<MenuId>(4, 0),
        handle: "main-menu".to_owned(),
        title: "Main".to_owned(),
        created_at: now,
        updated_at: now,
    };
    let item = |number: usize, parent: Option<usize>, page: Option<&page::Model>| menu_item::Model {
        id: id(5, number),
        menu_id: menu.id,
        parent_id: parent.map(|parent| id(5, parent)),
        // Against the order of the keys.
        position: 100 - i32::try_from(number).expect("a small number"),
        title: format!("Entry {number}"),
        kind: if page.is_some() { menu_item::Kind::Page } else { menu_item::Kind::Frontpage },
        resource_id: page.map(|page| page.id.0),
        url: page.map_or_else(|| "/".to_owned(), |page| format!("/pages/{}", page.handle)),
        tags: Strings::default(),
    };
    let items = vec![
        item(0, None, None),
        item(1, None, Some(&pages[0])),
        item(2, Some(1), Some(&pages[1])),
        // Leads to a page that is not out.
        item(3, Some(1), Some(&pages[PAGES])),
    ];
    insert::<menu::Entity>(shop, [menu]).await;
    insert::<menu_item::Entity>(shop, items).await;
}

fn policies(now: DateTime<Utc>) -> impl Iterator<Item = shop_policy::Model> {
    use shop_policy::Kind;
    let kinds = [
        Kind::Privacy,
        Kind::Refund,
        Kind::Shipping,
        Kind::TermsOfService,
        Kind::TermsOfSale,
        Kind::Subscription,
        Kind::ContactInformation,
        Kind::LegalNotice,
    ];
    kinds.into_iter().enumerate().map(move |(number, kind)| shop_policy::Model {
        id: id(6, number),
        kind,
        title: format!("Policy {number}"),
        body_html: "<p>We promise</p>".to_owned(),
        created_at: now,
        updated_at: now,
    })
}

fn redirect(number: usize, now: DateTime<Utc>) -> url_redirect::Model {
    url_redirect::Model {
        id: id(7, number),
        path: format!("/old-{number}"),
        target: format!("/new-{number}"),
        created_at: now,
        updated_at: now,
    }
}
