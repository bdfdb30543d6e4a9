//! Lists of products, walked page by page.
use entity::ids::ProductId;
use service::{
    search::{
        SearchIndex,
        query::{self, ProductFilter, ProductOrder, ProductQuery, Unavailable},
    },
    shop::page::{Direction, PageError, PageRequest},
};
use tests::{
    TestShop,
    factory::catalogue::{fill, ground},
};

use super::{all, ids, indexed, on_both, viewer};

const ORDERS: [ProductOrder; 10] = [
    ProductOrder::Relevance,
    ProductOrder::Title,
    ProductOrder::ProductType,
    ProductOrder::Vendor,
    ProductOrder::UpdatedAt,
    ProductOrder::CreatedAt,
    ProductOrder::BestSelling,
    ProductOrder::Price,
    ProductOrder::Id,
    ProductOrder::Collection,
];

async fn walk(shop: &TestShop, index: &SearchIndex, query: &ProductQuery, direction: Direction) -> Vec<ProductId> {
    let viewer = viewer(shop).await;
    let mut walked = Vec::new();
    let mut cursor = None;
    loop {
        let page = PageRequest { size: 7, direction, cursor: cursor.clone() };
        let hits = query::products(index, &viewer, &ProductQuery { page, ..query.clone() }).await.unwrap();
        assert_eq!(hits.total, Some(40));
        let forward = direction == Direction::Forward;
        let (more, behind) = if forward {
            (hits.page.has_next, hits.page.has_previous)
        } else {
            (hits.page.has_previous, hits.page.has_next)
        };
        assert_eq!(behind, cursor.is_some());
        let mut items = hits.page.items;
        if !forward {
            items.reverse();
        }
        cursor = items.last().map(|(cursor, _)| cursor.clone());
        walked.extend(items.into_iter().map(|(_, id)| id));
        if !more {
            return walked;
        }
    }
}

#[tokio::test]
async fn every_order_is_walked_both_ways() {
    on_both(async |shop| {
        fill(shop, 40).await;
        let index = indexed(shop).await;
        let collection = collection(shop, "all").await;
        for order in ORDERS {
            for (reverse, unavailable) in [
                (false, Unavailable::Show),
                (true, Unavailable::Show),
                (false, Unavailable::Last),
                (true, Unavailable::Last),
            ] {
                let query = ProductQuery { order, reverse, unavailable, collection: Some(collection), ..all() };
                let whole = ids(shop, &index, &query).await;
                assert_eq!(whole.len(), 40);
                assert_eq!(walk(shop, &index, &query, Direction::Forward).await, whole, "{order:?} {reverse}");
                let mut backward = walk(shop, &index, &query, Direction::Backward).await;
                backward.reverse();
                assert_eq!(backward, whole, "{order:?} {reverse}");
            }
        }
    })
    .await;
}

async fn collection(shop: &TestShop, handle: &str) -> entity::ids::CollectionId {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let connection = shop.database.connect().await;
    let found =
        entity::collection::Entity::find().filter(entity::collection::Column::Handle.eq(handle)).one(&connection);
    let id = found.await.unwrap().expect("the collection").id;
    connection.close().await.unwrap();
    id
}

#[tokio::test]
async fn the_order_is_the_one_asked_for() {
    on_both(async |shop| {
        let filled = fill(shop, 12).await;
        let index = indexed(shop).await;
        let by = async |order, reverse| ids(shop, &index, &ProductQuery { order, reverse, ..all() }).await;
        let mut reversed = filled.clone();
        reversed.reverse();
        assert_eq!(by(ProductOrder::CreatedAt, false).await, filled);
        assert_eq!(by(ProductOrder::CreatedAt, true).await, reversed);
        assert_eq!(by(ProductOrder::Id, false).await, filled);
        assert_eq!(by(ProductOrder::Price, false).await, filled);
        assert_eq!(by(ProductOrder::Price, true).await, reversed);
        assert_eq!(by(ProductOrder::BestSelling, false).await, reversed);
        let collection = Some(collection(shop, "new").await);
        let query = ProductQuery { order: ProductOrder::Collection, collection, ..all() };
        assert_eq!(ids(shop, &index, &query).await, filled);
        // Titles begin with one of five words, then the number.
        let titled = by(ProductOrder::Title, false).await;
        let expected: Vec<_> = [4, 9, 0, 10, 5, 2, 7, 3, 8, 1, 11, 6].map(|at: usize| filled[at]).into();
        assert_eq!(titled, expected);
    })
    .await;
}

#[tokio::test]
async fn filters_of_one_kind_are_alternatives_and_of_several_conditions() {
    on_both(async |shop| {
        let filled = fill(shop, 12).await;
        let index = indexed(shop).await;
        let vendor = |name: &str| ProductFilter::Vendor(name.to_owned());
        let find = async |filters: Vec<ProductFilter>| {
            ids(shop, &index, &ProductQuery { filters, order: ProductOrder::Id, ..all() }).await
        };
        let of = |wanted: &dyn Fn(usize) -> bool| -> Vec<_> {
            filled.iter().enumerate().filter(|(at, _)| wanted(*at)).map(|(_, id)| *id).collect()
        };
        assert_eq!(find(vec![vendor("Maker 0"), vendor("Maker 2")]).await, of(&|at| at % 3 != 1));
        let kind = ProductFilter::ProductType("Kind 1".to_owned());
        assert_eq!(find(vec![vendor("Maker 0"), kind]).await, of(&|at| at % 3 == 0 && at % 4 == 1));
        let lot = ProductFilter::Tag("lot-3".to_owned());
        assert_eq!(find(vec![lot]).await, of(&|at| at % 7 == 3));
        let dear = ProductFilter::Price { min: Some(entity::money::Minor(1_700)), max: None };
        assert_eq!(find(vec![dear]).await, of(&|at| 1_000 + 50 * at + 200 >= 1_700));
        let size = ProductFilter::VariantOption { name: "Size".to_owned(), value: "M".to_owned() };
        assert_eq!(find(vec![size, ProductFilter::Available(true)]).await.len(), 12);
        assert_eq!(find(vec![ProductFilter::Available(false)]).await.len(), 0);
        let (namespace, key) = ("custom".to_owned(), "material".to_owned());
        let linen = ProductFilter::ProductMetafield { namespace, key, value: "linen".to_owned() };
        assert_eq!(find(vec![linen]).await.len(), 12);
        assert_eq!(find(vec![vendor("maker 0")]).await.len(), 0, "filters name values exactly");
    })
    .await;
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    tests::run(tests::Backend::Sqlite, async |shop| {
        ground(shop).await;
        fill(shop, 3).await;
        let index = indexed(shop).await;
        let viewer = viewer(shop).await;
        let hits = query::products(&index, &viewer, &all()).await.unwrap();
        let cursor = Some(hits.page.items[0].0.clone());
        let page = PageRequest { size: 2, direction: Direction::Forward, cursor };
        let query = ProductQuery { order: ProductOrder::Title, page, ..all() };
        let refusal = query::products(&index, &viewer, &query).await.unwrap_err();
        assert!(matches!(refusal, query::SearchError::Page(PageError::BadCursor)));
    })
    .await;
}
