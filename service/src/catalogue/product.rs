//! Products as lists and pages show them.
//!
//! The body text is not read with a product: it can be long, and lists do not show it. See [`bodies`].
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    ids::{CategoryId, ProductId},
    money::Minor,
    product, product_price_range,
    strings::Strings,
};
use sea_orm::{
    ColumnTrait, Condition, DerivePartialModel, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
    sea_query::{Expr, ExprTrait},
};

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position},
    page::{self, Page, PageError, PageRequest},
    viewer::Viewer,
};

/// A product without its body.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "product::Entity")]
pub struct Product {
    pub id: ProductId,
    pub handle: String,
    pub title: String,
    pub sort_title: String,
    pub vendor: String,
    pub product_type: String,
    pub category_id: Option<CategoryId>,
    pub tags: Strings,
    pub published_at: Option<DateTime<Utc>>,
    pub is_gift_card: bool,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub units_sold: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a list of products is sorted by; ties are broken by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    Id,
    Title,
    Vendor,
    ProductType,
    CreatedAt,
    UpdatedAt,
    BestSelling,
    /// By the lowest price in the viewer's list.
    Price,
}

/// A list of products.
#[derive(Clone, Debug)]
pub struct ListProducts {
    pub order: Order,
    pub reverse: bool,
    pub page: PageRequest,
}

/// Why a list cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<sea_orm::DbErr> for ListError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Fault(error.into())
    }
}

/// What every viewer may see: active, not deleted, and published by now.
pub fn visible(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Expr::col((product::Entity, product::Column::Status)).eq(Expr::cust("'active'")))
        .add(product::Column::DeletedAt.is_null())
        .add(product::Column::PublishedAt.lte(now))
}

/// Visible products by id.
pub async fn by_ids(shop: &Shop, viewer: &Viewer, ids: &[ProductId]) -> Result<HashMap<ProductId, Product>, Fault> {
    let found = product::Entity::find()
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(viewer.now))
        .into_partial_model::<Product>()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|product| (product.id, product)).collect())
}

/// Visible products by handle.
pub async fn by_handles(shop: &Shop, viewer: &Viewer, handles: &[String]) -> Result<HashMap<String, Product>, Fault> {
    let found = product::Entity::find()
        .filter(product::Column::Handle.is_in(handles))
        .filter(visible(viewer.now))
        .into_partial_model::<Product>()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|product| (product.handle.clone(), product)).collect())
}

/// The body texts of products, as sanitised HTML.
pub async fn bodies(shop: &Shop, ids: &[ProductId]) -> Result<HashMap<ProductId, String>, Fault> {
    let found: Vec<(ProductId, String)> = product::Entity::find()
        .select_only()
        .columns([product::Column::Id, product::Column::BodyHtml])
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().collect())
}

/// Product types in use, in order.
pub async fn types(shop: &Shop, page: &PageRequest) -> Result<Page<String>, ListError> {
    let column = product::Column::ProductType;
    let way = keyset::way(page, false);
    let mut select = product::Entity::find()
        .select_only()
        .column(column)
        .distinct()
        .filter(Expr::col(product::Column::Status).eq(Expr::cust("'active'")))
        .filter(product::Column::DeletedAt.is_null())
        .filter(column.ne(""))
        .order_by(column, way.clone())
        .limit(u64::from(page.size) + 1);
    if let Some(after) = page.position::<String>()? {
        select = select.filter(if way == sea_orm::Order::Asc { column.gt(after) } else { column.lt(after) });
    }
    let rows: Vec<String> = select.into_tuple().all(shop.read()).await?;
    Ok(Page::from_walk(page, rows, page::encode))
}

/// Visible products in an order.
pub async fn list(shop: &Shop, viewer: &Viewer, request: &ListProducts) -> Result<Page<Product>, ListError> {
    if request.order == Order::Price {
        return list_by_price(shop, viewer, request).await;
    }
    let select = product::Entity::find().filter(visible(viewer.now));
    let select = keyset::narrow(select, request.order.sort_by(), product::Column::Id, &request.page, request.reverse)?;
    let rows = select.into_partial_model::<Product>().all(shop.read()).await?;
    Ok(Page::from_walk(&request.page, rows, |product| product.position(request.order).cursor()))
}

async fn list_by_price(shop: &Shop, viewer: &Viewer, request: &ListProducts) -> Result<Page<Product>, ListError> {
    let by = keyset::SortBy::Number((product_price_range::Entity, product_price_range::Column::MinAmount));
    let id = (product_price_range::Entity, product_price_range::Column::ProductId);
    let range = product_price_range::Entity::find()
        .select_only()
        .columns([product_price_range::Column::MinAmount, product_price_range::Column::ProductId])
        .join(JoinType::InnerJoin, range_to_product())
        .filter(product_price_range::Column::PriceListId.eq(viewer.market.price_list.id))
        .filter(visible(viewer.now));
    let range = keyset::narrow(range, by, id, &request.page, request.reverse)?;
    let prices: Vec<(Minor, ProductId)> = range.into_tuple().all(shop.read()).await?;
    let ids: Vec<_> = prices.iter().map(|(_, id)| *id).collect();
    let mut products = by_ids(shop, viewer, &ids).await?;
    let rows: Vec<_> =
        prices.into_iter().filter_map(|(price, id)| products.remove(&id).map(|product| (price, product))).collect();
    let cursor = |(price, product): &(Minor, Product)| Position(Key::Number(price.0), product.id.0).cursor();
    Ok(Page::from_walk(&request.page, rows, cursor).map(|(_, product)| product))
}

fn range_to_product() -> RelationDef {
    product_price_range::Entity::belongs_to(product::Entity)
        .from(product_price_range::Column::ProductId)
        .to(product::Column::Id)
        .into()
}

impl Order {
    pub(super) fn sort_by(self) -> keyset::SortBy<(product::Entity, product::Column)> {
        let column = |column| (product::Entity, column);
        match self {
            // Prices are not in the product's own row: see `list_by_price`.
            Self::Id | Self::Price => keyset::SortBy::Id,
            Self::Title => keyset::SortBy::Text(column(product::Column::SortTitle)),
            Self::Vendor => keyset::SortBy::Text(column(product::Column::Vendor)),
            Self::ProductType => keyset::SortBy::Text(column(product::Column::ProductType)),
            Self::CreatedAt => keyset::SortBy::Time(column(product::Column::CreatedAt)),
            Self::UpdatedAt => keyset::SortBy::Time(column(product::Column::UpdatedAt)),
            Self::BestSelling => keyset::SortBy::Number(column(product::Column::UnitsSold)),
        }
    }
}

impl Product {
    /// Where the product stands in a list of that order.
    pub(super) fn position(&self, order: Order) -> Position {
        let key = match order {
            Order::Id | Order::Price => Key::Id,
            Order::Title => Key::Text(self.sort_title.clone()),
            Order::Vendor => Key::Text(self.vendor.clone()),
            Order::ProductType => Key::Text(self.product_type.clone()),
            Order::CreatedAt => Key::Time(self.created_at),
            Order::UpdatedAt => Key::Time(self.updated_at),
            Order::BestSelling => Key::Number(self.units_sold),
        };
        Position(key, self.id.0)
    }
}
