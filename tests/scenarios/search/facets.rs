//! Facets against counting by hand, over random catalogues.
use std::collections::{BTreeMap, BTreeSet};

use entity::money::Minor;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use service::{
    catalogue::record::{MetafieldRecord, ProductRecord},
    search::query::{self, Bucket, Facet, ProductFilter, ProductQuery},
};
use tests::{
    Backend,
    factory::{
        catalogue::{ground, save},
        record::{option, price, product, stock, variant},
    },
};

use super::{all, indexed, viewer};

const PRODUCTS: usize = 60;

/// What a product is narrowed by, as written.
struct Traits {
    available: bool,
    prices: Vec<i64>,
    vendor: String,
    product_type: String,
    tags: Vec<String>,
    options: BTreeSet<(String, String)>,
    material: Option<String>,
}

fn pick(rng: &mut StdRng, from: &[&str]) -> String {
    (*from.choose(rng).expect("something to pick")).to_owned()
}

fn random_product(rng: &mut StdRng, ground: &service::setup::Ground, number: usize) -> (ProductRecord, Traits) {
    let mut record = product(&format!("p-{number}"));
    record.title = pick(rng, &["Cup", "Bowl", "Cup and bowl"]);
    record.vendor = pick(rng, &["Acme", "Zed", ""]);
    record.product_type = pick(rng, &["Clay", "Tin", ""]);
    record.tags = ["a", "b", "c", "ä"].iter().filter(|_| rng.random_bool(0.4)).map(|tag| (*tag).to_owned()).collect();
    let values: Vec<_> = ["S", "M", "L"].into_iter().filter(|_| rng.random_bool(0.6)).collect();
    let name = pick(rng, &["Size", "Fit"]);
    if !values.is_empty() {
        record.options = vec![option(&name, &values)];
        record.variants = values.iter().map(|value| variant(&[value])).collect();
    }
    let mut available = false;
    let mut prices = Vec::new();
    for of in &mut record.variants {
        if rng.random_bool(0.9) {
            let amount = rng.random_range(1..20) * 100;
            let on_hand = rng.random_range(0..2);
            of.prices = vec![price(ground.price_list, amount)];
            of.stock = vec![stock(ground.location, on_hand)];
            available |= on_hand > 0;
            prices.push(amount);
        }
    }
    let material = rng.random_bool(0.5).then(|| pick(rng, &["oak", "elm"]));
    record.metafields = material
        .iter()
        .map(|value| MetafieldRecord {
            namespace: "custom".to_owned(),
            key: "material".to_owned(),
            type_name: "single_line_text_field".to_owned(),
            value: value.clone(),
        })
        .collect();
    let options = values.iter().map(|value| (name.clone(), (*value).to_owned())).collect();
    let traits = Traits {
        available,
        prices,
        vendor: record.vendor.clone(),
        product_type: record.product_type.clone(),
        tags: record.tags.clone(),
        options,
        material,
    };
    (record, traits)
}

fn random_filters(rng: &mut StdRng) -> Vec<ProductFilter> {
    let mut filters = Vec::new();
    for _ in 0..rng.random_range(0..5) {
        filters.push(match rng.random_range(0..7) {
            0 => ProductFilter::Available(rng.random_bool(0.7)),
            1 => {
                let min = rng.random_bool(0.5).then(|| Minor(rng.random_range(1..12) * 100));
                ProductFilter::Price { min, max: Some(Minor(rng.random_range(8..20) * 100)) }
            }
            2 => ProductFilter::Vendor(pick(rng, &["Acme", "Zed"])),
            3 => ProductFilter::ProductType(pick(rng, &["Clay", "Tin"])),
            4 => ProductFilter::Tag(pick(rng, &["a", "b", "ä"])),
            5 => ProductFilter::VariantOption { name: pick(rng, &["Size", "Fit"]), value: pick(rng, &["S", "M"]) },
            _ => ProductFilter::ProductMetafield {
                namespace: "custom".to_owned(),
                key: "material".to_owned(),
                value: pick(rng, &["oak", "elm"]),
            },
        });
    }
    filters
}

fn group(filter: &ProductFilter) -> String {
    match filter {
        ProductFilter::Available(_) => "available".to_owned(),
        ProductFilter::Price { .. } => "price".to_owned(),
        ProductFilter::Vendor(_) => "vendor".to_owned(),
        ProductFilter::ProductType(_) => "type".to_owned(),
        ProductFilter::Tag(_) => "tag".to_owned(),
        ProductFilter::VariantOption { name, .. } => format!("option {name}"),
        _ => "metafield".to_owned(),
    }
}

fn meets(filter: &ProductFilter, traits: &Traits) -> bool {
    match filter {
        ProductFilter::Available(available) => traits.available == *available,
        ProductFilter::Price { min, max } => traits
            .prices
            .iter()
            .any(|price| min.is_none_or(|min| *price >= min.0) && max.is_none_or(|max| *price <= max.0)),
        ProductFilter::Vendor(vendor) => traits.vendor == *vendor,
        ProductFilter::ProductType(product_type) => traits.product_type == *product_type,
        ProductFilter::Tag(tag) => traits.tags.contains(tag),
        ProductFilter::VariantOption { name, value } => traits.options.contains(&(name.clone(), value.clone())),
        ProductFilter::ProductMetafield { value, .. } => traits.material.as_ref() == Some(value),
        _ => false,
    }
}

/// What meets all filters but those of one group.
fn meeting<'a>(traits: &'a [&'a Traits], filters: &[ProductFilter], but: &str) -> Vec<&'a Traits> {
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for filter in filters.iter().filter(|filter| group(filter) != but) {
        groups.entry(group(filter)).or_default().push(filter);
    }
    let all = |traits: &&&Traits| groups.values().all(|any| any.iter().any(|filter| meets(filter, traits)));
    traits.iter().filter(all).copied().collect()
}

fn counted(values: impl Iterator<Item = String>) -> Vec<Bucket> {
    let mut counts = BTreeMap::new();
    for value in values.filter(|value| !value.is_empty()) {
        *counts.entry(value).or_insert(0) += 1;
    }
    let mut buckets: Vec<_> = counts.into_iter().map(|(value, count)| Bucket { value, count }).collect();
    buckets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    buckets
}

fn expected(traits: &[&Traits], filters: &[ProductFilter]) -> Vec<Facet> {
    let mut facets = Vec::new();
    let of = meeting(traits, filters, "available");
    if !of.is_empty() {
        let available = of.iter().filter(|traits| traits.available).count() as u64;
        facets.push(Facet::Availability { available, unavailable: of.len() as u64 - available });
    }
    let prices = || meeting(traits, filters, "price").into_iter().flat_map(|traits| traits.prices.clone());
    if let (Some(min), Some(max)) = (prices().min(), prices().max()) {
        facets.push(Facet::Price { min: Minor(min), max: Minor(max) });
    }
    let vendors = counted(meeting(traits, filters, "vendor").into_iter().map(|traits| traits.vendor.clone()));
    let types = counted(meeting(traits, filters, "type").into_iter().map(|traits| traits.product_type.clone()));
    let tags = counted(meeting(traits, filters, "tag").into_iter().flat_map(|traits| traits.tags.clone()));
    let plain = [(vendors, Facet::Vendor as fn(_) -> _), (types, Facet::ProductType), (tags, Facet::Tag)];
    facets.extend(plain.into_iter().filter(|(values, _)| !values.is_empty()).map(|(values, facet)| facet(values)));
    for name in ["Fit", "Size"] {
        let of = meeting(traits, filters, &format!("option {name}")).into_iter().flat_map(|traits| &traits.options);
        let values = counted(of.filter(|(of, _)| of == name).map(|(_, value)| value.clone()));
        if !values.is_empty() {
            facets.push(Facet::VariantOption { name: name.to_owned(), values });
        }
    }
    let materials = meeting(traits, filters, "metafield").into_iter().filter_map(|traits| traits.material.clone());
    let values = counted(materials);
    if !values.is_empty() {
        let (namespace, key) = ("custom".to_owned(), "material".to_owned());
        facets.push(Facet::ProductMetafield { namespace, key, values });
    }
    facets
}

async fn counts_as_by_hand(backend: Backend) {
    for seed in 0..3 {
        tests::run(backend, async |shop| {
            let mut rng = StdRng::seed_from_u64(seed);
            let ground = ground(shop).await;
            let (records, traits): (Vec<_>, Vec<_>) =
                (0..PRODUCTS).map(|number| random_product(&mut rng, &ground, number)).unzip();
            save(shop, &records).await;
            let index = indexed(shop).await;
            let viewer = viewer(shop).await;
            for round in 0..60 {
                let filters = random_filters(&mut rng);
                let text = ["cup", "bowl", ""][round % 3];
                let matching = |(record, _): &(&ProductRecord, &Traits)| record.title.to_lowercase().contains(text);
                let traits: Vec<_> = records.iter().zip(&traits).filter(matching).map(|(_, traits)| traits).collect();
                let query =
                    ProductQuery { text: Some(text.to_owned()), filters: filters.clone(), facets: true, ..all() };
                let hits = query::products(&index, &viewer, &query).await.unwrap();
                assert_eq!(hits.total, Some(meeting(&traits, &filters, "").len() as u64), "{filters:?}");
                assert_eq!(hits.page.items.len() as u64, hits.total.unwrap());
                pretty_assertions::assert_eq!(hits.facets.unwrap(), expected(&traits, &filters), "{filters:?} {text}");
            }
        })
        .await;
    }
}

#[tokio::test]
async fn facets_are_as_counted_by_hand() {
    counts_as_by_hand(Backend::Sqlite).await;
    counts_as_by_hand(Backend::Postgres).await;
}
