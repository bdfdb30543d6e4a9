//! From records to rows: pure, but for new keys.
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    iter,
};

use entity::{
    collection_product,
    ids::{CollectionId, MediaId, MetafieldId, ProductId, VariantId},
    media, metafield,
    money::Minor,
    option_value, price, product, product_option, product_price_range, translation, variant,
};

use super::{Tally, existing::Existing, frame::Frame};
use crate::{
    catalogue::{
        record::ProductRecord,
        rule::{Subject, SubjectVariant},
    },
    inventory::ledger::Count,
    shop::{Unit, fault::Fault, sort::sort_key},
};

/// Everything a batch writes, table by table.
#[derive(Default)]
pub(super) struct Rows {
    pub products: Vec<product::Model>,
    pub options: Vec<product_option::Model>,
    pub values: Vec<option_value::Model>,
    pub media: Vec<media::Model>,
    pub variants: Vec<variant::Model>,
    pub prices: Vec<price::Model>,
    pub ranges: Vec<product_price_range::Model>,
    pub metafields: Vec<metafield::Model>,
    pub translations: Vec<translation::Model>,
    /// Counts of variants that were never stocked, and of those that may have been.
    pub first_counts: Vec<Count>,
    pub recounts: Vec<Count>,
    pub tags: BTreeMap<String, i64>,
    pub media_gone: Vec<MediaId>,
    /// Those that were there: all are written anew.
    pub metafields_gone: Vec<MetafieldId>,
    pub variants_gone: Vec<VariantId>,
    /// Products that were there, whose options, prices and texts are written anew.
    pub rewritten: Vec<ProductId>,
    pub repriced: Vec<VariantId>,
    pub written: Vec<Written>,
    pub variant_tally: Tally,
    pub media_tally: Tally,
}

/// Price and compare-at price.
pub(super) type RulePrice = (Option<Minor>, Option<Minor>);

/// Which record became which product, for what is decided after the rows are in.
pub(super) struct Written {
    pub record: usize,
    pub product: ProductId,
    pub variants: Vec<VariantId>,
    /// Price and compare-at of one of each variant in the list that rules look at.
    pub rule_prices: Vec<RulePrice>,
    pub was_in: Vec<CollectionId>,
    pub is_new: bool,
}

impl Rows {
    /// Adds a product's rows. `existing` is what it replaces.
    pub(super) fn add(
        &mut self,
        unit: &Unit,
        frame: &Frame,
        (index, record, digest): (usize, &ProductRecord, String),
        existing: Option<Existing>,
    ) -> Result<(), Fault> {
        let is_new = existing.is_none();
        let mut existing = existing.unwrap_or_else(|| empty(unit, record));
        let product = existing.product.id;
        if !is_new {
            self.rewritten.push(product);
        }
        self.count_tags(if is_new { &[] } else { &existing.product.tags.0 }, &record.tags);
        self.options(unit, product, record, &existing)?;
        let media = self.media(unit, product, record, std::mem::take(&mut existing.media));
        let variants = self.variants(unit, product, record, &media, std::mem::take(&mut existing.variants))?;
        let rule_prices = self.prices(unit, frame, product, (record, &variants), &existing.prices)?;
        self.metafields(unit, (product, record), &variants, std::mem::take(&mut existing.metafields));
        self.translations.extend(super::translations(unit, product.0, &record.translations)?);
        self.written.push(Written {
            record: index,
            product,
            variants,
            rule_prices,
            was_in: std::mem::take(&mut existing.collections),
            is_new,
        });
        self.products.push(product::Model {
            handle: record.handle.clone(),
            title: record.title.clone(),
            sort_title: sort_key(&record.title),
            body_html: record.body_html.clone(),
            vendor: record.vendor.clone(),
            product_type: record.product_type.clone(),
            category_id: record.category,
            tags: record.tags.iter().cloned().collect(),
            status: record.status,
            // On sale since it first was.
            published_at: record.published_at.map(|at| existing.product.published_at.unwrap_or(at)),
            is_gift_card: record.is_gift_card,
            seo_title: record.seo_title.clone(),
            seo_description: record.seo_description.clone(),
            import_digest: Some(digest),
            version: if is_new { 1 } else { existing.product.version + 1 },
            updated_at: unit.now,
            ..existing.product
        });
        Ok(())
    }

    fn count_tags(&mut self, before: &[String], after: &[String]) {
        let before: BTreeSet<_> = before.iter().collect();
        let after: BTreeSet<_> = after.iter().collect();
        for tag in after.difference(&before) {
            *self.tags.entry((*tag).clone()).or_default() += 1;
        }
        for tag in before.difference(&after) {
            *self.tags.entry((*tag).clone()).or_default() -= 1;
        }
    }

    /// Options and values keep their keys by name.
    fn options(
        &mut self,
        unit: &Unit,
        product: ProductId,
        record: &ProductRecord,
        existing: &Existing,
    ) -> Result<(), Fault> {
        for (index, option) in record.options.iter().enumerate() {
            let known = existing.options.iter().find(|known| known.name == option.name).map(|known| known.id);
            let id = known.unwrap_or_else(|| unit.new_id());
            let position = i16::try_from(index + 1).ok().filter(|position| *position <= 3);
            let position = position.ok_or_else(|| Fault::broken("a product has at most three options"))?;
            self.options.push(product_option::Model { id, product_id: product, position, name: option.name.clone() });
            let values: HashMap<_, _> = existing
                .values
                .iter()
                .filter(|value| value.option_id == id)
                .map(|value| (value.name.as_str(), value.id))
                .collect();
            for (position, value) in option.values.iter().enumerate() {
                self.values.push(option_value::Model {
                    id: values.get(value.name.as_str()).copied().unwrap_or_else(|| unit.new_id()),
                    option_id: id,
                    position: number(position),
                    name: value.name.clone(),
                    swatch_color: value.swatch_color.clone(),
                });
            }
        }
        Ok(())
    }

    /// Media keep their keys by source.
    fn media(
        &mut self,
        unit: &Unit,
        product: ProductId,
        record: &ProductRecord,
        existing: Vec<media::Model>,
    ) -> Vec<MediaId> {
        let mut known: HashMap<String, VecDeque<media::Model>> = HashMap::new();
        for row in existing {
            known.entry(row.source.clone()).or_default().push_back(row);
        }
        let mut ids = Vec::with_capacity(record.media.len());
        for (position, media) in record.media.iter().enumerate() {
            let old = known.get_mut(&media.source).and_then(VecDeque::pop_front);
            let row = media::Model {
                id: old.as_ref().map_or_else(|| unit.new_id(), |old| old.id),
                product_id: Some(product),
                position: number(position),
                kind: media.kind,
                source: media.source.clone(),
                alt: media.alt.clone(),
                width: media.size.map(|(width, _)| width),
                height: media.size.map(|(_, height)| height),
                created_at: old.as_ref().map_or(unit.now, |old| old.created_at),
                updated_at: old.as_ref().map_or(unit.now, |old| old.updated_at),
            };
            ids.push(row.id);
            match old {
                Some(old) if old == row => self.media_tally.unchanged += 1,
                Some(_) => {
                    self.media_tally.updated += 1;
                    self.media.push(media::Model { updated_at: unit.now, ..row });
                }
                None => {
                    self.media_tally.created += 1;
                    self.media.push(row);
                }
            }
        }
        let gone = known.into_values().flatten().map(|row| row.id);
        let before = self.media_gone.len();
        self.media_gone.extend(gone);
        self.media_tally.removed += self.media_gone.len() - before;
        ids
    }

    /// Of a product and of its variants. They keep their keys by owner and name.
    fn metafields(
        &mut self,
        unit: &Unit,
        (product, record): (ProductId, &ProductRecord),
        variants: &[VariantId],
        existing: Vec<metafield::Model>,
    ) {
        self.metafields_gone.extend(existing.iter().map(|row| row.id));
        let known: HashMap<_, _> = existing
            .into_iter()
            .map(|row| ((row.owner_id, row.namespace, row.key), (row.id, row.created_at)))
            .collect();
        let own = (metafield::OwnerType::Product, product.0, &record.metafields);
        let of_variants = record.variants.iter().zip(variants);
        let of_variants = of_variants.map(|(variant, id)| (metafield::OwnerType::Variant, id.0, &variant.metafields));
        for (owner_type, owner_id, fields) in iter::once(own).chain(of_variants) {
            for field in fields {
                let old = known.get(&(owner_id, field.namespace.clone(), field.key.clone()));
                self.metafields.push(metafield::Model {
                    id: old.map_or_else(|| unit.new_id(), |(id, _)| *id),
                    owner_type,
                    owner_id,
                    namespace: field.namespace.clone(),
                    key: field.key.clone(),
                    type_name: field.type_name.clone(),
                    value: field.value.clone(),
                    created_at: old.map_or(unit.now, |(_, at)| *at),
                    updated_at: unit.now,
                });
            }
        }
    }

    /// The rows that say which collections products were put in by hand, in order of `next`.
    pub(super) fn manual_memberships(
        &self,
        records: &[ProductRecord],
        next: &mut BTreeMap<CollectionId, i64>,
    ) -> Vec<collection_product::Model> {
        let mut rows = Vec::new();
        for written in &self.written {
            for collection in
                records.get(written.record).map(|record| record.collections.as_slice()).unwrap_or_default()
            {
                let Some(position) = next.get_mut(collection) else { continue };
                if written.was_in.contains(collection) {
                    continue;
                }
                *position += 1;
                rows.push(collection_product::Model {
                    collection_id: *collection,
                    product_id: written.product,
                    position: *position,
                });
            }
        }
        rows
    }
}

/// What rules see of a record that was written.
pub(super) fn subject<'a>(
    frame: &'a Frame,
    record: &'a ProductRecord,
    written: &Written,
    stock: &HashMap<VariantId, i64>,
) -> Subject<'a> {
    let variants = record.variants.iter().zip(&written.variants).zip(&written.rule_prices);
    Subject {
        title: &record.title,
        vendor: &record.vendor,
        product_type: &record.product_type,
        tags: &record.tags,
        categories: frame.category_path(record.category),
        variants: variants
            .map(|((variant, id), (price, compare_at))| SubjectVariant {
                title: variant.options.join(" / "),
                price: *price,
                compare_at: *compare_at,
                weight_mg: variant.weight_mg,
                stock: stock.get(id).copied().unwrap_or_default(),
            })
            .collect(),
    }
}

/// A product that is not there yet.
fn empty(unit: &Unit, record: &ProductRecord) -> Existing {
    Existing {
        product: product::Model {
            id: unit.new_id(),
            handle: String::new(),
            title: String::new(),
            sort_title: String::new(),
            body_html: String::new(),
            vendor: String::new(),
            product_type: String::new(),
            category_id: None,
            tags: entity::strings::Strings::default(),
            status: record.status,
            published_at: None,
            is_gift_card: false,
            seo_title: None,
            seo_description: None,
            rating_count: 0,
            rating_sum: 0,
            units_sold: 0,
            import_digest: None,
            version: 1,
            created_at: unit.now,
            updated_at: unit.now,
            deleted_at: None,
        },
        options: Vec::new(),
        values: Vec::new(),
        variants: Vec::new(),
        prices: Vec::new(),
        media: Vec::new(),
        metafields: Vec::new(),
        collections: Vec::new(),
    }
}

/// A position; records are far shorter than its range.
pub(super) fn number(position: usize) -> i32 {
    i32::try_from(position).unwrap_or(i32::MAX)
}
