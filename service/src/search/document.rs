//! Documents of the index, made from what was read.
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::{
    ids::PriceListId,
    locale::Language,
    money::{Minor, Money},
};
use tantivy::{
    TantivyDocument,
    schema::{Field, OwnedValue},
};
use uuid::Uuid;

use super::{
    attribute::{Attribute, PART_END, completion, cut},
    plan::Plan,
    query::Kind,
    schema::{Fields, price_path, short_key},
    source::{MetafieldSource, ProductSource, TextSource, VariantSource},
    text::{plain_text, prose, words},
    write::Change,
};
use crate::{pricing::rounding, shop::fault::Fault};

/// Bytes of a body that are searched, in each language.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// Distinct prices of a product in one list that are filtered by; the lowest and highest are kept.
const PRICES_MAX: usize = 250;
/// What a variant, or a product beside its texts, takes in memory, about.
const BYTES_PER_VARIANT: usize = 512;
/// Letters from which a word is offered as a completion.
const COMPLETION_CHARS_MIN: usize = 3;
/// Values of a metafield's list that are indexed.
const LIST_VALUES_MAX: usize = 50;
/// Metafields with these values are filtered by, and counted.
const FACET_TYPES: [&str; 6] =
    ["single_line_text_field", "boolean", "number_integer", "number_decimal", "color", "list.single_line_text_field"];

/// Makes documents to a plan.
pub(super) struct Documents<'a> {
    pub(super) fields: &'a Fields,
    pub(super) plan: &'a Plan,
}

impl Documents<'_> {
    /// Puts a product in, or another in its place.
    pub(super) fn product_change(&self, source: &ProductSource) -> Result<Change, Fault> {
        let translated: usize = source.translations.iter().map(|(.., text)| text.len()).sum();
        let bytes = source.body_html.len() + translated + BYTES_PER_VARIANT * (1 + source.variants.len());
        Ok(Change { id: source.id.0, document: Some(self.product(source)?), bytes })
    }

    /// Puts a text in, or another in its place.
    pub(super) fn text_change(&self, source: &TextSource) -> Change {
        let bytes = source.body_html.len() + BYTES_PER_VARIANT;
        Change { id: source.id, document: Some(self.text(source)), bytes }
    }

    /// A product's document.
    ///
    /// # Errors
    /// A [`Fault`] when a price is out of range in some list.
    fn product(&self, source: &ProductSource) -> Result<TantivyDocument, Fault> {
        let fields = self.fields;
        let mut document = self.start(Kind::Product, source.id.0);
        self.texts(&mut document, &source.title, &source.body_html, &source.translations);
        self.completions(&mut document, &source.title, &source.translations);
        for (field, text) in [(fields.vendor, &source.vendor), (fields.product_type, &source.product_type)] {
            self.prose(&mut document, field, text);
        }
        for tag in &source.tags {
            self.prose(&mut document, fields.tag, tag);
            document.add_text(fields.tag_name, cut(tag));
        }
        let attributes = attributes(source);
        for term in &attributes {
            document.add_text(fields.attribute, term);
        }
        document.add_text(fields.sort_title, &source.sort_title);
        document.add_text(fields.vendor_name, cut(&source.vendor));
        document.add_text(fields.product_type_name, cut(&source.product_type));
        self.times(&mut document, source.published_at, source.created_at, source.updated_at);
        let sold = u64::try_from(source.units_sold).unwrap_or_default();
        document.add_u64(fields.units_sold, sold);
        document.add_u64(fields.rank, rank(sold, &source.title));
        for place in &source.collections {
            document.add_u64(fields.collection_key, short_key(place.collection));
            document.add_i64(fields.collection_position, place.position);
        }
        self.variants(&mut document, source);
        self.offers(&mut document, &source.variants)?;
        Ok(document)
    }

    /// The document of a collection, page or article.
    fn text(&self, source: &TextSource) -> TantivyDocument {
        let fields = self.fields;
        let mut document = self.start(source.kind, source.id);
        self.texts(&mut document, &source.title, &source.body_html, &source.translations);
        self.prose(&mut document, fields.author, &source.author);
        let mut attributes = BTreeSet::from([Attribute::Handle.term(&source.handle)]);
        attributes.extend(titles(&source.title, &source.translations).map(|title| Attribute::AnyTitle.term(title)));
        for tag in &source.tags {
            self.prose(&mut document, fields.tag, tag);
            attributes.insert(Attribute::AnyTag.term(tag));
        }
        for term in &attributes {
            document.add_text(fields.attribute, term);
        }
        self.times(&mut document, source.published_at, source.created_at, source.updated_at);
        document.add_u64(fields.rank, rank(0, &source.title));
        document
    }

    fn start(&self, kind: Kind, id: Uuid) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        let (high, low) = id.as_u64_pair();
        document.add_bytes(self.fields.key, id.as_bytes());
        document.add_u64(self.fields.kind, kind.code());
        document.add_u64(self.fields.id_high, high);
        document.add_u64(self.fields.id_low, low);
        document
    }

    fn prose(&self, document: &mut TantivyDocument, field: Field, text: &str) {
        if !text.is_empty() {
            document.add_text(field, prose(&self.plan.original, text));
        }
    }

    fn texts(
        &self,
        document: &mut TantivyDocument,
        title: &str,
        body_html: &str,
        translations: &[(Language, String, String)],
    ) {
        self.prose(document, self.fields.title, title);
        self.prose(document, self.fields.body, &plain_text(body_html, BODY_BYTES_MAX));
        for (language, field, text) in translations.iter().filter(|(.., text)| !text.is_empty()) {
            if field == "title" {
                document.add_text(self.fields.title, prose(language, text));
            } else {
                document.add_text(self.fields.body, prose(language, &plain_text(text, BODY_BYTES_MAX)));
            }
        }
    }

    /// The words of the title as each language shows it.
    fn completions(&self, document: &mut TantivyDocument, title: &str, translations: &[(Language, String, String)]) {
        for language in &self.plan.languages {
            let translated = translations.iter().find(|(of, field, _)| of == language && field == "title");
            let shown = translated.map_or(title, |(.., text)| text);
            let mut terms = BTreeSet::new();
            for word in words(shown) {
                let is_telling = word.folded.chars().count() >= COMPLETION_CHARS_MIN;
                if is_telling && !word.folded.chars().any(char::is_numeric) {
                    terms.insert(completion(language.code(), &word));
                }
            }
            for term in terms {
                document.add_text(self.fields.completion, term);
            }
        }
    }

    /// Options and their values, and what metafields make facets.
    fn variants(&self, document: &mut TantivyDocument, source: &ProductSource) {
        let mut chosen = BTreeSet::new();
        for variant in &source.variants {
            let named = source.options.iter().zip(&variant.options);
            chosen.extend(named.filter(|(name, value)| !name.is_empty() && !value.is_empty()));
        }
        let mut titles = BTreeSet::new();
        for (name, value) in chosen {
            let term = format!("{name}{PART_END}{value}");
            document.add_text(self.fields.option_value, cut(&term));
            document.add_text(self.fields.attribute, Attribute::Option.term(&term));
            titles.insert(value);
        }
        for title in titles {
            self.prose(document, self.fields.variant, title);
        }
        let mut facets = BTreeSet::new();
        for metafield in source.metafields.iter().filter(|metafield| !metafield.of_variant) {
            if FACET_TYPES.contains(&metafield.type_name.as_str()) {
                facets.extend(values_of(metafield).iter().map(|value| named(metafield, value)));
            }
        }
        for facet in facets {
            document.add_text(self.fields.metafield_value, cut(&facet));
        }
    }

    /// What the variants cost in each list, and in which markets some variant can be bought.
    fn offers(&self, document: &mut TantivyDocument, variants: &[VariantSource]) -> Result<(), Fault> {
        let mut columns = BTreeMap::new();
        let mut by_list = BTreeMap::<PriceListId, Vec<Option<Minor>>>::new();
        for list in &self.plan.price_lists {
            let own = variants.iter().map(|variant| price(variant, list));
            let prices: Vec<_> = own.collect::<Result<_, _>>()?;
            let distinct: BTreeSet<_> = prices.iter().flatten().map(|price| price.0).collect();
            if !distinct.is_empty() {
                let kept = distinct.iter().take(PRICES_MAX - 1).chain(distinct.last());
                let kept: BTreeSet<_> = kept.copied().collect();
                let values = kept.into_iter().map(OwnedValue::I64).collect();
                columns.insert(price_path(list.id), OwnedValue::Array(values));
            }
            by_list.insert(list.id, prices);
        }
        document.add_object(self.fields.price, columns);
        for market in &self.plan.markets {
            let Some(prices) = by_list.get(&market.price_list) else { continue };
            let is_for_sale = variants.iter().zip(prices).any(|(variant, price)| {
                let here = variant.stock.iter().filter(|(location, _)| market.locations.contains(location));
                price.is_some() && (!variant.is_limited || here.map(|(_, free)| free).sum::<i64>() > 0)
            });
            if is_for_sale {
                document.add_u64(self.fields.available, market.key);
            }
        }
        Ok(())
    }

    fn times(
        &self,
        document: &mut TantivyDocument,
        published_at: DateTime<Utc>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    ) {
        document.add_i64(self.fields.published_at, published_at.timestamp_micros());
        document.add_i64(self.fields.created_at, created_at.timestamp_micros());
        document.add_i64(self.fields.updated_at, updated_at.timestamp_micros());
    }
}

/// Every term a product is found by.
fn attributes(source: &ProductSource) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    terms.insert(Attribute::Handle.term(&source.handle));
    terms.extend(titles(&source.title, &source.translations).map(|title| Attribute::AnyTitle.term(title)));
    for attribute in [Attribute::Vendor, Attribute::AnyVendor] {
        terms.extend((!source.vendor.is_empty()).then(|| attribute.term(&source.vendor)));
    }
    for attribute in [Attribute::ProductType, Attribute::AnyProductType] {
        terms.extend((!source.product_type.is_empty()).then(|| attribute.term(&source.product_type)));
    }
    for attribute in [Attribute::Tag, Attribute::AnyTag] {
        terms.extend(source.tags.iter().map(|tag| attribute.term(tag)));
    }
    terms.extend(source.categories.iter().map(|category| Attribute::Category.id_term(category.0)));
    terms.extend(source.collections.iter().map(|place| Attribute::Collection.id_term(place.collection)));
    for variant in &source.variants {
        terms.extend(variant.sku.as_deref().map(|sku| Attribute::Sku.term(sku)));
        terms.extend(variant.barcode.as_deref().map(|barcode| Attribute::Barcode.term(barcode)));
    }
    for metafield in &source.metafields {
        let attribute = if metafield.of_variant { Attribute::VariantMetafield } else { Attribute::ProductMetafield };
        terms.extend(values_of(metafield).iter().map(|value| attribute.term(&named(metafield, value))));
    }
    terms
}

/// A variant's price in a list: its own, or its parent's times the factor.
fn price(variant: &VariantSource, list: &crate::shop::settings::PriceList) -> Result<Option<Minor>, Fault> {
    let of = |list| variant.prices.iter().find(|(of, _)| *of == list).map(|(_, amount)| *amount);
    match (of(list.id), list.parent) {
        (Some(own), _) => Ok(Some(own)),
        (None, Some(parent)) => of(parent.id)
            .map(|amount| Money { amount, currency: parent.currency })
            .map(|theirs| rounding::convert(theirs, parent.factor, list.currency))
            .transpose(),
        (None, None) => Ok(None),
    }
}

fn titles<'a>(title: &'a str, translations: &'a [(Language, String, String)]) -> impl Iterator<Item = &'a str> {
    let translated = translations.iter().filter(|(_, field, _)| field == "title").map(|(.., text)| text.as_str());
    std::iter::once(title).chain(translated)
}

fn named(metafield: &MetafieldSource, value: &str) -> String {
    format!("{}{PART_END}{}{PART_END}{value}", metafield.namespace, metafield.key)
}

/// The values of a metafield: those of the list if it is one.
fn values_of(metafield: &MetafieldSource) -> Vec<String> {
    let list = metafield
        .type_name
        .starts_with("list.")
        .then(|| serde_json::from_str::<Vec<serde_json::Value>>(&metafield.value).ok());
    match list.flatten() {
        Some(values) => {
            let text = |value: serde_json::Value| match value {
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            };
            values.into_iter().take(LIST_VALUES_MAX).map(text).collect()
        }
        None => vec![metafield.value.clone()],
    }
}

/// Breaks ties of relevance: first by how much it sells, in powers of two, then by how few words
/// the title has.
fn rank(units_sold: u64, title: &str) -> u64 {
    let popularity = u64::from(u64::BITS - units_sold.leading_zeros());
    let words = title.split_whitespace().count().min(255);
    (popularity << 8) | (255 - words as u64)
}
