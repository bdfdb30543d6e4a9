//! Catalogues to test with: as many products as a test asks for, each with everything below it.
use chrono::Duration;
use entity::{
    collection,
    ids::{CollectionId, ProductId},
    money::{Currency, Minor},
    weight::WeightUnit,
};
use service::{
    catalogue::{
        record::{CollectionRecord, MetafieldRecord, ProductRecord},
        save::{self, SaveOutcome},
    },
    inventory::ledger::Source,
    setup::{self, Ground, ShopPlan},
    shop::{Unit, fault::Fault},
};

use super::record::{option, picture, price, product, stock, variant};
use crate::TestShop;

/// A shop in Germany that sells in euros, in English. Asking again changes nothing.
pub async fn ground(shop: &TestShop) -> Ground {
    let plan = ShopPlan {
        name: "Test".to_owned(),
        currency: Currency::EUR,
        country: "DE".parse().expect("a country"),
        language: "EN".parse().expect("a language"),
        weight_unit: WeightUnit::Kilograms,
        tax_inclusive: true,
        location: ("main".to_owned(), "Main".to_owned()),
    };
    shop.shop.write(&plan, setup::ensure_shop).await.expect("setting the shop up")
}

/// Writes products, in one transaction.
pub async fn save(shop: &TestShop, records: &[ProductRecord]) -> SaveOutcome {
    async fn work(unit: &Unit, records: &&[ProductRecord]) -> Result<SaveOutcome, Fault> {
        save::products(unit, records, Source { actor: "test", reference: None }).await
    }
    shop.shop.write(&records, work).await.expect("saving products")
}

/// Writes collections, in one transaction.
pub async fn save_collections(shop: &TestShop, records: &[CollectionRecord]) -> Vec<CollectionId> {
    async fn work(unit: &Unit, records: &&[CollectionRecord]) -> Result<Vec<CollectionId>, Fault> {
        save::collections(unit, records).await
    }
    shop.shop.write(&records, work).await.expect("saving collections")
}

/// Puts so many products into the shop: `product-0`, `product-1` and so on.
///
/// Each is in the collections `all` and `new`, has three variants, two pictures, prices, stock, tags
/// and a metafield, and is a minute younger than the one before.
pub async fn fill(shop: &TestShop, products: usize) -> Vec<ProductId> {
    let ground = ground(shop).await;
    let collections = save_collections(shop, &[by_hand("all"), by_hand("new")]).await;
    let records: Vec<_> = (0..products).map(|number| complete(&ground, &collections, number)).collect();
    let mut ids = Vec::with_capacity(products);
    for record in &records {
        shop.clock.advance(Duration::minutes(1));
        ids.extend(save(shop, std::slice::from_ref(record)).await.products.into_iter().map(|(id, _)| id));
    }
    ids
}

/// A product with everything a listing may show.
pub fn complete(ground: &Ground, collections: &[CollectionId], number: usize) -> ProductRecord {
    const WORDS: [&str; 5] = ["Linen shirt", "Wool scarf", "Oak bowl", "Tin lantern", "Clay cup"];
    let mut record = product(&format!("product-{number}"));
    record.title = format!("{} {number}", WORDS[number % WORDS.len()]);
    record.body_html = format!("<p>Number {number}</p>");
    record.vendor = format!("Maker {}", number % 3);
    record.product_type = format!("Kind {}", number % 4);
    record.tags = vec!["handmade".to_owned(), format!("lot-{}", number % 7)];
    record.options = vec![option("Size", &["S", "M", "L"])];
    record.variants = ["S", "M", "L"].map(|size| variant(&[size])).into();
    record.media = ["front", "back"].map(|side| picture(&format!("https://example.com/{number}-{side}.jpg"))).into();
    record.collections = collections.to_vec();
    record.metafields = vec![MetafieldRecord {
        namespace: "custom".to_owned(),
        key: "material".to_owned(),
        type_name: "single_line_text_field".to_owned(),
        value: "linen".to_owned(),
    }];
    let cheapest = 1_000 + 50 * i64::try_from(number % 40).expect("a small number");
    for (step, variant) in (0_i64..).zip(&mut record.variants) {
        let mut own = price(ground.price_list, cheapest + 100 * step);
        own.compare_at = Some(Minor(cheapest + 500));
        variant.sku = Some(format!("SKU-{number}-{step}"));
        variant.prices = vec![own];
        variant.stock = vec![stock(ground.location, 5 * step)];
        variant.media = usize::try_from(step).ok().filter(|step| *step < 2);
    }
    record
}

/// A collection that products are put into one by one.
pub fn by_hand(handle: &str) -> CollectionRecord {
    CollectionRecord {
        handle: handle.to_owned(),
        title: handle.to_uppercase(),
        body_html: String::new(),
        kind: collection::Kind::Manual,
        rule_match: collection::RuleMatch::All,
        rules: Vec::new(),
        product_order: collection::ProductOrder::Manual,
        media: None,
        published_at: Some(chrono::DateTime::UNIX_EPOCH),
        seo_title: None,
        seo_description: None,
        metafields: Vec::new(),
        translations: Vec::new(),
    }
}
