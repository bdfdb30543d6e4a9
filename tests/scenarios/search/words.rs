//! What is typed, and what it finds.
use entity::ids::ProductId;
use service::{
    catalogue::record::TranslationRecord,
    search::{
        SearchIndex,
        query::{self, EverythingOrder, EverythingQuery, LastWord, Unavailable},
    },
    shop::page::PageRequest,
};
use tests::{
    TestShop,
    factory::{
        catalogue::{ground, save},
        record::{option, product, variant},
    },
};

use super::{ids, indexed, on_both, on_sale, text, viewer};

/// Finds by title what a text finds.
struct Finder<'a> {
    shop: &'a TestShop,
    index: SearchIndex,
    titles: Vec<(ProductId, &'static str)>,
}

impl Finder<'_> {
    async fn find(&self, asked: &str) -> Vec<&'static str> {
        let found = ids(self.shop, &self.index, &text(asked)).await;
        let title = |id: &ProductId| self.titles.iter().find(|(of, _)| of == id).expect("a known product").1;
        found.iter().map(title).collect()
    }

    async fn find_set(&self, asked: &str) -> Vec<&'static str> {
        let mut found = self.find(asked).await;
        found.sort_unstable();
        found
    }
}

const TITLES: [&str; 6] =
    ["Red Linen Shirt", "Denim Skirt", "Running Shoes", "Café Cup", "Shirt", "Copper Lantern Deluxe"];

async fn shop_of_words(shop: &TestShop) -> Finder<'_> {
    let ground = ground(shop).await;
    let records: Vec<_> = TITLES
        .iter()
        .enumerate()
        .zip(0_i64..)
        .map(|((at, title), number)| {
            let mut record = on_sale(&ground, product(&format!("p{at}")), 1_000 * (1 + number), number);
            record.title = (*title).to_owned();
            record.vendor = ["Acme", "Old & Co"][at % 2].to_owned();
            record.product_type = ["Clothes", "Things"][at / 3].to_owned();
            record.tags = vec![["summer", "Winter Sale"][at % 2].to_owned()];
            record.variants[0].sku = Some(format!("AB-{at}00-X"));
            record.variants[0].barcode = Some(format!("40000{at}"));
            record
        })
        .collect();
    let mut records = records;
    records[1].body_html = "<p>Goes well with a <b>shirt</b> of red linen</p>".to_owned();
    records[4].options = vec![option("Size", &["Small", "Large"])];
    let sold = records[4].variants[0].clone();
    records[4].variants = vec![variant(&["Small"]), variant(&["Large"])];
    for of in &mut records[4].variants {
        of.prices.clone_from(&sold.prices);
        of.stock.clone_from(&sold.stock);
    }
    let outcome = save(shop, &records).await;
    let titles = outcome.products.iter().map(|(id, _)| *id).zip(TITLES).collect();
    Finder { shop, index: indexed(shop).await, titles }
}

#[tokio::test]
async fn words_find_titles_first() {
    on_both(async |shop| {
        let finder = shop_of_words(shop).await;
        assert_eq!(finder.find("shirt").await, ["Shirt", "Red Linen Shirt", "Denim Skirt"]);
        assert_eq!(finder.find("SHIRTS").await, ["Shirt", "Red Linen Shirt", "Denim Skirt"]);
        assert_eq!(finder.find("cafe").await, ["Café Cup"]);
        assert_eq!(finder.find("the red shirt").await, ["Red Linen Shirt", "Denim Skirt"]);
        assert_eq!(finder.find("run").await, ["Running Shoes"]);
        assert_eq!(finder.find("large").await, ["Shirt"]);
        assert!(finder.find("nothing of the kind").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn misspelt_words_find_what_was_meant() {
    on_both(async |shop| {
        let finder = shop_of_words(shop).await;
        assert_eq!(finder.find("linnen").await, ["Red Linen Shirt"]);
        assert_eq!(finder.find("lantren").await, ["Copper Lantern Deluxe"]);
        assert_eq!(finder.find("runningg").await, ["Running Shoes"]);
        // Known words are meant as they are.
        assert_eq!(finder.find("skirt").await, ["Denim Skirt"]);
        // Too short to be sure of.
        assert!(finder.find("rad").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn conditions_narrow() {
    on_both(async |shop| {
        let finder = shop_of_words(shop).await;
        assert_eq!(finder.find_set("tag:'winter sale' product_type:clothes").await, ["Denim Skirt"]);
        assert_eq!(finder.find_set("tag:summer -shirt").await, ["Running Shoes"]);
        assert_eq!(finder.find_set("tag_not:summer vendor:\"Old & Co\"").await.len(), 3);
        assert_eq!(finder.find_set("title:shir*").await, ["Red Linen Shirt", "Shirt"]);
        assert_eq!(finder.find_set("\"red linen\"").await, ["Denim Skirt", "Red Linen Shirt"]);
        assert_eq!(finder.find_set("\"linen red\"").await, [""; 0]);
        assert_eq!(finder.find_set("cup OR lantern").await, ["Café Cup", "Copper Lantern Deluxe"]);
        assert_eq!(finder.find_set("handle:p2").await, ["Running Shoes"]);
        assert_eq!(finder.find_set("sku:ab-300-x OR ab-000-x").await, ["Café Cup", "Red Linen Shirt"]);
        assert_eq!(finder.find_set("sku:AB-3*").await, ["Café Cup"]);
        assert_eq!(finder.find_set("barcode:400002").await, ["Running Shoes"]);
        assert_eq!(finder.find_set("variants.price:>50").await, ["Copper Lantern Deluxe"]);
        assert_eq!(finder.find_set("variants.price:>=50 variants.price:<60").await, ["Shirt"]);
        assert_eq!(finder.find_set("available_for_sale:false").await, ["Red Linen Shirt"]);
        assert_eq!(finder.find_set("created_at:<2026-06-01").await, [""; 0]);
        assert_eq!(finder.find_set("created_at:>'2020-01-01' cup").await, ["Café Cup"]);
        assert_eq!(
            finder.find_set("created_at:2026-06-01 NOT (shirt OR vendor:acme)").await,
            ["Café Cup", "Copper Lantern Deluxe"]
        );
        let id = finder.titles[3].0;
        assert_eq!(finder.find_set(&format!("id:gid://shopify/Product/{id}")).await, ["Café Cup"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_understood_is_said_and_the_rest_answered() {
    tests::run(tests::Backend::Sqlite, async |shop| {
        let finder = shop_of_words(shop).await;
        let viewer = viewer(shop).await;
        let hits = query::products(&finder.index, &viewer, &text("cup planet:mars price:cheap (")).await.unwrap();
        assert_eq!(hits.page.items.len(), 1);
        assert_eq!(hits.warnings.len(), 3, "{:?}", hits.warnings);
    })
    .await;
}

#[tokio::test]
async fn texts_are_found_in_each_language_by_its_stems() {
    on_both(async |shop| {
        let ground = ground(shop).await;
        let mut record = on_sale(&ground, product("chair"), 1_000, 1);
        record.title = "Oak Chairs".to_owned();
        let translation =
            |field, value: &str| TranslationRecord { language: "DE".to_owned(), field, value: value.to_owned() };
        record.translations =
            vec![translation("title", "Stühle aus Eiche"), translation("body_html", "<p>Vier bequeme Sitze</p>")];
        save(shop, &[record]).await;
        let index = indexed(shop).await;
        let mut viewer = viewer(shop).await;
        viewer.language = "DE".parse().unwrap();
        viewer.reads_original = false;
        for asked in ["chair", "stuhl", "Stühlen", "stuhle", "bequeme", "sitz", "die Eichen"] {
            let hits = query::products(&index, &viewer, &text(asked)).await.unwrap();
            assert_eq!(hits.page.items.len(), 1, "{asked}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_word_may_be_unfinished() {
    tests::run(tests::Backend::Sqlite, async |shop| {
        let finder = shop_of_words(shop).await;
        let mut query = EverythingQuery {
            text: "red shi".to_owned(),
            kinds: Vec::new(),
            filters: Vec::new(),
            order: EverythingOrder::Relevance,
            reverse: false,
            unavailable: Unavailable::Show,
            last_word: LastWord::Prefix,
            page: PageRequest::first(10),
            facets: true,
            count: true,
        };
        let viewer = viewer(shop).await;
        let hits = query::everything(&finder.index, &viewer, &query).await.unwrap();
        assert_eq!(hits.total, Some(1));
        query.last_word = LastWord::Whole;
        let hits = query::everything(&finder.index, &viewer, &query).await.unwrap();
        assert_eq!(hits.total, Some(0));
        assert_eq!(hits.facets, Some(Vec::new()));
    })
    .await;
}
