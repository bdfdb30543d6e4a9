//! A visitor of a fresh installation finds the demo shop, with its pictures.
use pretty_assertions::assert_eq;
use reqwest::{StatusCode, header};
use serde_json::json;
use service::demo::{self, SeedError, Seeded};
use tests::{TestShop, client::Client, on_both_databases};

on_both_databases!(
    an_empty_shop_says_what_to_do,
    a_fresh_shop_is_filled_once,
    its_first_visitor_finds_something,
    its_pages_can_be_built,
    its_pictures_come_in_any_size,
);

async fn seed(shop: &TestShop) -> Result<Seeded, SeedError> {
    let media = shop.database.directory.path().join("media");
    demo::seed(&shop.shop, &media, &mut |_| ()).await
}

async fn an_empty_shop_says_what_to_do(shop: &TestShop) {
    let client = Client::new(&shop.server().await.url());
    let answer = client.send("{ shop { name } }", json!({})).await;
    let error = &answer.body["errors"][0];
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("not set up") && message.contains("oxcart seed demo"), "{message}");
    assert_eq!(error["extensions"]["code"], "INTERNAL");
    seed(shop).await.unwrap();
    assert_eq!(client.send("{ shop { name } }", json!({})).await.body["errors"], json!(null));
}

async fn a_fresh_shop_is_filled_once(shop: &TestShop) {
    assert!(demo::is_empty(&shop.shop).await.unwrap());
    let seeded = seed(shop).await.unwrap();
    assert_eq!((seeded.products, seeded.pages, seeded.articles), (60, 6, 6));
    assert!(seeded.variants > 250 && seeded.collections == 15 && seeded.pictures > 250, "{seeded:?}");
    assert!(!demo::is_empty(&shop.shop).await.unwrap());
    assert!(matches!(seed(shop).await, Err(SeedError::NotEmpty)));
}

async fn its_first_visitor_finds_something(shop: &TestShop) {
    seed(shop).await.unwrap();
    let client = Client::new(&shop.server().await.url());
    let found = client.query("{ products(first: 2, query: \"mug\") { nodes { handle } } }", json!({})).await;
    assert_eq!(found["products"]["nodes"][0]["handle"], "brook-mug");
}

async fn its_pages_can_be_built(shop: &TestShop) {
    seed(shop).await.unwrap();
    let client = shop.client().await;
    let document = "query ($country: CountryCode, $language: LanguageCode) @inContext(country: $country, language: $language) {
        featured: collection(handle: \"hidden-homepage-featured-items\") { products(first: 10) { nodes { handle } } }
        sale: collection(handle: \"sale\") { title image { url } products(first: 50) { nodes { compareAtPriceRange { minVariantPrice { amount } } } } }
        product(handle: \"mill-teapot\") { title options { name } priceRange { minVariantPrice { amount currencyCode } }
            variants(first: 10) { nodes { title availableForSale quantityAvailable currentlyNotInStock image { url } } } }
        header: menu(handle: \"next-js-frontend-header-menu\") { items { title url } }
    }";
    let american = client.query(document, json!({ "country": "US", "language": "EN" })).await;
    assert_eq!(american["featured"]["products"]["nodes"].as_array().unwrap().len(), 3);
    assert_eq!(american["product"]["priceRange"]["minVariantPrice"]["currencyCode"], "USD");
    let german = client.query(document, json!({ "country": "DE", "language": "DE" })).await;
    assert_eq!(german["product"]["title"], "Teekanne „Mühle“");
    assert_eq!(german["product"]["options"][0]["name"], "Farbe");
    assert_eq!(german["product"]["priceRange"]["minVariantPrice"], json!({ "amount": "72.0", "currencyCode": "EUR" }));
    assert_eq!(german["header"]["items"][0]["title"], "Alle");
    let sale = german["sale"]["products"]["nodes"].as_array().unwrap();
    assert!(
        sale.len() > 5 && sale.iter().all(|node| node["compareAtPriceRange"]["minVariantPrice"]["amount"] != "0.0")
    );
    let variants = german["product"]["variants"]["nodes"].as_array().unwrap();
    let on_backorder = variants.iter().filter(|variant| variant["currentlyNotInStock"] == true).count();
    assert_eq!((variants.len(), on_backorder), (3, 1));
}

async fn its_pictures_come_in_any_size(shop: &TestShop) {
    seed(shop).await.unwrap();
    let client = shop.client().await;
    let get = |path: &str| client.get(path).send();
    let picture = get("/media/demo/brook-mug-1.svg?width=200&v=1").await.unwrap();
    let headers = picture.headers().clone();
    assert_eq!((picture.status(), headers[header::CONTENT_TYPE].to_str().unwrap()), (StatusCode::OK, "image/png"));
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert!(picture.bytes().await.unwrap().starts_with(b"\x89PNG"));
    let again =
        client.get("/media/demo/brook-mug-1.svg?width=200").header(header::IF_NONE_MATCH, &headers[header::ETAG]);
    assert_eq!(again.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    for (path, status) in [
        ("demo/brook-mug-1_120x80_crop_top.svg", StatusCode::OK),
        ("demo/brook-mug-1.svg?width=80&height=40&crop=left&format=jpg&scale=2", StatusCode::OK),
        ("demo/brook-mug-1.svg?width=0", StatusCode::BAD_REQUEST),
        ("demo/brook-mug-1.svg?format=svg", StatusCode::BAD_REQUEST),
        ("demo/none.svg", StatusCode::NOT_FOUND),
        ("%2e%2e%2foxcart.db", StatusCode::NOT_FOUND),
        ("demo/%2e%2e/%2e%2e/oxcart.db", StatusCode::NOT_FOUND),
        (".cache/", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(get(&format!("/media/{path}")).await.unwrap().status(), status, "{path}");
    }
}
