//! Articles: of one blog, of many, or of all.
//!
//! The body is not read with an article: it can be long, and lists rarely show it. See [`bodies`].
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    article::{Column, Entity},
    blog,
    ids::{ArticleId, BlogId, MediaId},
    strings::Strings,
};
use sea_orm::{
    ColumnTrait, Condition, DerivePartialModel, EntityTrait, FromQueryResult, JoinType, Order as Way,
    PartialModelTrait, QueryFilter, QuerySelect, QueryTrait, RelationDef,
    sea_query::{Alias, Expr, IntoColumnRef, SelectStatement, UnionType},
};

use super::ListError;
use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageRequest},
    query::{Query, QueryError, Term},
    viewer::Viewer,
};

/// Lists that are read by one statement: each adds an arm to it.
const ARMS_PER_STATEMENT: usize = 50;

/// An article without its body.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct Article {
    pub id: ArticleId,
    pub blog_id: BlogId,
    pub handle: String,
    pub title: String,
    pub sort_title: String,
    pub author_name: String,
    pub excerpt_html: String,
    pub tags: Strings,
    pub media_id: Option<MediaId>,
    pub published_at: Option<DateTime<Utc>>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a list of articles is sorted by; ties are broken by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    Id,
    Title,
    Author,
    BlogTitle,
    PublishedAt,
    UpdatedAt,
}

/// A list of articles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListArticles {
    /// Of this blog only.
    pub blog: Option<BlogId>,
    pub query: Option<String>,
    pub order: Order,
    pub reverse: bool,
    pub page: PageRequest,
}

#[derive(FromQueryResult)]
struct Row {
    arm: i32,
    blog_sort_title: String,
    #[sea_orm(nested)]
    article: Article,
}

/// What a viewer may see: published by now.
pub fn visible(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::PublishedAt.lte(now))
}

/// Visible articles by id.
pub async fn by_ids(shop: &Shop, viewer: &Viewer, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Article>, Fault> {
    let found = Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(visible(viewer.now))
        .into_partial_model::<Article>()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|article| (article.id, article)).collect())
}

/// Visible articles by their blog and their handle in it.
pub async fn by_handles(
    shop: &Shop,
    viewer: &Viewer,
    keys: &[(BlogId, String)],
) -> Result<HashMap<(BlogId, String), Article>, Fault> {
    let keys = keys.iter().map(|(blog, handle)| Expr::tuple([Expr::val(*blog), Expr::val(handle.as_str())]));
    let row = Expr::tuple([Expr::col(Column::BlogId), Expr::col(Column::Handle)]);
    let found = Entity::find()
        .filter(sea_orm::sea_query::ExprTrait::is_in(row, keys))
        .filter(visible(viewer.now))
        .into_partial_model::<Article>()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|article| ((article.blog_id, article.handle.clone()), article)).collect())
}

/// The bodies of articles, as sanitised HTML.
pub async fn bodies(shop: &Shop, ids: &[ArticleId]) -> Result<HashMap<ArticleId, String>, Fault> {
    let found: Vec<(ArticleId, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::BodyHtml])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().collect())
}

/// Visible articles in an order: a page of each of many lists in one statement.
pub async fn lists(
    shop: &Shop,
    viewer: &Viewer,
    requests: &[ListArticles],
) -> Result<HashMap<ListArticles, Page<Article>>, ListError> {
    let mut pages = HashMap::with_capacity(requests.len());
    for requests in requests.chunks(ARMS_PER_STATEMENT) {
        let mut rows: Vec<Vec<Row>> = requests.iter().map(|_| Vec::new()).collect();
        for row in read(shop, viewer, requests).await? {
            if let Some(arm) = usize::try_from(row.arm).ok().and_then(|arm| rows.get_mut(arm)) {
                arm.push(row);
            }
        }
        for (request, mut rows) in requests.iter().zip(rows) {
            // A union promises no order.
            rows.sort_unstable_by_key(|row| position(row, request.order));
            if keyset::way(&request.page, request.reverse) == Way::Desc {
                rows.reverse();
            }
            let page = Page::from_walk(&request.page, rows, |row| position(row, request.order).cursor());
            pages.insert(request.clone(), page.map(|row| row.article));
        }
    }
    Ok(pages)
}

async fn read(shop: &Shop, viewer: &Viewer, requests: &[ListArticles]) -> Result<Vec<Row>, ListError> {
    let mut arms = Vec::with_capacity(requests.len());
    for (number, request) in requests.iter().enumerate() {
        arms.push(arm(viewer, request, i32::try_from(number).unwrap_or(i32::MAX))?);
    }
    let mut arms = arms.into_iter();
    let Some(mut statement) = arms.next() else { return Ok(Vec::new()) };
    for arm in arms {
        statement.union(UnionType::All, arm);
    }
    let backend = shop.database().backend();
    Ok(Row::find_by_statement(backend.build(&statement)).all(shop.read()).await?)
}

fn arm(viewer: &Viewer, request: &ListArticles, number: i32) -> Result<SelectStatement, ListError> {
    let own = |column| (Entity, column).into_column_ref();
    let by = match request.order {
        Order::Id => SortBy::Id,
        Order::Title => SortBy::Text(own(Column::SortTitle)),
        Order::Author => SortBy::Text(own(Column::AuthorName)),
        Order::BlogTitle => SortBy::Text((blog::Entity, blog::Column::SortTitle).into_column_ref()),
        Order::PublishedAt => SortBy::Time(own(Column::PublishedAt)),
        Order::UpdatedAt => SortBy::Time(own(Column::UpdatedAt)),
    };
    let query = Query::parse(request.query.as_deref().unwrap_or_default())?;
    let select = Entity::find()
        .select_only()
        .expr_as(Expr::val(number), "arm")
        .expr_as(Expr::col((blog::Entity, blog::Column::SortTitle)), "blog_sort_title")
        .join(JoinType::InnerJoin, to_blog())
        .filter(visible(viewer.now))
        .filter(query.condition(meaning)?);
    let select = Article::select_cols(select);
    let select = match request.blog {
        Some(blog) => select.filter(Column::BlogId.eq(blog)),
        None => select,
    };
    let select = keyset::narrow(select, by, own(Column::Id), &request.page, request.reverse)?;
    // An arm with its own order and limit has to be a query of its own before it can be united.
    let name = Alias::new(format!("arm{number}"));
    Ok(SelectStatement::new().expr(Expr::cust("*")).from_subquery(select.into_query(), name).take())
}

fn meaning(term: &Term) -> Result<Condition, QueryError> {
    let own = |column| (Entity, column);
    Ok(match term.field.as_deref() {
        Some("title") => term.in_folded(own(Column::SortTitle)),
        Some("author") => term.in_text(own(Column::AuthorName)),
        Some("blog_title") => term.in_folded((blog::Entity, blog::Column::SortTitle)),
        Some("tag") => term.in_list(own(Column::Tags)),
        Some("handle") => Condition::all().add(Column::Handle.eq(term.value.clone())),
        Some("created_at") => term.instant(own(Column::CreatedAt))?,
        Some("updated_at") => term.instant(own(Column::UpdatedAt))?,
        Some("published_at") => term.instant(own(Column::PublishedAt))?,
        _ => Condition::any()
            .add(term.in_folded(own(Column::SortTitle)))
            .add(term.in_text(own(Column::AuthorName)))
            .add(term.in_text(own(Column::Tags)))
            .add(term.in_text(own(Column::BodyHtml))),
    })
}

fn position(row: &Row, order: Order) -> Position {
    let article = &row.article;
    let key = match order {
        Order::Id => Key::Id,
        Order::Title => Key::Text(article.sort_title.clone()),
        Order::Author => Key::Text(article.author_name.clone()),
        Order::BlogTitle => Key::Text(row.blog_sort_title.clone()),
        // What is visible is published.
        Order::PublishedAt => Key::Time(article.published_at.unwrap_or_default()),
        Order::UpdatedAt => Key::Time(article.updated_at),
    };
    Position(key, article.id.0)
}

fn to_blog() -> RelationDef {
    Entity::belongs_to(blog::Entity).from(Column::BlogId).to(blog::Column::Id).into()
}
