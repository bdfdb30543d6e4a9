//! The products of collections: a page of each of many, in one statement.
use std::collections::HashMap;

use entity::{collection, collection_product, ids::CollectionId, product, product_price_range};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, Order as Way, PartialModelTrait, QueryFilter, QuerySelect,
    QueryTrait, RelationDef, Select,
    sea_query::{Alias, Expr, SelectStatement, UnionType},
};

use super::product::{self as products, ListError, Product};
use crate::shop::{
    Shop,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageError, PageRequest},
    viewer::Viewer,
};

/// Collections whose products are read by one statement: each adds an arm to it.
const ARMS_PER_STATEMENT: usize = 50;

/// How a collection's products are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// As the shopkeeper placed them.
    Manual,
    By(products::Order),
}

/// A page of the products of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProductsIn {
    pub collection: CollectionId,
    pub order: Order,
    pub reverse: bool,
    pub page: PageRequest,
}

/// The collection's own order, and whether it runs backwards.
pub fn own_order(order: collection::ProductOrder) -> (Order, bool) {
    use collection::ProductOrder::{
        BestSelling, CreatedAsc, CreatedDesc, Manual, PriceAsc, PriceDesc, TitleAsc, TitleDesc,
    };
    match order {
        Manual => (Order::Manual, false),
        BestSelling => (Order::By(products::Order::BestSelling), true),
        TitleAsc => (Order::By(products::Order::Title), false),
        TitleDesc => (Order::By(products::Order::Title), true),
        PriceAsc => (Order::By(products::Order::Price), false),
        PriceDesc => (Order::By(products::Order::Price), true),
        CreatedAsc => (Order::By(products::Order::CreatedAt), false),
        CreatedDesc => (Order::By(products::Order::CreatedAt), true),
    }
}

#[derive(FromQueryResult)]
struct Row {
    arm: i32,
    sort_number: i64,
    #[sea_orm(nested)]
    product: Product,
}

/// A page of visible products for each of many collections.
pub async fn pages(
    shop: &Shop,
    viewer: &Viewer,
    requests: &[ProductsIn],
) -> Result<HashMap<ProductsIn, Page<Product>>, ListError> {
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
            rows.sort_unstable_by_key(|row| position(request.order, row));
            if keyset::way(&request.page, request.reverse) == Way::Desc {
                rows.reverse();
            }
            let page = Page::from_walk(&request.page, rows, |row| position(request.order, row).cursor());
            pages.insert(request.clone(), page.map(|row| row.product));
        }
    }
    Ok(pages)
}

async fn read(shop: &Shop, viewer: &Viewer, requests: &[ProductsIn]) -> Result<Vec<Row>, ListError> {
    let mut arms = Vec::with_capacity(requests.len());
    for (arm, request) in requests.iter().enumerate() {
        let arm = i32::try_from(arm).unwrap_or(i32::MAX);
        arms.push(wrapped(arm_of(viewer, request, arm)?, arm));
    }
    let mut arms = arms.into_iter();
    let Some(mut statement) = arms.next() else { return Ok(Vec::new()) };
    for arm in arms {
        statement.union(UnionType::All, arm);
    }
    let backend = shop.database().backend();
    Ok(Row::find_by_statement(backend.build(&statement)).all(shop.read()).await?)
}

/// One collection's page.
fn arm_of(viewer: &Viewer, request: &ProductsIn, arm: i32) -> Result<SelectStatement, PageError> {
    let select = collection_product::Entity::find()
        .select_only()
        .expr_as(Expr::val(arm), "arm")
        .join(JoinType::InnerJoin, to_product())
        .filter(collection_product::Column::CollectionId.eq(request.collection))
        .filter(products::visible(viewer.now));
    let select = match request.order {
        Order::Manual => {
            let by = SortBy::Number((collection_product::Entity, collection_product::Column::Position));
            let id = (collection_product::Entity, collection_product::Column::ProductId);
            let select =
                sorted_by(select, Expr::col((collection_product::Entity, collection_product::Column::Position)));
            keyset::narrow(select, by, id, &request.page, request.reverse)?
        }
        Order::By(products::Order::Price) => {
            let select = select
                .join(JoinType::InnerJoin, to_range())
                .filter(product_price_range::Column::PriceListId.eq(viewer.market.price_list.id));
            let by = SortBy::Number((product_price_range::Entity, product_price_range::Column::MinAmount));
            let id = (product_price_range::Entity, product_price_range::Column::ProductId);
            let select =
                sorted_by(select, Expr::col((product_price_range::Entity, product_price_range::Column::MinAmount)));
            keyset::narrow(select, by, id, &request.page, request.reverse)?
        }
        Order::By(order) => {
            let id = (product::Entity, product::Column::Id);
            let select = sorted_by(select, Expr::cust("CAST(0 AS BIGINT)"));
            keyset::narrow(select, order.sort_by(), id, &request.page, request.reverse)?
        }
    };
    Ok(select.into_query())
}

/// Adds the product's columns, and the number it is sorted by where that is not one of them.
fn sorted_by(select: Select<collection_product::Entity>, number: Expr) -> Select<collection_product::Entity> {
    Product::select_cols(select.expr_as(number, "sort_number"))
}

/// An arm with its own order and limit has to be a query of its own before it can be united.
fn wrapped(arm: SelectStatement, number: i32) -> SelectStatement {
    SelectStatement::new().expr(Expr::cust("*")).from_subquery(arm, Alias::new(format!("arm{number}"))).take()
}

fn position(order: Order, row: &Row) -> Position {
    match order {
        Order::Manual | Order::By(products::Order::Price) => Position(Key::Number(row.sort_number), row.product.id.0),
        Order::By(order) => row.product.position(order),
    }
}

fn to_product() -> RelationDef {
    collection_product::Entity::belongs_to(product::Entity)
        .from(collection_product::Column::ProductId)
        .to(product::Column::Id)
        .into()
}

fn to_range() -> RelationDef {
    collection_product::Entity::belongs_to(product_price_range::Entity)
        .from(collection_product::Column::ProductId)
        .to(product_price_range::Column::ProductId)
        .into()
}
