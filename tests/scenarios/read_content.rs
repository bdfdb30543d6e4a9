//! A visitor reads what the shop has to tell.
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::{
    TestShop,
    client::Client,
    factory::content::{self, PAGES},
    on_both_databases,
};

on_both_databases!(
    every_list_is_the_same_in_one_page_and_in_many,
    queries_find_what_they_say,
    articles_of_many_blogs_take_one_statement,
    what_is_not_published_is_not_there,
    a_menu_comes_whole,
    texts_come_in_the_language_asked_for,
    the_sitemap_lists_what_can_be_seen,
    the_shop_tells_about_itself,
);

/// A client of a shop whose settings have been read: they are kept, so only a first request reads them.
async fn client(shop: &TestShop) -> Client {
    let client = shop.client().await;
    client.query("{ shop { name } }", json!({})).await;
    client
}

/// Walks a list two at a time, both ways, and compares with the whole.
async fn walk(client: &Client, list: &str, arguments: &str, key: &str) {
    let document = |page: &str| {
        format!(
            "{{ {list}({page}{arguments}) {{ nodes {{ {key} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        )
    };
    let keys = |data: &Value| -> Vec<Value> {
        data[list]["nodes"].as_array().unwrap().iter().map(|node| node[key].clone()).collect()
    };
    let whole = keys(&client.query(&document("first: 100"), json!({})).await);
    assert!(whole.len() > 2, "{list} is too short to walk");
    for (size, cursor, more, end) in
        [("first: 2", "after", "hasNextPage", "endCursor"), ("last: 2", "before", "hasPreviousPage", "startCursor")]
    {
        let (mut walked, mut position) = (Vec::new(), String::new());
        loop {
            let data = client.query(&document(&format!("{size}{position}")), json!({})).await;
            let page = keys(&data);
            if cursor == "after" {
                walked.extend(page);
            } else {
                walked.splice(0..0, page);
            }
            let info = &data[list]["pageInfo"];
            if info[more] == json!(false) {
                break;
            }
            position = format!(", {cursor}: {}", info[end]);
        }
        assert_eq!(walked, whole, "{list} {arguments} {cursor}");
    }
}

async fn every_list_is_the_same_in_one_page_and_in_many(shop: &TestShop) {
    content::fill(shop, 3).await;
    let client = client(shop).await;
    for reverse in ["", ", reverse: true"] {
        for order in ["ID", "TITLE", "AUTHOR", "BLOG_TITLE", "PUBLISHED_AT", "UPDATED_AT", "RELEVANCE"] {
            walk(&client, "articles", &format!(", sortKey: {order}{reverse}"), "id").await;
        }
        for order in ["ID", "TITLE", "UPDATED_AT", "RELEVANCE"] {
            walk(&client, "pages", &format!(", sortKey: {order}{reverse}"), "id").await;
        }
        for order in ["ID", "TITLE", "HANDLE"] {
            walk(&client, "blogs", &format!(", sortKey: {order}{reverse}"), "handle").await;
        }
        walk(&client, "urlRedirects", reverse, "path").await;
    }
    let by_blog =
        client.query("{ articles(first: 3, sortKey: BLOG_TITLE) { nodes { blog { title } } } }", json!({})).await;
    assert_eq!(by_blog["articles"]["nodes"][0]["blog"]["title"], "Blog Amber");
    let foreign = client.send(r#"{ pages(first: 2, after: "bm9uZQ") { nodes { id } } }"#, json!({})).await;
    assert_eq!(foreign.codes(), ["BAD_USER_INPUT"]);
}

async fn queries_find_what_they_say(shop: &TestShop) {
    content::fill(shop, 1).await;
    let client = client(shop).await;
    let cases = [
        ("title:alteste", 1),
        ("title:\"100% wool\"", 1),
        ("title:l%t", 0),
        ("tag:craft", 2),
        ("tag:'News \"now\"'", 1),
        ("-tag:craft", 1),
        ("author:\"ann bee\"", 2),
        ("author:Zoë", 1),
        ("blog_title:zinc", 3),
        ("blog_title:moss OR title:weaving", 1),
        ("updated_at:>2026-05-31 updated_at:<='2026-06-01T12:00:00Z'", 3),
        ("created_at:<2026-01-01", 0),
        ("long", 3),
        ("*", 3),
        ("", 3),
    ];
    for (query, count) in cases {
        let data = client
            .query("query($q: String) { articles(first: 10, query: $q) { nodes { id } } }", json!({ "q": query }))
            .await;
        assert_eq!(data["articles"]["nodes"].as_array().unwrap().len(), count, "{query}");
    }
    let redirects = r#"{ one: urlRedirects(first: 5, query: "path:/old-1") { nodes { target } } all: urlRedirects(first: 5, query: "target:new") { nodes { target } } }"#;
    let data = client.query(redirects, json!({})).await;
    assert_eq!(data["one"]["nodes"], json!([{ "target": "/new-1" }]));
    assert_eq!(data["all"]["nodes"].as_array().unwrap().len(), 3);
    let bad = client.send(r#"{ articles(first: 1, query: "updated_at:>soon") { nodes { id } } }"#, json!({})).await;
    assert_eq!(bad.codes(), ["BAD_USER_INPUT"]);
}

async fn articles_of_many_blogs_take_one_statement(shop: &TestShop) {
    content::fill(shop, 3).await;
    let client = client(shop).await;
    let document = "query($n: Int) { blogs(first: $n) { nodes { title
        articles(first: 2, sortKey: PUBLISHED_AT, reverse: true) { nodes { title contentHtml blog { handle } } pageInfo { hasNextPage } }
        articleByHandle(handle: \"article-1\") { title } } } }";
    let mut counts = Vec::new();
    for blogs in [1, 3] {
        let answer = client.send(document, json!({ "n": blogs })).await;
        counts.push(answer.statements());
        let data = answer.data();
        for blog in data["blogs"]["nodes"].as_array().unwrap() {
            assert_eq!(blog["articles"]["nodes"].as_array().unwrap().len(), 2);
            assert_eq!(blog["articles"]["pageInfo"]["hasNextPage"], true);
        }
    }
    assert_eq!(counts[0], counts[1]);
    assert!(counts[0] <= 5, "{counts:?}");
}

async fn what_is_not_published_is_not_there(shop: &TestShop) {
    content::fill(shop, 1).await;
    let client = client(shop).await;
    let document = r#"{ pages(first: 50) { nodes { handle } }
        hidden: page(handle: "page-5") { title }
        blog(handle: "blog-0") { articleByHandle(handle: "article-3") { title } } }"#;
    let data = client.query(document, json!({})).await;
    assert_eq!(data["pages"]["nodes"].as_array().unwrap().len(), PAGES);
    assert_eq!(data["hidden"], Value::Null);
    assert_eq!(data["blog"]["articleByHandle"], Value::Null);
    shop.clock.advance(chrono::Duration::minutes(10));
    let data = client.query(document, json!({})).await;
    assert_eq!(data["blog"]["articleByHandle"]["title"], "Weaving 0.3");
}

async fn a_menu_comes_whole(shop: &TestShop) {
    content::fill(shop, 1).await;
    let client = client(shop).await;
    let document = r#"{ shop { primaryDomain { url } } menu(handle: "main-menu") { title items { title type url
        items { title url resourceId resource { ... on Page { handle } } } } } none: menu(handle: "none") { title } }"#;
    let answer = client.send(document, json!({})).await;
    let statements = answer.statements();
    let data = answer.data();
    let home = data["shop"]["primaryDomain"]["url"].as_str().unwrap();
    let items = &data["menu"]["items"];
    assert_eq!(data["none"], Value::Null);
    assert_eq!((&items[0]["title"], &items[0]["type"]), (&json!("Entry 1"), &json!("PAGE")));
    assert_eq!(items[0]["url"], format!("{home}/pages/page-0"));
    assert_eq!(items[1]["title"], "Entry 0");
    // Siblings are in their order, and what is not published is not led to.
    assert_eq!(items[0]["items"][0]["resource"], Value::Null);
    assert_eq!(items[0]["items"][1]["resource"]["handle"], "page-1");
    assert!(statements <= 3, "{statements}");
}

async fn texts_come_in_the_language_asked_for(shop: &TestShop) {
    content::fill(shop, 1).await;
    let client = client(shop).await;
    let title = |language: &str| {
        format!(
            r#"query @inContext(language: {language}) {{ page(handle: "page-0") {{ title bodySummary }} localization {{ language {{ isoCode endonymName }} }} }}"#
        )
    };
    let german = client.query(&title("DE"), json!({})).await;
    assert_eq!(german["page"], json!({ "title": "Seite 0", "bodySummary": "About Us & you" }));
    assert_eq!(german["localization"]["language"], json!({ "isoCode": "DE", "endonymName": "Deutsch" }));
    // Not spoken here: the shop's own is.
    assert_eq!(client.query(&title("FR"), json!({})).await["page"]["title"], "Page 0");
}

async fn the_sitemap_lists_what_can_be_seen(shop: &TestShop) {
    content::fill(shop, 2).await;
    tests::factory::catalogue::fill(shop, 3).await;
    let client = client(shop).await;
    for (kind, count) in
        [("ARTICLE", 6), ("BLOG", 2), ("COLLECTION", 2), ("METAOBJECT", 0), ("PAGE", PAGES), ("PRODUCT", 3)]
    {
        let document = format!(
            "{{ sitemap(type: {kind}) {{ pagesCount {{ count }} resources(page: 1) {{ hasNextPage items {{ handle updatedAt }} }} }} }}"
        );
        let data = client.query(&document, json!({})).await;
        assert_eq!(data["sitemap"]["pagesCount"]["count"], usize::from(count > 0), "{kind}");
        assert_eq!(data["sitemap"]["resources"]["items"].as_array().unwrap().len(), count, "{kind}");
    }
    let zero = client.send("{ sitemap(type: PAGE) { resources(page: 0) { hasNextPage } } }", json!({})).await;
    assert_eq!(zero.codes(), ["BAD_USER_INPUT"]);
}

async fn the_shop_tells_about_itself(shop: &TestShop) {
    content::fill(shop, 1).await;
    let client = client(shop).await;
    let document = "{ shop { name moneyFormat shipsToCountries privacyPolicy { title url } refundPolicy { handle }
            subscriptionPolicy { title } paymentSettings { currencyCode countryCode enabledPresentmentCurrencies } }
        localization { country { isoCode name unitSystem currency { isoCode symbol } } availableLanguages { isoCode } }
        consentManagement { cookies(visitorConsent: {}) { cookieDomain } } publicApiVersions { handle } }";
    let answer = client.send(document, json!({})).await;
    assert!(answer.statements() <= 1, "policies of every kind take one statement: {}", answer.statements());
    let data = answer.data();
    assert_eq!(data["shop"]["name"], "Test");
    assert_eq!(data["shop"]["moneyFormat"], "€{{amount}}");
    assert_eq!(data["shop"]["privacyPolicy"]["title"], "Policy 0");
    assert_eq!(data["shop"]["subscriptionPolicy"]["title"], "Policy 5");
    assert_eq!(data["shop"]["paymentSettings"]["enabledPresentmentCurrencies"], json!(["EUR"]));
    assert_eq!(data["localization"]["country"]["name"], "Germany");
    assert_eq!(data["localization"]["country"]["currency"], json!({ "isoCode": "EUR", "symbol": "€" }));
    assert_eq!(
        data["consentManagement"]["cookies"]["cookieDomain"].as_str().unwrap().split(':').next(),
        Some("127.0.0.1")
    );
}
