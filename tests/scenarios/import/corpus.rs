//! Real catalogues, from a folder beside the repository that not everybody has.
//!
//! How the figures were counted, independently of the importer, with Python's `csv` module over the file
//! decoded as UTF-8: products are the distinct handles (without space around them, in lower case); variants
//! are the distinct (handle, three option values) of rows where an option value, a price, a SKU or a
//! barcode is not blank; images are the rows with an image source, and sources in `Variant Image` that
//! are none of those.
use std::{
    env,
    path::{Path, PathBuf},
};

use pretty_assertions::assert_eq;
use service::catalogue::import::{self, ImportOptions, Report};
use tests::{TestShop, on_both_databases};

use super::database;

on_both_databases!(small_catalogues_come_in_whole, real_shops_come_in_whole, large_catalogues_come_in_whole);

/// A file, how many products, variants and images it holds, and how many rows repeat a variant.
type Expected = (&'static str, [u64; 3], usize);

const SMALL: [Expected; 5] = [
    ("shopify-samples/apparel.csv", [20, 22, 20], 0),
    ("shopify-samples/gatsby-starter-products.csv", [99, 299, 100], 1),
    ("shopify-samples/home-and-garden.csv", [20, 21, 21], 0),
    ("shopify-samples/jewelery.csv", [20, 23, 41], 0),
    ("shopify-samples/packt-product-data.csv", [20, 21, 21], 0),
];
const REAL: [Expected; 4] = [
    ("alko/products.csv", [12_071, 12_071, 0], 0),
    ("livostyle/products.csv", [2_766, 2_860, 2_765], 0),
    ("online-retail-ii/products.csv", [3_322, 4_087, 0], 0),
    ("shopee-sample/products.csv", [1_000, 12_895, 6_511], 0),
];
const LARGE: [Expected; 2] = [
    ("complete-journey/products_flat.csv.zst", [92_331, 92_331, 0], 0),
    ("complete-journey/products_grouped.csv.zst", [16_467, 92_331, 0], 0),
];

async fn small_catalogues_come_in_whole(shop: &TestShop) {
    come_in(shop, &SMALL).await;
}

async fn real_shops_come_in_whole(shop: &TestShop) {
    come_in(shop, &REAL).await;
}

async fn large_catalogues_come_in_whole(shop: &TestShop) {
    if env::var_os("OXCART_TEST_LARGE").is_none() {
        eprintln!("SKIPPED: catalogues of 92,331 rows. Set OXCART_TEST_LARGE=1 to import them.");
        return;
    }
    come_in(shop, &LARGE).await;
}

/// Imports each file into the same shop, twice, and compares what it added.
async fn come_in(shop: &TestShop, files: &[Expected]) {
    let Some(folder) = folder() else { return };
    let mut before = [0; 3];
    for (name, expected, repeated) in files {
        let path = folder.join(name);
        let report = run(shop, &path).await;
        let after = database::counts(shop).await;
        let added: Vec<u64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        assert_eq!((*name, added.as_slice()), (*name, expected.as_slice()));
        assert_eq!((report.products.created as u64, report.media.created as u64), (expected[0], expected[2]));
        assert_eq!(report.rejected.len(), *repeated, "{name}: {:?}", report.rejected);
        before = after;

        let again = run(shop, &path).await;
        let changed = [again.products, again.variants, again.media];
        assert!(changed.iter().all(|tally| tally.created + tally.updated + tally.removed == 0), "{name}: {changed:?}");
        assert_eq!([again.products, again.variants, again.media].map(|tally| tally.unchanged as u64), *expected);
    }
}

async fn run(shop: &TestShop, path: &Path) -> Report {
    import::run(&shop.shop, path, &ImportOptions::default(), |_| {}).await.unwrap()
}

/// Beside the repository, or where `OXCART_TEST_DATA` says.
pub(super) fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = env::var_os("OXCART_TEST_DATA").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        eprintln!("SKIPPED: there is no folder of real catalogues. Set OXCART_TEST_DATA to one.");
        return None;
    }
    Some(folder)
}
