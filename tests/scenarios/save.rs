//! Whole products written again and again: what is the same is left alone, what changed keeps its keys.
use entity::{
    collection, collection_product, collection_rule,
    ids::{CollectionId, PriceListId, ProductId},
    media,
    money::Currency,
    option_value, outbox_event, price, price_list, product, product_option, product_price_range, stock_level,
    stock_movement, tag, variant,
    weight::WeightUnit,
};
use pretty_assertions::assert_eq;
use sea_orm::{ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, PaginatorTrait, QueryOrder};
use service::{
    catalogue::{
        record::{CollectionRecord, ProductRecord, RuleRecord},
        save::{self, Change, SaveOutcome},
    },
    inventory::ledger::Source,
    setup::{self, Ground, ShopPlan},
    shop::{Unit, fault::Fault},
};
use tests::{
    TestShop,
    factory::record::{option, picture, price, product, stock, variant},
    on_both_databases,
};

on_both_databases!(
    nothing_changes_the_second_time,
    changed_products_keep_their_keys,
    every_price_list_has_a_span,
    tags_are_counted,
    the_ledger_sums_up,
    rules_collect_products,
    hands_collect_products,
);

pub(crate) async fn ground(shop: &TestShop) -> Ground {
    let plan = ShopPlan {
        name: "Test".to_owned(),
        currency: Currency::EUR,
        country: "DE".parse().unwrap(),
        language: "EN".parse().unwrap(),
        weight_unit: WeightUnit::Kilograms,
        tax_inclusive: true,
        location: ("main".to_owned(), "Main".to_owned()),
    };
    shop.shop.write(&plan, setup::ensure_shop).await.unwrap()
}

async fn save(shop: &TestShop, records: &[ProductRecord]) -> SaveOutcome {
    async fn work(unit: &Unit, records: &&[ProductRecord]) -> Result<SaveOutcome, Fault> {
        save::products(unit, records, Source { actor: "test", reference: Some("records") }).await
    }
    shop.shop.write(&records, work).await.unwrap()
}

async fn save_collections(shop: &TestShop, records: &[CollectionRecord]) -> Vec<CollectionId> {
    async fn work(unit: &Unit, records: &&[CollectionRecord]) -> Result<Vec<CollectionId>, Fault> {
        save::collections(unit, records).await
    }
    shop.shop.write(&records, work).await.unwrap()
}

fn changes(outcome: &SaveOutcome) -> Vec<Change> {
    outcome.products.iter().map(|(_, change)| *change).collect()
}

/// A shirt in two sizes and two pictures, the second showing the large one.
fn shirt(ground: &Ground) -> ProductRecord {
    let mut record = product("shirt");
    record.tags = vec!["cotton".to_owned(), "new".to_owned()];
    record.options = vec![option("Size", &["S", "L"])];
    record.media = vec![picture("https://example.com/front.jpg"), picture("https://example.com/back.jpg")];
    record.variants = vec![variant(&["S"]), variant(&["L"])];
    for (variant, amount) in record.variants.iter_mut().zip([1000, 1500]) {
        variant.prices = vec![price(ground.price_list, amount)];
        variant.stock = vec![stock(ground.location, 7)];
    }
    record.variants[1].media = Some(1);
    record
}

async fn nothing_changes_the_second_time(shop: &TestShop) {
    let ground = ground(shop).await;
    let records = vec![shirt(&ground), product("hat"), product("sock")];
    let first = save(shop, &records).await;
    assert_eq!(changes(&first), [Change::Created; 3]);
    assert_eq!((first.variants.created, first.media.created), (4, 2));
    let db = shop.database.connect().await;
    let before = everything(&db).await;

    let mut later = records.clone();
    later[0].published_at = Some(shop.shop.now());
    let second = save(shop, &later).await;
    assert_eq!(changes(&second), [Change::Unchanged; 3]);
    assert_eq!((second.variants.unchanged, second.media.unchanged), (4, 2));
    assert_eq!(everything(&db).await, before);

    later.push(product("shoe"));
    later[1].title = "Straw hat".to_owned();
    let third = save(shop, &later).await;
    assert_eq!(changes(&third), [Change::Unchanged, Change::Updated, Change::Unchanged, Change::Created]);
    let topics = outbox_event::Entity::find().order_by_asc(outbox_event::Column::Sequence).all(&db).await.unwrap();
    let topics: Vec<_> = topics.iter().skip(4).map(|event| event.topic.as_str()).collect();
    assert_eq!(topics, ["product.updated", "product.created"]);
}

/// Everything written for products, as text.
async fn everything(db: &DatabaseConnection) -> String {
    format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        product::Entity::find().all(db).await.unwrap(),
        variant::Entity::find().all(db).await.unwrap(),
        price::Entity::find().all(db).await.unwrap(),
        tag::Entity::find().all(db).await.unwrap(),
        stock_movement::Entity::find().all(db).await.unwrap(),
        media::Entity::find().all(db).await.unwrap(),
        outbox_event::Entity::find().all(db).await.unwrap(),
    )
}

async fn changed_products_keep_their_keys(shop: &TestShop) {
    let ground = ground(shop).await;
    let mut record = shirt(&ground);
    save(shop, &[record.clone()]).await;
    let db = shop.database.connect().await;
    let variants = variant::Entity::find().order_by_asc(variant::Column::Position).all(&db).await.unwrap();
    let options = product_option::Entity::find().all(&db).await.unwrap();
    let pictures = media::Entity::find().order_by_asc(media::Column::Position).all(&db).await.unwrap();

    // The small one goes, a medium one comes, in front of the large one; the pictures change places.
    record.options = vec![option("Size", &["M", "L"])];
    record.variants[0] = variant(&["M"]);
    record.variants[0].prices = vec![price(ground.price_list, 1200)];
    record.media.swap(0, 1);
    record.variants[1].media = Some(0);
    let outcome = save(shop, &[record]).await;
    assert_eq!(changes(&outcome), [Change::Updated]);
    assert_eq!((outcome.variants.created, outcome.variants.removed), (1, 1));

    let now = variant::Entity::find().order_by_asc(variant::Column::Position).all(&db).await.unwrap();
    let large = now.iter().find(|variant| variant.option1 == "L").unwrap();
    assert_eq!((large.id, large.media_id), (variants[1].id, Some(pictures[1].id)));
    let small = now.iter().find(|variant| variant.option1 == "S").unwrap();
    assert!(small.deleted_at.is_some() && small.id == variants[0].id);
    assert_eq!(product_option::Entity::find().all(&db).await.unwrap()[0].id, options[0].id);
    assert_eq!(option_value::Entity::find().count(&db).await.unwrap(), 2);
    let moved = media::Entity::find().order_by_asc(media::Column::Position).all(&db).await.unwrap();
    assert_eq!([moved[0].id, moved[1].id], [pictures[1].id, pictures[0].id]);
    assert_eq!(product::Entity::find().one(&db).await.unwrap().unwrap().version, 2);
}

async fn another_list(shop: &TestShop, ground: &Ground, factor: &str, currency: &str) -> PriceListId {
    let db = shop.database.connect().await;
    let list = price_list::Model {
        id: PriceListId(uuid::Uuid::now_v7()),
        code: currency.to_owned(),
        name: currency.to_owned(),
        currency: currency.parse().unwrap(),
        parent_id: Some(ground.price_list),
        parent_factor: factor.to_owned(),
        created_at: shop.shop.now(),
        updated_at: shop.shop.now(),
    };
    let id = list.id;
    list.into_active_model().insert(&db).await.unwrap();
    id
}

async fn every_price_list_has_a_span(shop: &TestShop) {
    let ground = ground(shop).await;
    let dollars = another_list(shop, &ground, "1.105", "USD").await;
    let yen = another_list(shop, &ground, "160.5", "JPY").await;
    let mut record = shirt(&ground);
    record.variants[0].prices.push(price(dollars, 999));
    save(shop, &[record.clone(), product("unpriced")]).await;
    let db = shop.database.connect().await;
    let span = async |list: PriceListId| {
        let rows = product_price_range::Entity::find().all(&db).await.unwrap();
        let of_list: Vec<_> = rows.iter().filter(|row| row.price_list_id == list).collect();
        assert_eq!(of_list.len(), 1);
        (of_list[0].min_amount.0, of_list[0].max_amount.0)
    };
    assert_eq!(span(ground.price_list).await, (1000, 1500));
    assert_eq!(span(dollars).await, (999, 1658));
    assert_eq!(span(yen).await, (1605, 2408));

    // A price that the record does not speak of any more stays.
    record.variants[0].prices.pop();
    record.variants[1].prices[0].amount.0 = 2000;
    save(shop, &[record]).await;
    assert_eq!(span(ground.price_list).await, (1000, 2000));
    assert_eq!(span(dollars).await, (999, 2210));
    assert_eq!(price::Entity::find().count(&db).await.unwrap(), 3);
}

async fn tags_are_counted(shop: &TestShop) {
    let tagged = |handle: &str, tags: &[&str]| {
        let mut record = product(handle);
        record.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        record
    };
    save(shop, &[tagged("a", &["red", "blue"]), tagged("b", &["red"])]).await;
    save(shop, &[tagged("a", &["green"]), tagged("c", &["red"])]).await;
    let db = shop.database.connect().await;
    let tags = tag::Entity::find().order_by_asc(tag::Column::Name).all(&db).await.unwrap();
    let tags: Vec<_> = tags.iter().map(|tag| (tag.name.as_str(), tag.product_count)).collect();
    assert_eq!(tags, [("green", 1), ("red", 2)]);
}

async fn the_ledger_sums_up(shop: &TestShop) {
    let ground = ground(shop).await;
    let counted = |on_hand| {
        let mut record = product("thing");
        record.variants[0].stock = vec![stock(ground.location, on_hand)];
        record
    };
    for on_hand in [5, 5, 1_000_000, 0, -3, 2] {
        save(shop, &[counted(on_hand)]).await;
    }
    let db = shop.database.connect().await;
    let level = stock_level::Entity::find().one(&db).await.unwrap().unwrap();
    let movements = stock_movement::Entity::find().order_by_asc(stock_movement::Column::Id).all(&db).await.unwrap();
    assert_eq!(level.on_hand, 2);
    assert_eq!(movements.iter().map(|movement| movement.delta).collect::<Vec<_>>(), [5, 999_995, -1_000_000, 2]);
    assert!(movements.iter().all(|movement| movement.actor == "test" && movement.reference.is_some()));

    // What was promised to buyers stays.
    let promised = stock_level::ActiveModel {
        variant_id: sea_orm::Set(level.variant_id),
        location_id: sea_orm::Set(level.location_id),
        committed: sea_orm::Set(2),
        ..Default::default()
    };
    promised.update(&db).await.unwrap();
    save(shop, &[counted(1)]).await;
    assert_eq!(stock_level::Entity::find().one(&db).await.unwrap().unwrap().on_hand, 2);
}

fn collection_record(handle: &str, rules: Vec<RuleRecord>) -> CollectionRecord {
    CollectionRecord {
        handle: handle.to_owned(),
        title: handle.to_owned(),
        body_html: String::new(),
        kind: if rules.is_empty() { collection::Kind::Manual } else { collection::Kind::Rule },
        rule_match: collection::RuleMatch::All,
        rules,
        product_order: collection::ProductOrder::Manual,
        media: Some(picture("https://example.com/collection.jpg")),
        published_at: None,
        seo_title: None,
        seo_description: None,
        metafields: Vec::new(),
        translations: Vec::new(),
    }
}

async fn members(db: &DatabaseConnection, collection: CollectionId) -> Vec<ProductId> {
    let rows = collection_product::Entity::find()
        .order_by_asc(collection_product::Column::Position)
        .order_by_asc(collection_product::Column::ProductId)
        .all(db)
        .await
        .unwrap();
    rows.iter().filter(|row| row.collection_id == collection).map(|row| row.product_id).collect()
}

async fn rules_collect_products(shop: &TestShop) {
    let ground = ground(shop).await;
    let rule = |value: &str| RuleRecord {
        field: collection_rule::Field::Price,
        relation: collection_rule::Comparison::LessThan,
        value: value.to_owned(),
    };
    let priced = |handle: &str, amount| {
        let mut record = product(handle);
        record.variants[0].prices = vec![price(ground.price_list, amount)];
        record
    };
    let cheap = save_collections(shop, &[collection_record("cheap", vec![rule("10.00")])]).await[0];
    let ids = save(shop, &[priced("a", 500), priced("b", 1500)]).await.products;
    let (a, b) = (ids[0].0, ids[1].0);
    let db = shop.database.connect().await;
    assert_eq!(members(&db, cheap).await, [a]);
    save(shop, &[priced("a", 1000), priced("b", 999)]).await;
    assert_eq!(members(&db, cheap).await, [b]);
    // The rule changes: everything there is is looked at again.
    let again = save_collections(shop, &[collection_record("cheap", vec![rule("20.00")])]).await[0];
    assert_eq!(again, cheap);
    assert_eq!(members(&db, cheap).await, [a, b]);
    save_collections(shop, &[collection_record("cheap", vec![rule("1.00")])]).await;
    assert!(members(&db, cheap).await.is_empty());
    assert_eq!(media::Entity::find().count(&db).await.unwrap(), 1);
}

async fn hands_collect_products(shop: &TestShop) {
    let picked = save_collections(shop, &[collection_record("picked", Vec::new())]).await[0];
    let put = |handle: &str, title: &str| {
        let mut record = product(handle);
        record.title = title.to_owned();
        record.collections = vec![picked];
        record
    };
    let first = save(shop, &[put("z", "Z"), put("a", "A")]).await.products;
    let more = save(shop, &[put("a", "A again"), put("m", "M")]).await.products;
    let db = shop.database.connect().await;
    assert_eq!(members(&db, picked).await, [first[0].0, first[1].0, more[1].0]);
}
