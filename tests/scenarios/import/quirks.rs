//! What real files contain, one quirk a test.
use entity::{market, price_list, product::Status, variant::InventoryPolicy, weight::WeightUnit};
use pretty_assertions::assert_eq;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use service::catalogue::import::{ImportError, ImportOptions};
use tests::{TestShop, on_both_databases};

use super::{database as db, import, import_with, rejected, warned};

on_both_databases!(
    columns_in_any_order_and_case,
    the_other_vocabulary_of_exports,
    metafields_and_prices_of_markets,
    pictures_on_rows_of_their_own,
    titles_are_said_once,
    the_same_choice_twice,
    option_names_that_disagree,
    nothing_to_choose,
    long_and_foreign_handles,
    numbers_people_give_variants,
    prices_of_all_kinds,
    prices_without_decimals,
    stock_of_all_kinds,
    statuses_of_all_kinds,
    weights_in_four_units,
    descriptions_from_anywhere,
    odd_characters,
    files_that_are_no_csv,
    a_file_cut_in_the_middle,
    bad_rows_are_reported_to_a_file,
    a_currency_and_a_place,
);

async fn columns_in_any_order_and_case(shop: &TestShop) {
    let text = "VENDOR, variant price ,tITLE,hANDLE,Colour of the moon\nAcme,9.99,Cup,cup,x\n";
    let report = import(shop, text).await;
    assert_eq!(warned(&report), [(1, "column \"Colour of the moon\" is not known and left out")]);
    let db_ = shop.database.connect().await;
    let cup = db::product(&db_, "cup").await;
    assert_eq!((cup.title.as_str(), cup.vendor.as_str(), cup.product_type.as_str()), ("Cup", "Acme", ""));
    assert_eq!(db::prices(&db_, "cup").await, [(999, None)]);
    // A header that is needed and misspelt is named with what was meant.
    let refusal = import_with(shop, "Handel,Title\na,b\n", &ImportOptions::default()).await.unwrap_err().to_string();
    assert!(refusal.contains("no column \"Handle\"") && refusal.contains("\"Handel\""), "{refusal}");
}

async fn the_other_vocabulary_of_exports(shop: &TestShop) {
    let text = "Title,URL handle,Description,Vendor,Product category,Published on online store,Status,SKU,Option1 name,\
                Option1 value,Price,Compare-at price,Inventory quantity,Continue selling when out of stock,\
                Weight value (grams),Weight unit for display,Product image URL,Charge tax\n\
                Cup,cup,<p>Blue</p>,Acme,Home & Garden > Kitchen,TRUE,Active,C1,Size,S,9.99,12,5,TRUE,250,kg,\
                https://example.com/c.jpg,FALSE\n";
    let report = import(shop, text).await;
    assert_eq!((rejected(&report), warned(&report)), (vec![], vec![]));
    let db_ = shop.database.connect().await;
    let variant = &db::variants(&db_, "cup").await[0];
    assert_eq!(
        (variant.inventory_policy, variant.taxable, variant.weight_mg),
        (InventoryPolicy::Continue, false, 250_000)
    );
    assert_eq!(db::prices(&db_, "cup").await, [(999, Some(1200))]);
    let categories = entity::category::Entity::find().all(&db_).await.unwrap();
    let names: Vec<_> = categories.iter().map(|category| category.full_name.as_str()).collect();
    assert_eq!(names, ["Home & Garden", "Home & Garden > Kitchen"]);
    assert_eq!(db::product(&db_, "cup").await.category_id, Some(categories[1].id));
}

async fn metafields_and_prices_of_markets(shop: &TestShop) {
    import(shop, "Handle,Title\na,A\n").await;
    let db_ = shop.database.connect().await;
    let now = shop.shop.now();
    let list = price_list::Model {
        id: uuid::Uuid::now_v7().into(),
        code: "usd".to_owned(),
        name: "Dollars".to_owned(),
        currency: "USD".parse().unwrap(),
        parent_id: None,
        parent_factor: "1".to_owned(),
        created_at: now,
        updated_at: now,
    };
    let market = market::Model {
        id: uuid::Uuid::now_v7().into(),
        handle: "world".to_owned(),
        name: "International".to_owned(),
        is_primary: false,
        price_list_id: list.id,
        tax_inclusive: false,
        created_at: now,
        updated_at: now,
    };
    list.into_active_model().insert(&db_).await.unwrap();
    market.into_active_model().insert(&db_).await.unwrap();
    let text = "Handle,Title,Variant Price,Fabric (product.metafields.custom.fabric),Google Shopping / MPN,\
                Included / International,Price / International,Compare At Price / International,Price / Mars\n\
                a,A,10,\"Cotton,\nsoft\",M1,TRUE,11.50,15,1\nb,B,10,,,false,12,,\n";
    let report = import(shop, text).await;
    let warning = "there is no market or price list called \"Mars\": its prices are left out";
    assert_eq!((rejected(&report), warned(&report)), (vec![], vec![(1, warning)]));
    let mut prices = db::prices(&db_, "a").await;
    prices.sort_unstable();
    assert_eq!(prices, [(1000, None), (1150, Some(1500))]);
    assert_eq!(db::prices(&db_, "b").await, [(1000, None)]);
    let fields = [("custom.fabric", "Cotton,\nsoft"), ("google_shopping.mpn", "M1")];
    assert_eq!(db::metafields(&db_, "a").await, fields.map(|(key, value)| (key.to_owned(), value.to_owned())));
}

async fn pictures_on_rows_of_their_own(shop: &TestShop) {
    let text = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src,Image Position,Image Alt Text,Variant Image\n\
                a,A,Size,S,1,https://example.com/2.jpg,2,Two,https://example.com/1.jpg\n\
                a,,,L,2,https://example.com/1.jpg,1,,https://example.com/L.jpg\n\
                a,,,,,https://example.com/3.jpg,3,Three,\na,,,,,notes.txt,4,,\n";
    let report = import(shop, text).await;
    assert_eq!(warned(&report), [(5, "its picture \"notes.txt\" is not an address that begins with https://")]);
    let db_ = shop.database.connect().await;
    let images = db::images(&db_, "a").await;
    let shown: Vec<_> = images.iter().map(|image| (&image.source[20..], image.alt.as_str())).collect();
    assert_eq!(shown, [("1.jpg", ""), ("2.jpg", "Two"), ("3.jpg", "Three"), ("L.jpg", "")]);
    let variants = db::variants(&db_, "a").await;
    assert_eq!([variants[0].media_id, variants[1].media_id], [Some(images[0].id), Some(images[3].id)]);
    assert_eq!(variants.len(), 2);
}

async fn titles_are_said_once(shop: &TestShop) {
    let text = "Handle,Title,Vendor,Option1 Name,Option1 Value\n\
                a,,,Size,S\na,A,Acme,,L\nb,,,Size,S\nc,C,,Size,S\n,Nobody,,,\n";
    let report = import(shop, text).await;
    assert_eq!(rejected(&report), [(4, "no row of this product has a title"), (6, "it has no handle")]);
    let db_ = shop.database.connect().await;
    assert_eq!(db::product(&db_, "a").await.title, "A");
    assert_eq!(db::variants(&db_, "a").await.len(), 2);
    assert_eq!(db::counts(shop).await[0], 2);
}

async fn the_same_choice_twice(shop: &TestShop) {
    let text = "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Image Src\n\
                a,A,Size,S,Colour,Red,1,\na,,,S,,Red,2,https://example.com/x.jpg\na,,,s,,Red,3,\n";
    let report = import(shop, text).await;
    assert_eq!(rejected(&report), [(3, "its options (S / Red) are those of line 2")]);
    let db_ = shop.database.connect().await;
    let skus: Vec<_> = db::variants(&db_, "a").await.into_iter().filter_map(|variant| variant.sku).collect();
    assert_eq!(skus, ["1", "3"]);
    assert_eq!(db::images(&db_, "a").await.len(), 1, "the picture of a rejected variant is still the product's");
}

async fn option_names_that_disagree(shop: &TestShop) {
    let text = "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value\n\
                a,A,Size,S,Size,Red,,\na,,Colour,L,,Blue,,\na,,,M,,,,\n";
    let report = import(shop, text).await;
    assert_eq!(rejected(&report), []);
    let warnings =
        [(3, "option 1 is called \"Colour\" here: it is \"Size\""), (4, "option 2 is blank: it is \"Default\"")];
    assert_eq!(warned(&report), warnings);
    let db_ = shop.database.connect().await;
    let options = db::options(&db_, "a").await;
    let names: Vec<_> = options.iter().map(|(name, values)| (name.as_str(), values.join("|"))).collect();
    assert_eq!(names, [("Size", "S|L|M".to_owned()), ("Size 2", "Red|Blue|Default".to_owned())]);
}

async fn nothing_to_choose(shop: &TestShop) {
    let text = "Handle,Title,Option1 Name,Option1 Value,Variant Price\n\
                a,A,Title,Default Title,1\nb,B,,,\nc,C,Title,Default Title,1\nc,,Title,Special,2\n";
    let report = import(shop, text).await;
    assert_eq!(warned(&report), [(3, "it has no price: it cannot be bought")]);
    let db_ = shop.database.connect().await;
    for handle in ["a", "b"] {
        let variants = db::variants(&db_, handle).await;
        assert_eq!((variants.len(), variants[0].option1.as_str()), (1, ""));
        assert_eq!(db::options(&db_, handle).await, []);
    }
    let values = vec!["Default Title".to_owned(), "Special".to_owned()];
    assert_eq!(db::options(&db_, "c").await, [("Title".to_owned(), values)]);
}

async fn long_and_foreign_handles(shop: &TestShop) {
    let long = "x".repeat(300);
    let text =
        format!("Handle,Title,Variant Price\n{long},Long,1\n{long}y,Longer,1\nÉté-杯,Cup,1\n Two Words/2 ,W,1\n");
    let report = import(shop, &text).await;
    let cut = "its handle is longer than 255 characters: it was shortened";
    assert_eq!(warned(&report), [(2, cut), (3, cut)]);
    let db_ = shop.database.connect().await;
    assert_eq!(db::product(&db_, "été-杯").await.title, "Cup");
    assert_eq!(db::product(&db_, "two-words-2").await.title, "W");
    assert_eq!(db::counts(shop).await[0], 4);
    let again = import(shop, &text).await;
    assert_eq!(again.products.unchanged, 4);
}

async fn numbers_people_give_variants(shop: &TestShop) {
    let long = "9".repeat(400);
    let text = format!(
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Barcode\n\
         a,A,N,1,ab-1,7.35E+12\na,,,2,AB-1,\na,,,3,ab-1,\na,,,4,,\na,,,5,{long},\na,,,6,see the shelf: left / top!,\n"
    );
    let report = import(shop, &text).await;
    assert_eq!(rejected(&report), []);
    assert!(warned(&report).contains(&(6, "its SKU is longer than 255 characters: it was cut")));
    let db_ = shop.database.connect().await;
    let variants = db::variants(&db_, "a").await;
    let skus: Vec<_> = variants.iter().map(|variant| variant.sku.as_deref().unwrap_or("none")).collect();
    assert_eq!(
        [skus[0], skus[1], skus[2], skus[3], skus[5]],
        ["ab-1", "AB-1", "ab-1", "none", "see the shelf: left / top!"]
    );
    assert_eq!(skus[4].len(), 255);
    assert_eq!(variants[0].barcode.as_deref(), Some("7.35E+12"));
}

async fn prices_of_all_kinds(shop: &TestShop) {
    let text = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Compare At Price,Cost per item\n\
                a,A,N,1,0.00,,\na,,,2,9999999999999.99,,\na,,,3,12,10,\na,,,4,1.5e2,,x\na,,,5,1.005,0.00,\n\
                a,,,6,-1,,\na,,,7,free,,\na,,,8,1e30,,\na,,,9,3,abc,1.10\n";
    let report = import(shop, text).await;
    let rejections = [
        (7, "its price \"-1\" cannot be taken: it is negative"),
        (8, "its price \"free\" cannot be taken: it is not a number"),
        (9, "its price \"1e30\" cannot be taken: it is too large"),
    ];
    assert_eq!(rejected(&report), rejections);
    let warnings = [
        (4, "its compare-at price is below its price: it is not shown as a sale"),
        (5, "its cost \"x\" is left out: it is not a number"),
        (6, "\"1.005\" has more decimals than EUR: it was rounded"),
        (10, "its compare-at price \"abc\" is left out: it is not a number"),
    ];
    assert_eq!(warned(&report), warnings);
    let db_ = shop.database.connect().await;
    let prices = [(0, None), (999_999_999_999_999, None), (1200, Some(1000)), (15_000, None), (101, None), (300, None)];
    assert_eq!(db::prices(&db_, "a").await, prices);
}

async fn prices_without_decimals(shop: &TestShop) {
    let yen = ImportOptions { currency: Some("JPY".parse().unwrap()), ..ImportOptions::default() };
    let text = "Handle,Title,Variant Price\na,A,1500\nb,B,1500.00\nc,C,1500.5\n";
    let report = import_with(shop, text, &yen).await.unwrap();
    assert_eq!(warned(&report), [(4, "\"1500.5\" has more decimals than JPY: it was rounded")]);
    let db_ = shop.database.connect().await;
    for (handle, amount) in [("a", 1500), ("b", 1500), ("c", 1501)] {
        assert_eq!(db::prices(&db_, handle).await, [(amount, None)]);
    }
    let euros = ImportOptions { currency: Some("EUR".parse().unwrap()), ..ImportOptions::default() };
    let refusal = import_with(shop, text, &euros).await.unwrap_err();
    assert!(matches!(refusal, ImportError::OtherCurrency { .. }), "{refusal}");
}

async fn stock_of_all_kinds(shop: &TestShop) {
    let text = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Inventory Tracker,Variant Inventory Qty,\
                Variant Inventory Policy\n\
                a,A,N,1,1,shopify,-20,deny\na,,,2,1,shopify,1000000,continue\na,,,3,1,,,deny\na,,,4,1,shopify,many,perhaps\n\
                a,,,5,1,shopify,0,deny\n";
    let report = import(shop, text).await;
    let warnings = [
        (2, "its stock is -20: it is counted as 0"),
        (5, "its inventory policy \"perhaps\" is not known: it is not sold when out of stock"),
        (5, "its stock \"many\" is left out: it is no number"),
    ];
    assert_eq!((rejected(&report), warned(&report)), (vec![], warnings.to_vec()));
    let db_ = shop.database.connect().await;
    assert_eq!(db::stock(&db_, "a").await, [0, 1_000_000, 0]);
    let variants = db::variants(&db_, "a").await;
    assert_eq!(variants.iter().map(|variant| variant.is_tracked).collect::<Vec<_>>(), [true, true, false, true, true]);
    assert_eq!(variants[1].inventory_policy, InventoryPolicy::Continue);
}

async fn statuses_of_all_kinds(shop: &TestShop) {
    let text = "Handle,Title,Status,Published,Variant Price\n\
                a,A,active,TRUE,1\nb,B,draft,true,1\nc,C,Archived,FALSE,1\nd,D,active,false,1\ne,E,,,1\nf,F,sleeping,true,1\n";
    let report = import(shop, text).await;
    assert_eq!(warned(&report), [(7, "its status \"sleeping\" is not known: it is a draft")]);
    let db_ = shop.database.connect().await;
    let expected = [
        ("a", Status::Active, true),
        ("b", Status::Draft, true),
        ("c", Status::Archived, false),
        ("d", Status::Active, false),
        ("e", Status::Active, true),
        ("f", Status::Draft, true),
    ];
    for (handle, status, is_published) in expected {
        let product = db::product(&db_, handle).await;
        assert_eq!((product.status, product.published_at.is_some()), (status, is_published), "{handle}");
    }
    let publish = ImportOptions { publish: true, ..ImportOptions::default() };
    import_with(shop, text, &publish).await.unwrap();
    let product = db::product(&db_, "c").await;
    assert_eq!((product.status, product.published_at.is_some()), (Status::Active, true));
}

async fn weights_in_four_units(shop: &TestShop) {
    let text = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Grams,Variant Weight Unit\n\
                a,A,N,1,1,1000,kg\na,,,2,1,28.35,oz\na,,,3,1,453.592,lb\na,,,4,1,0.0,g\na,,,5,1,heavy,stone\n";
    let report = import(shop, text).await;
    assert_eq!(warned(&report).len(), 2);
    let db_ = shop.database.connect().await;
    let weights: Vec<_> = db::variants(&db_, "a").await.iter().map(|v| (v.weight_mg, v.weight_unit)).collect();
    let expected = [
        (1_000_000, WeightUnit::Kilograms),
        (28_350, WeightUnit::Ounces),
        (453_592, WeightUnit::Pounds),
        (0, WeightUnit::Grams),
        (0, WeightUnit::Kilograms),
    ];
    assert_eq!(weights, expected);
}

async fn descriptions_from_anywhere(shop: &TestShop) {
    let long = "<p>word word word</p>\r\n".repeat(1_000);
    let text = format!(
        "Handle,Title,Body (HTML)\r\na,A,\"{long}<script>alert(\"\"x\"\")</script><iframe src=\"\"https://example.com\"\"></iframe>\"\r\n\
         b,B,\"Line one\rline two &amp; more\"\r\nc,C,\"say \\\"hi\\\", then go\"\r\nd,D,\"<b>unclosed\"\r\n"
    );
    let report = import(shop, &text).await;
    assert_eq!(rejected(&report), []);
    let db_ = shop.database.connect().await;
    let body = async |handle| db::product(&db_, handle).await.body_html;
    let clean = body("a").await;
    assert!(clean.len() > 19_000 && !clean.contains("script") && !clean.contains("iframe") && !clean.contains("alert"));
    assert_eq!(body("b").await, "Line one\nline two &amp; more");
    assert_eq!(body("c").await, "say \"hi\", then go");
    assert_eq!(body("d").await, "<b>unclosed</b>");
}

async fn odd_characters(shop: &TestShop) {
    let text = "\u{feff}Handle,Title,Tags,Vendor\r\na,Tee \u{0}👕 &amp; co\u{7},\"red, ,red, =SUM(A1)\",+49 Ltd\r\n";
    import(shop, text).await;
    let db_ = shop.database.connect().await;
    let product = db::product(&db_, "a").await;
    assert_eq!(product.title, "Tee  👕 &amp; co");
    assert_eq!(product.tags.0, ["red", "=SUM(A1)"]);
    assert_eq!(product.vendor, "+49 Ltd");
    let report = import(shop, b"Handle,Title\nb,Caf\xE9 \x80\n").await;
    let warning = "it is not in UTF-8: it was read as Windows-1252";
    assert!(warned(&report).contains(&(2, warning)), "{:?}", warned(&report));
    assert_eq!(db::product(&db_, "b").await.title, "Café €");
}

async fn files_that_are_no_csv(shop: &TestShop) {
    let refusals: [(&[u8], &str); 5] = [
        (b"PK\x03\x04rest", "a zip archive"),
        (b"\x1F\x8B\x08rest", "compressed with gzip"),
        (b"\xFF\xFEH\0a\0", "in UTF-16"),
        (b"", "is empty"),
        (b"a;b;c\n1;2;3\n", "has no column \"Handle\""),
    ];
    for (bytes, said) in refusals {
        let refusal = import_with(shop, bytes, &ImportOptions::default()).await.unwrap_err().to_string();
        assert!(refusal.contains(said), "{refusal}");
    }
    let compressed = zstd::encode_all(&b"Handle,Title\na,A\n"[..], 3).unwrap();
    assert_eq!(import(shop, compressed).await.products.created, 1);
}

async fn a_file_cut_in_the_middle(shop: &TestShop) {
    let text = "Handle,Title,Body (HTML)\na,A,one\nb,B,two\nc,C,\"<p>three\n<p>and th";
    let report = import(shop, text).await;
    assert_eq!(rejected(&report), [(4, "a quoted cell is not closed")]);
    assert_eq!(report.rejected[0].handle, "c");
    assert_eq!(db::counts(shop).await[0], 2);
    let report = import(shop, "Handle,Title,Vendor,Variant Price\na,A,x,1\nb,B").await;
    assert_eq!(rejected(&report), [(3, "the file ends in the middle of this row, after 2 cells")]);
}

async fn bad_rows_are_reported_to_a_file(shop: &TestShop) {
    let path = shop.database.directory.path().join("report.csv");
    let options = ImportOptions { report: Some(path.clone()), ..ImportOptions::default() };
    let text = "Handle,Title,Variant Price\na,A,1,surplus\n=b,B,abc\nc,C,1\n";
    let report = import_with(shop, text, &options).await.unwrap();
    assert_eq!((report.rejected_count, report.products.created), (2, 1));
    let written = std::fs::read_to_string(path).unwrap();
    let expected = "file,line,handle,outcome,reason\n\
                    products.csv,2,a,rejected,\"it has 4 cells, the header has 3\"\n\
                    products.csv,3,'=b,rejected,\"its price \"\"abc\"\" cannot be taken: it is not a number\"\n";
    assert_eq!(written, expected);
}

async fn a_currency_and_a_place(shop: &TestShop) {
    let options = ImportOptions {
        currency: Some("USD".parse().unwrap()),
        location: Some("New York".to_owned()),
        ..ImportOptions::default()
    };
    let text = "Handle,Title,Variant Price,Variant Inventory Qty\na,A,1,5\n";
    import_with(shop, text, &options).await.unwrap();
    let settings = shop.shop.settings().await.unwrap();
    assert_eq!((settings.shop.currency.code(), settings.shop.country.code()), ("USD", "US"));
    assert_eq!(settings.locations.iter().map(|location| location.code.as_str()).collect::<Vec<_>>(), ["new-york"]);
    let elsewhere = ImportOptions { location: Some("Boston".to_owned()), ..options.clone() };
    import_with(shop, text, &elsewhere).await.unwrap();
    import_with(shop, text, &ImportOptions { location: Some("boston".to_owned()), ..options }).await.unwrap();
    let db_ = shop.database.connect().await;
    assert_eq!(db::stock(&db_, "a").await, [5, 5]);
}
