//! The index keeps up with the shop, whatever happens to it.
use entity::product::Status;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use service::{
    event::{self, Event},
    search::{
        SearchIndex,
        query::{self, ProductOrder, ProductQuery},
    },
    shop::{Unit, fault::Fault},
};
use tests::{
    Backend, TestShop,
    factory::catalogue::{complete, fill, ground, save},
};

use super::{all, ids, on_both, text, viewer};

/// Everything the index says about a shop.
async fn answers(shop: &TestShop, index: &SearchIndex) -> Vec<String> {
    let viewer = viewer(shop).await;
    let mut answers = Vec::new();
    for order in [ProductOrder::Title, ProductOrder::Price, ProductOrder::Relevance] {
        for asked in ["", "linen", "tag:handmade"] {
            let query = ProductQuery { order, facets: true, ..text(asked) };
            let hits = query::products(index, &viewer, &query).await.unwrap();
            answers.push(format!("{:?} {:?} {:?}", hits.page.items, hits.total, hits.facets));
        }
    }
    answers
}

#[tokio::test]
async fn following_comes_to_the_same_as_building_anew() {
    on_both(async |shop| {
        let followed = SearchIndex::open(None).unwrap();
        let ground = ground(shop).await;
        followed.catch_up(&shop.shop).await.unwrap();
        let saved = fill(shop, 9).await;
        followed.catch_up(&shop.shop).await.unwrap();

        let mut changed = complete(&ground, &[], 4);
        changed.title = "Linen towel".to_owned();
        let mut hidden = complete(&ground, &[], 5);
        hidden.status = Status::Draft;
        save(shop, &[changed, hidden]).await;
        followed.catch_up(&shop.shop).await.unwrap();
        assert_eq!(ids(shop, &followed, &all()).await.len(), 8);
        assert!(ids(shop, &followed, &text("towel")).await.contains(&saved[4]));

        let built = SearchIndex::open(None).unwrap();
        let mut steps = Vec::new();
        let documents = built.rebuild(&shop.shop, |done, total| steps.push((done, total))).await.unwrap();
        assert_eq!(documents, 8 + 2);
        assert_eq!((steps.first(), steps.last()), (Some(&(0, 8)), Some(&(8, 8))));
        assert_eq!(answers(shop, &followed).await, answers(shop, &built).await);
        let status = built.status(&shop.shop).await.unwrap();
        assert_eq!((status.documents, status.lag_events, status.is_built), (10, 0, true));
    })
    .await;
}

#[tokio::test]
async fn a_restart_goes_on_where_it_stopped() {
    on_both(async |shop| {
        let folder = shop.database.directory.path().join("search");
        fill(shop, 3).await;
        let index = SearchIndex::open(Some(&folder)).unwrap();
        index.catch_up(&shop.shop).await.unwrap();
        drop(index);
        let ground = ground(shop).await;
        save(shop, &[complete(&ground, &[], 3)]).await;

        let index = SearchIndex::open(Some(&folder)).unwrap();
        assert_eq!(ids(shop, &index, &all()).await.len(), 3, "the old answers are there at once");
        assert_eq!(index.status(&shop.shop).await.unwrap().lag_events, 1);
        index.catch_up(&shop.shop).await.unwrap();
        assert_eq!(ids(shop, &index, &all()).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_broken_folder_is_thrown_away() {
    tests::run(Backend::Sqlite, async |shop| {
        let folder = shop.database.directory.path().join("search");
        fill(shop, 3).await;
        for damage in ["meta.json", "segment"] {
            let index = SearchIndex::open(Some(&folder)).unwrap();
            index.catch_up(&shop.shop).await.unwrap();
            assert_eq!(ids(shop, &index, &all()).await.len(), 3);
            drop(index);
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let is_meta = path.ends_with("meta.json");
                let is_fast = path.extension().is_some_and(|extension| extension == "fast");
                if (damage == "meta.json" && is_meta) || (damage == "segment" && is_fast) {
                    std::fs::write(path, "not an index").unwrap();
                }
            }
        }
        let index = SearchIndex::open(Some(&folder)).unwrap();
        index.catch_up(&shop.shop).await.unwrap();
        assert_eq!(ids(shop, &index, &all()).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn another_shops_folder_is_built_anew() {
    tests::run(Backend::Sqlite, async |shop| {
        let folder = shop.database.directory.path().join("search");
        fill(shop, 3).await;
        let index = SearchIndex::open(Some(&folder)).unwrap();
        index.catch_up(&shop.shop).await.unwrap();
        drop(index);
        tests::run(Backend::Sqlite, async |other| {
            // Set up at another moment, so that it is not the same shop.
            other.clock.advance(chrono::Duration::seconds(1));
            fill(other, 2).await;
            let index = SearchIndex::open(Some(&folder)).unwrap();
            index.catch_up(&other.shop).await.unwrap();
            assert_eq!(ids(other, &index, &all()).await.len(), 2);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn moving_within_a_collection_and_new_markets_are_noticed() {
    on_both(async |shop| {
        let saved = fill(shop, 4).await;
        let index = SearchIndex::open(None).unwrap();
        index.catch_up(&shop.shop).await.unwrap();
        let connection = shop.database.connect().await;
        let membership = entity::collection_product::Entity::find().all(&connection).await.unwrap();
        let first = membership.iter().find(|row| row.product_id == saved[0]).unwrap().clone();
        let collection = first.collection_id;
        let mut moved = first.into_active_model();
        moved.position = Set(1_000);
        moved.update(&connection).await.unwrap();
        connection.close().await.unwrap();
        record(shop, Event::CollectionUpdated(collection)).await;
        index.catch_up(&shop.shop).await.unwrap();
        let query = ProductQuery { order: ProductOrder::Collection, collection: Some(collection), ..all() };
        assert_eq!(ids(shop, &index, &query).await, [saved[1], saved[2], saved[3], saved[0]]);

        let connection = shop.database.connect().await;
        let primary = entity::market::Entity::find().one(&connection).await.unwrap().unwrap();
        let mut second = primary.into_active_model();
        second.id = Set(uuid::Uuid::from_u128(5).into());
        second.handle = Set("second".to_owned());
        second.is_primary = Set(false);
        second.insert(&connection).await.unwrap();
        let country = entity::market_country::ActiveModel {
            country: Set("FR".parse().unwrap()),
            market_id: Set(uuid::Uuid::from_u128(5).into()),
        };
        country.insert(&connection).await.unwrap();
        connection.close().await.unwrap();
        record(shop, Event::SettingsChanged).await;
        index.catch_up(&shop.shop).await.unwrap();
        let viewer = shop.shop.viewer(Some("FR".parse().unwrap()), None).await.unwrap();
        assert_eq!(viewer.market.handle, "second");
        let hits = query::products(&index, &viewer, &text("available_for_sale:true")).await.unwrap();
        assert_eq!(hits.total, Some(4));
    })
    .await;
}

async fn record(shop: &TestShop, event: Event) {
    async fn work(unit: &Unit, event: &Event) -> Result<(), Fault> {
        event::record(unit, [event.clone()]).await
    }
    shop.shop.write(&event, work).await.expect("recording an event");
}
