//! Shoppers look for things.

mod facets;
mod follow;
mod lists;
mod suggestions;
mod words;

use entity::ids::ProductId;
use service::{
    catalogue::record::ProductRecord,
    search::{
        SearchIndex,
        query::{self, ProductOrder, ProductQuery, Unavailable},
    },
    setup::Ground,
    shop::{page::PageRequest, viewer::Viewer},
};
use tests::{
    Backend, TestShop,
    factory::record::{price, stock},
};

/// A question for everything there is.
fn all() -> ProductQuery {
    ProductQuery {
        text: None,
        filters: Vec::new(),
        collection: None,
        order: ProductOrder::Relevance,
        reverse: false,
        unavailable: Unavailable::Show,
        page: PageRequest::first(250),
        facets: false,
        count: true,
    }
}

fn text(text: &str) -> ProductQuery {
    ProductQuery { text: Some(text.to_owned()), ..all() }
}

async fn viewer(shop: &TestShop) -> Viewer {
    shop.shop.viewer(None, None).await.expect("a viewer")
}

/// An index in memory that knows everything.
async fn indexed(shop: &TestShop) -> SearchIndex {
    let index = SearchIndex::open(None).expect("an index in memory");
    index.catch_up(&shop.shop).await.expect("catching up");
    index
}

async fn ids(shop: &TestShop, index: &SearchIndex, query: &ProductQuery) -> Vec<ProductId> {
    let hits = query::products(index, &viewer(shop).await, query).await.expect("an answer");
    hits.page.items.into_iter().map(|(_, id)| id).collect()
}

/// Prices every variant and puts some of it on the shelf.
fn on_sale(ground: &Ground, mut record: ProductRecord, amount: i64, on_hand: i64) -> ProductRecord {
    for variant in &mut record.variants {
        variant.prices = vec![price(ground.price_list, amount)];
        variant.stock = vec![stock(ground.location, on_hand)];
    }
    record
}

/// On both databases, where there are both.
async fn on_both(scenario: impl AsyncFn(&TestShop)) {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        tests::run(backend, &scenario).await;
    }
}
