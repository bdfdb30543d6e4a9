//! Suggestions while typing, and recommendations beside a product.
use service::search::query::{self, Intent, SuggestQuery, Suggested, TextField, Unavailable};
use tests::factory::{
    catalogue::{by_hand, fill, ground, save, save_collections},
    record::product,
};

use super::{indexed, on_both, on_sale, viewer};

fn typed(text: &str) -> SuggestQuery {
    SuggestQuery {
        text: text.to_owned(),
        kinds: Vec::new(),
        fields: Vec::new(),
        limit: 10,
        limit_each: true,
        unavailable: Unavailable::Last,
    }
}

#[tokio::test]
async fn suggests_what_begins_so() {
    on_both(async |shop| {
        fill(shop, 10).await;
        let index = indexed(shop).await;
        let viewer = viewer(shop).await;
        let suggested = query::suggest(&index, &viewer, &typed("li")).await.unwrap();
        assert_eq!(suggested.products.len(), 2);
        let texts: Vec<_> = suggested.queries.iter().map(|completion| completion.text.as_str()).collect();
        assert_eq!(texts, ["linen"]);
        let parts: Vec<_> = suggested.queries[0].parts.iter().map(|part| (part.text.as_str(), part.typed)).collect();
        assert_eq!(parts, [("li", true), ("nen", false)]);

        let suggested = query::suggest(&index, &viewer, &typed("wool sc")).await.unwrap();
        assert_eq!(suggested.queries[0].text, "wool scarf");
        assert_eq!(suggested.products.len(), 2);

        let collections = query::suggest(&index, &viewer, &typed("al")).await.unwrap();
        assert_eq!(collections.collections.len(), 1);
        let vendor = SuggestQuery { fields: vec![TextField::Vendor], ..typed("make") };
        assert_eq!(query::suggest(&index, &viewer, &vendor).await.unwrap().products.len(), 10);
        let title = SuggestQuery { fields: vec![TextField::Title], ..typed("make") };
        assert_eq!(query::suggest(&index, &viewer, &title).await.unwrap().products.len(), 0);
        let few = SuggestQuery {
            limit: 3,
            limit_each: false,
            kinds: vec![Suggested::Product, Suggested::Query],
            ..typed("l")
        };
        let few = query::suggest(&index, &viewer, &few).await.unwrap();
        assert_eq!(few.queries.len() + few.products.len(), 3);
        assert_eq!(query::suggest(&index, &viewer, &typed(" !")).await.unwrap(), query::Suggestions::default());
    })
    .await;
}

#[tokio::test]
async fn recommends_what_is_alike() {
    on_both(async |shop| {
        let ground = ground(shop).await;
        let collections = save_collections(shop, &[by_hand("one"), by_hand("two")]).await;
        let make = |handle: &str, product_type: &str, tags: &[&str], on_hand| {
            let mut record = on_sale(&ground, product(handle), 100, on_hand);
            record.vendor = handle.to_owned();
            record.product_type = product_type.to_owned();
            record.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
            record
        };
        let mut records = vec![
            make("itself", "cup", &["a", "b"], 1),
            make("twin", "cup", &["a", "b"], 1),
            make("sold-out-twin", "cup", &["a", "b"], 0),
            make("cousin", "bowl", &["a"], 1),
            make("neighbour", "plate", &[], 1),
            make("stranger", "lamp", &["z"], 1),
        ];
        for at in [0, 4] {
            records[at].collections = vec![collections[0]];
        }
        let saved: Vec<_> = save(shop, &records).await.products.into_iter().map(|(id, _)| id).collect();
        let index = indexed(shop).await;
        let viewer = viewer(shop).await;
        let related = query::related(&index, &viewer, saved[0], Intent::Related, 10).await.unwrap();
        assert_eq!(related, [saved[1], saved[4], saved[3], saved[2]]);
        let other = query::related(&index, &viewer, saved[0], Intent::Complementary, 1).await.unwrap();
        assert_eq!(other, [saved[4]]);
        let unknown = query::related(&index, &viewer, uuid::Uuid::nil().into(), Intent::Related, 10).await.unwrap();
        assert!(unknown.is_empty());
    })
    .await;
}
