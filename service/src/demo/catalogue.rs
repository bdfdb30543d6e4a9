//! The demo shop's categories and products, as records for the bulk writer.
use std::collections::{HashMap, HashSet};

use chrono::Duration;
use entity::{
    category,
    ids::{CategoryId, CollectionId, ProductId, ProductOptionId},
    metafield,
    money::Minor,
    option_value,
    product::Status,
    product_option, translation,
    variant::InventoryPolicy,
    weight::WeightUnit,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    ACTOR,
    data::{Data, Family, ProductData},
    ground::Ground,
    pictures, rules,
};
use crate::{
    catalogue::{
        record::{
            MediaRecord, MetafieldRecord, OptionRecord, OptionValueRecord, PriceRecord, ProductRecord, StockRecord,
            TranslationRecord, UnitPriceRecord, VariantRecord,
        },
        save::{self, SaveOutcome},
    },
    inventory::ledger::Source,
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::Fault,
    },
};

/// What is eaten or drunk is taxed less in most places.
const FOOD_CATEGORIES: [&str; 4] = ["black-tea", "green-tea", "herbal-tea", "preserves"];

/// What products refer to.
pub(super) struct Around<'a> {
    pub ground: Ground,
    pub categories: HashMap<&'a str, CategoryId>,
    pub collections: &'a [CollectionId],
}

/// Writes the tree and answers with its keys by handle.
pub(super) async fn categories<'a>(unit: &Unit, data: &'a Data) -> Result<HashMap<&'a str, CategoryId>, Fault> {
    let mut rows = Vec::<category::Model>::new();
    let mut texts = Vec::new();
    for (position, (handle, parent, name, german)) in (0..).zip(&data.categories) {
        let above = rows.iter().find(|row| Some(&row.handle) == parent.as_ref());
        let full_name = above.map_or_else(|| name.clone(), |above| format!("{} > {name}", above.full_name));
        let row = category::Model {
            id: unit.new_id(),
            parent_id: above.map(|above| above.id),
            handle: handle.clone(),
            name: name.clone(),
            full_name,
            position,
            created_at: unit.now,
            updated_at: unit.now,
        };
        texts.push(in_german(unit, data, row.id.0, "name", german));
        rows.push(row);
    }
    bulk::insert::<category::Entity>(unit, &rows, OnConflict::Fail).await?;
    bulk::insert::<translation::Entity>(unit, &texts, OnConflict::Fail).await?;
    Ok(data.categories.iter().zip(rows).map(|((handle, ..), row)| (handle.as_str(), row.id)).collect())
}

/// Writes the products, then what refers to their keys.
pub(super) async fn products(unit: &Unit, data: &Data, around: &Around<'_>) -> Result<SaveOutcome, Fault> {
    let records: Vec<_> = data.products().map(|product| record(unit, data, around, product)).collect();
    let outcome = save::products(unit, &records, Source { actor: ACTOR, reference: None }).await?;
    let ids: HashMap<_, _> =
        records.iter().zip(&outcome.products).map(|(record, (id, _))| (record.handle.as_str(), *id)).collect();
    relate(unit, data, &ids).await?;
    translate_options(unit, data, &outcome).await?;
    Ok(outcome)
}

fn record(
    unit: &Unit,
    data: &Data,
    around: &Around<'_>,
    (number, family, product): (i64, &Family, &ProductData),
) -> ProductRecord {
    let status = match product.status.as_deref() {
        Some("draft") => Status::Draft,
        Some("archived") => Status::Archived,
        _ => Status::Active,
    };
    let tags = family.tags.iter().filter(|tag| !product.not.contains(tag)).chain(&product.tags);
    let mut seen = HashSet::new();
    let member = |index: usize| data.collections[index].products.contains(&product.handle);
    ProductRecord {
        handle: product.handle.clone(),
        title: product.title.clone(),
        body_html: product.body.clone(),
        vendor: family.vendor.clone(),
        product_type: product.product_type.clone(),
        category: around.categories.get(product.category.as_str()).copied(),
        tags: tags.filter(|tag| seen.insert(tag.as_str())).cloned().collect(),
        status,
        published_at: Some(unit.now - Duration::days(product.days)),
        is_gift_card: product.is_gift_card,
        seo_title: product.seo.as_ref().map(|_| format!("{} by {}", product.title, family.vendor)),
        seo_description: product.seo.clone(),
        options: options(data, product),
        variants: variants(data, around.ground, number, product),
        media: pictures::of_product(&data.words, family, product)
            .iter()
            .map(pictures::Picture::record)
            .collect::<Vec<MediaRecord>>(),
        metafields: metafields(family, product),
        translations: translations(product),
        collections: around
            .collections
            .iter()
            .enumerate()
            .filter(|(index, _)| member(*index))
            .map(|(_, id)| *id)
            .collect(),
    }
}

fn options(data: &Data, product: &ProductData) -> Vec<OptionRecord> {
    let value = |name: &str| OptionValueRecord {
        name: name.to_owned(),
        swatch_color: data.words.swatches.get(name).map(|(hex, _)| hex.clone()),
    };
    let options = product.options();
    options
        .map(|(name, values)| OptionRecord { name: name.to_owned(), values: values.into_iter().map(value).collect() })
        .collect()
}

/// Every combination of the options, the last changing fastest.
fn variants(data: &Data, ground: Ground, number: i64, product: &ProductData) -> Vec<VariantRecord> {
    let mut choices = vec![Vec::<&str>::new()];
    for (_, values) in product.options() {
        let mut longer = Vec::with_capacity(choices.len() * values.len());
        for choice in &choices {
            longer.extend(values.iter().map(|value| choice.iter().copied().chain([*value]).collect()));
        }
        choices = longer;
    }
    let shown: Vec<_> = pictures::colours(&data.words, product).map(|(name, _)| name).collect();
    (1..)
        .zip(choices)
        .map(|(place, choice)| {
            let media = choice.iter().find_map(|value| shown.iter().position(|name| name == value));
            variant(ground, (number, place), product, &choice, media.or(Some(0)))
        })
        .collect()
}

fn variant(
    ground: Ground,
    (number, place): (i64, i64),
    product: &ProductData,
    choice: &[&str],
    media: Option<usize>,
) -> VariantRecord {
    let sum = |table: &HashMap<String, i64>| choice.iter().filter_map(|value| table.get(*value)).sum::<i64>();
    let euro = product.price + sum(&product.add);
    let content = choice.iter().chain(&[""]).find_map(|value| product.unit.get(*value)).copied();
    let least = product.unit.values().min().copied().unwrap_or_default();
    let grams = product.grams + sum(&product.weigh) + content.map_or(0, |content| content - least);
    let title = choice.join(" / ");
    let is_out = product.out.iter().any(|out| *out == title || choice.contains(&out.as_str()));
    let is_goods = !product.is_gift_card && product.ships.unwrap_or(true);
    let price = |list, amount: i64, before: Option<i64>| PriceRecord {
        price_list: list,
        min_quantity: 1,
        amount: Minor(amount),
        compare_at: before.map(Minor),
    };
    let before = product.was.map(|was| euro + was);
    let dollars = |amount: i64| if product.is_gift_card { amount } else { dollars(amount) };
    let is_tracked = !product.is_gift_card && !product.always;
    VariantRecord {
        options: choice.iter().map(|value| (*value).to_owned()).collect(),
        sku: Some(sku(number, choice)),
        barcode: Some(barcode(number, place)),
        taxable: !product.is_gift_card,
        tax_code: FOOD_CATEGORIES.contains(&product.category.as_str()).then(|| rules::FOOD.to_owned()),
        requires_shipping: is_goods,
        weight_mg: grams * WeightUnit::Grams.milligrams(),
        weight_unit: WeightUnit::Grams,
        is_tracked,
        inventory_policy: if product.backorder { InventoryPolicy::Continue } else { InventoryPolicy::Deny },
        cost: is_goods.then_some(Minor(euro * 2 / 5)),
        unit_price: content.map(|content| UnitPriceRecord {
            quantity: content.to_string(),
            unit: product.unit_of.clone().unwrap_or_else(|| "g".to_owned()),
            reference_quantity: 100,
            reference_unit: product.unit_of.clone().unwrap_or_else(|| "g".to_owned()),
        }),
        media,
        prices: vec![price(ground.euro, euro, before), price(ground.dollar, dollars(euro), before.map(dollars))],
        stock: if is_tracked { stock(ground, (number, place), is_out) } else { Vec::new() },
        metafields: Vec::new(),
    }
}

/// Prices over the sea: a little more for the journey, in steps of half a dollar.
fn dollars(euro: i64) -> i64 {
    const PERCENT: i64 = 112;
    const STEP: i64 = 50;
    (euro * PERCENT / 100 + STEP - 1) / STEP * STEP
}

/// Some here, fewer there, the same every time.
fn stock(ground: Ground, (number, place): (i64, i64), is_out: bool) -> Vec<StockRecord> {
    let (here, there) =
        if is_out { (0, 0) } else { (3 + (number * 37 + place * 53) % 40, (number * 17 + place * 29) % 15) };
    vec![StockRecord { location: ground.mill, on_hand: here }, StockRecord { location: ground.harbour, on_hand: there }]
}

/// `MR-107-OAT-LARGE`: the product's number and what was chosen.
fn sku(number: i64, choice: &[&str]) -> String {
    let mut sku = format!("MR-{}", 100 + number);
    for value in choice {
        sku.push('-');
        sku.extend(value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()));
    }
    sku
}

/// An EAN-13 of the range that shops give out themselves (GS1: prefixes 200 to 299), with its check digit.
fn barcode(number: i64, place: i64) -> String {
    let digits = format!("201{number:05}{place:04}");
    let sum: u32 = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn metafields(family: &Family, product: &ProductData) -> Vec<MetafieldRecord> {
    let field = |key: &str, type_name: &str, value: &str| MetafieldRecord {
        namespace: "custom".to_owned(),
        key: key.to_owned(),
        type_name: type_name.to_owned(),
        value: value.to_owned(),
    };
    let material = &product.material.as_ref().unwrap_or(&family.material).0;
    let care = &product.care.as_ref().unwrap_or(&family.care).0;
    let size = product.size.as_deref().map(|size| field("dimensions", "single_line_text_field", size));
    let texts = [field("material", "single_line_text_field", material), field("care", "multi_line_text_field", care)];
    if product.is_gift_card { Vec::new() } else { texts.into_iter().chain(size).collect() }
}

fn translations(product: &ProductData) -> Vec<TranslationRecord> {
    let text = |field, value: &str| TranslationRecord { language: "DE".to_owned(), field, value: value.to_owned() };
    let body = product.de.body.as_deref().map(|body| text("body_html", body));
    [text("title", &product.de.title)].into_iter().chain(body).collect()
}

/// What goes with what: references need keys, so they are written when there are some.
async fn relate(unit: &Unit, data: &Data, ids: &HashMap<&str, ProductId>) -> Result<(), Fault> {
    let related = data.products().filter(|(_, _, product)| !product.related.is_empty());
    let rows = related
        .filter_map(|(_, _, product)| {
            let to: Vec<_> = product.related.iter().filter_map(|handle| ids.get(handle.as_str())).collect();
            let to: Vec<_> = to.into_iter().map(|id| format!("gid://shopify/Product/{id}")).collect();
            Some(metafield::Model {
                id: unit.new_id(),
                owner_type: metafield::OwnerType::Product,
                owner_id: ids.get(product.handle.as_str())?.0,
                namespace: "custom".to_owned(),
                key: "goes_with".to_owned(),
                type_name: "list.product_reference".to_owned(),
                value: serde_json::Value::from(to).to_string(),
                created_at: unit.now,
                updated_at: unit.now,
            })
        })
        .collect::<Vec<_>>();
    bulk::insert::<metafield::Entity>(unit, &rows, OnConflict::Fail).await
}

/// Options and their values in German. In an empty shop all there are belong to the demo.
async fn translate_options(unit: &Unit, data: &Data, outcome: &SaveOutcome) -> Result<(), Fault> {
    let products = outcome.products.iter().map(|(id, _)| *id);
    let options =
        product_option::Entity::find().filter(product_option::Column::ProductId.is_in(products)).all(&unit.tx).await?;
    let ids: HashSet<ProductOptionId> = options.iter().map(|option| option.id).collect();
    let values = option_value::Entity::find().all(&unit.tx).await?;
    let named = options.iter().map(|option| (option.id.0, option.name.as_str()));
    let chosen =
        values.iter().filter(|value| ids.contains(&value.option_id)).map(|value| (value.id.0, value.name.as_str()));
    let rows: Vec<_> = named
        .chain(chosen)
        .filter_map(|(owner, word)| Some(in_german(unit, data, owner, "name", data.words.german(word)?)))
        .collect();
    bulk::insert::<translation::Entity>(unit, &rows, OnConflict::Fail).await
}

fn in_german(unit: &Unit, data: &Data, owner: Uuid, field: &str, value: &str) -> translation::Model {
    translation::Model {
        owner_id: owner,
        language: data.german.clone(),
        field: field.to_owned(),
        value: value.to_owned(),
        updated_at: unit.now,
    }
}
