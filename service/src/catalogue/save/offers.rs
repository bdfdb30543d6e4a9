//! The rows of a product's variants and what they cost.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{
    ids::{MediaId, PriceListId, ProductId, VariantId},
    money::Minor,
    price, product_price_range, variant,
};

use super::{
    frame::Frame,
    rows::{Rows, RulePrice, number},
};
use crate::{
    catalogue::record::{PriceRecord, ProductRecord, VariantRecord},
    inventory::ledger::Count,
    shop::{Unit, fault::Fault},
};

impl Rows {
    /// Variants keep their keys by what is chosen.
    pub(super) fn variants(
        &mut self,
        unit: &Unit,
        product: ProductId,
        record: &ProductRecord,
        media: &[MediaId],
        existing: Vec<variant::Model>,
    ) -> Result<Vec<VariantId>, Fault> {
        let mut known: HashMap<[String; 3], variant::Model> = existing
            .into_iter()
            .map(|row| ([row.option1.clone(), row.option2.clone(), row.option3.clone()], row))
            .collect();
        let mut ids = Vec::with_capacity(record.variants.len());
        for (position, variant) in record.variants.iter().enumerate() {
            let choice = choice(variant);
            let old = known.remove(&choice);
            let base = (unit, product, position, choice);
            let row = variant_row(base, variant, media, old.as_ref())?;
            ids.push(row.id);
            let counts = variant.stock.iter().map(|stock| Count {
                variant: row.id,
                location: stock.location,
                on_hand: stock.on_hand,
            });
            match old {
                None => self.first_counts.extend(counts),
                Some(_) => self.recounts.extend(counts),
            }
            match old {
                Some(old) if old == row => self.variant_tally.unchanged += 1,
                Some(old) => {
                    self.variant_tally.updated += 1;
                    self.variants.push(variant::Model { version: old.version + 1, updated_at: unit.now, ..row });
                }
                None => {
                    self.variant_tally.created += 1;
                    self.variants.push(row);
                }
            }
        }
        self.variant_tally.removed += known.len();
        self.variants_gone.extend(known.into_values().map(|row| row.id));
        Ok(ids)
    }

    /// Prices of the lists that the record speaks of are replaced, those of other lists stay.
    /// Answers with what rules look at: price and compare-at of each variant.
    pub(super) fn prices(
        &mut self,
        unit: &Unit,
        frame: &Frame,
        product: ProductId,
        (record, variants): (&ProductRecord, &[VariantId]),
        existing: &[price::Model],
    ) -> Result<Vec<RulePrice>, Fault> {
        let spoken: BTreeSet<PriceListId> =
            record.variants.iter().flat_map(|variant| variant.prices.iter().map(|price| price.price_list)).collect();
        let mut known: HashMap<VariantId, Vec<&price::Model>> = HashMap::new();
        for price in existing {
            known.entry(price.variant_id).or_default().push(price);
        }
        let mut ranges: BTreeMap<PriceListId, (Minor, Minor)> = BTreeMap::new();
        let mut rule_prices = Vec::with_capacity(variants.len());
        for (variant, id) in record.variants.iter().zip(variants) {
            let known = known.get(id).map(Vec::as_slice).unwrap_or_default();
            let kept = known.iter().filter(|price| !spoken.contains(&price.price_list_id)).map(|price| PriceRecord {
                price_list: price.price_list_id,
                min_quantity: price.min_quantity,
                amount: price.amount,
                compare_at: price.compare_at,
            });
            let prices: Vec<PriceRecord> = variant.prices.iter().copied().chain(kept).collect();
            let for_one =
                |list: PriceListId| prices.iter().find(|price| price.price_list == list && price.min_quantity == 1);
            let own = |list: PriceListId| for_one(list).map(|price| price.amount);
            for list in &frame.lists {
                if let Some(amount) = frame.price_in(list.id, &own)? {
                    let (min, max) = ranges.entry(list.id).or_insert((amount, amount));
                    *min = (*min).min(amount);
                    *max = (*max).max(amount);
                }
            }
            rule_prices.push((
                frame.rule_list.map_or(Ok(None), |list| frame.price_in(list, &own))?,
                frame.rule_list.and_then(for_one).and_then(|price| price.compare_at),
            ));
            if !known.is_empty() {
                self.repriced.push(*id);
            }
            self.prices.extend(prices.into_iter().map(|price| price::Model {
                variant_id: *id,
                price_list_id: price.price_list,
                min_quantity: price.min_quantity,
                amount: price.amount,
                compare_at: price.compare_at,
                updated_at: unit.now,
            }));
        }
        self.ranges.extend(ranges.into_iter().map(|(list, (min, max))| product_price_range::Model {
            price_list_id: list,
            product_id: product,
            min_amount: min,
            max_amount: max,
        }));
        Ok(rule_prices)
    }
}

fn choice(variant: &VariantRecord) -> [String; 3] {
    let at = |index: usize| variant.options.get(index).cloned().unwrap_or_default();
    [at(0), at(1), at(2)]
}

fn variant_row(
    (unit, product, position, [option1, option2, option3]): (&Unit, ProductId, usize, [String; 3]),
    record: &VariantRecord,
    media: &[MediaId],
    old: Option<&variant::Model>,
) -> Result<variant::Model, Fault> {
    let media_id = match record.media {
        None => None,
        Some(index) => Some(*media.get(index).ok_or_else(|| Fault::broken("a variant shows media it does not have"))?),
    };
    let unit_price = record.unit_price.as_ref();
    Ok(variant::Model {
        id: old.map_or_else(|| unit.new_id(), |old| old.id),
        product_id: product,
        position: number(position),
        option1,
        option2,
        option3,
        sku: record.sku.clone(),
        barcode: record.barcode.clone(),
        taxable: record.taxable,
        tax_code: record.tax_code.clone(),
        requires_shipping: record.requires_shipping,
        weight_mg: record.weight_mg,
        weight_unit: record.weight_unit,
        is_tracked: record.is_tracked,
        inventory_policy: record.inventory_policy,
        cost: record.cost,
        unit_quantity: unit_price.map(|price| price.quantity.clone()),
        unit: unit_price.map(|price| price.unit.clone()),
        reference_quantity: unit_price.map(|price| price.reference_quantity),
        reference_unit: unit_price.map(|price| price.reference_unit.clone()),
        media_id,
        // Nothing that is imported says so: an upsert leaves what staff set.
        quantity_minimum: old.map_or(1, |old| old.quantity_minimum),
        quantity_maximum: old.and_then(|old| old.quantity_maximum),
        quantity_step: old.map_or(1, |old| old.quantity_step),
        available_from: old.and_then(|old| old.available_from),
        version: old.map_or(1, |old| old.version),
        created_at: old.map_or(unit.now, |old| old.created_at),
        updated_at: old.map_or(unit.now, |old| old.updated_at),
        deleted_at: None,
    })
}
