//! Puts together what was read, table by table.
use std::collections::HashMap;

use entity::{
    ids::{LocationId, PriceListId, ProductId, VariantId},
    locale::Language,
    money::Minor,
    variant::InventoryPolicy,
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::source::{CollectionPlace, MetafieldSource, ProductSource, VariantSource};

#[derive(FromQueryResult)]
pub(super) struct VariantRow {
    pub(super) id: VariantId,
    pub(super) product_id: ProductId,
    pub(super) option1: String,
    pub(super) option2: String,
    pub(super) option3: String,
    pub(super) sku: Option<String>,
    pub(super) barcode: Option<String>,
    pub(super) is_tracked: bool,
    pub(super) inventory_policy: InventoryPolicy,
}

#[derive(FromQueryResult)]
pub(super) struct PriceRow {
    pub(super) product_id: ProductId,
    pub(super) variant_id: VariantId,
    pub(super) price_list_id: PriceListId,
    pub(super) amount: Minor,
}

#[derive(FromQueryResult)]
pub(super) struct StockRow {
    pub(super) product_id: ProductId,
    pub(super) variant_id: VariantId,
    pub(super) location_id: LocationId,
    pub(super) free: i64,
}

#[derive(FromQueryResult)]
pub(super) struct OptionRow {
    pub(super) product_id: ProductId,
    pub(super) position: i16,
    pub(super) name: String,
}

#[derive(FromQueryResult)]
pub(super) struct CollectionRow {
    pub(super) product_id: ProductId,
    pub(super) collection_id: Uuid,
    pub(super) position: i64,
}

#[derive(FromQueryResult)]
pub(super) struct MetafieldRow {
    pub(super) product_id: ProductId,
    pub(super) of_variant: bool,
    pub(super) namespace: String,
    pub(super) key: String,
    pub(super) type_name: String,
    pub(super) value: String,
}

#[derive(FromQueryResult)]
pub(super) struct TranslationRow {
    pub(super) owner_id: Uuid,
    pub(super) language: Language,
    pub(super) field: String,
    pub(super) value: String,
}

/// Sources being filled in. Rows of products that are not seen fall by the way.
pub(super) struct Sources {
    at: HashMap<ProductId, usize>,
    products: Vec<ProductSource>,
    /// Where each variant is within its product.
    variants: HashMap<VariantId, usize>,
}

impl Sources {
    pub(super) fn new(products: Vec<ProductSource>) -> Self {
        let at = products.iter().enumerate().map(|(at, product)| (product.id, at)).collect();
        Self { at, products, variants: HashMap::new() }
    }

    pub(super) fn into_products(self) -> Vec<ProductSource> {
        self.products
    }

    fn product(&mut self, id: ProductId) -> Option<&mut ProductSource> {
        self.products.get_mut(*self.at.get(&id)?)
    }

    fn variant(&mut self, product: ProductId, id: VariantId) -> Option<&mut VariantSource> {
        let at = *self.variants.get(&id)?;
        self.product(product)?.variants.get_mut(at)
    }

    pub(super) fn add_options(&mut self, rows: Vec<OptionRow>) {
        for row in rows {
            let Some(product) = self.product(row.product_id) else { continue };
            let place = usize::try_from(row.position - 1).ok().and_then(|at| product.options.get_mut(at));
            if let Some(place) = place {
                *place = row.name;
            }
        }
    }

    pub(super) fn add_variants(&mut self, rows: Vec<VariantRow>) {
        for row in rows {
            let Some(product) = self.product(row.product_id) else { continue };
            let at = product.variants.len();
            product.variants.push(VariantSource {
                options: [row.option1, row.option2, row.option3],
                sku: row.sku,
                barcode: row.barcode,
                is_limited: row.is_tracked && row.inventory_policy == InventoryPolicy::Deny,
                prices: Vec::new(),
                stock: Vec::new(),
            });
            self.variants.insert(row.id, at);
        }
    }

    pub(super) fn add_prices(&mut self, rows: Vec<PriceRow>) {
        for row in rows {
            if let Some(variant) = self.variant(row.product_id, row.variant_id) {
                variant.prices.push((row.price_list_id, row.amount));
            }
        }
    }

    pub(super) fn add_stock(&mut self, rows: Vec<StockRow>) {
        for row in rows {
            if let Some(variant) = self.variant(row.product_id, row.variant_id) {
                variant.stock.push((row.location_id, row.free));
            }
        }
    }

    pub(super) fn add_collections(&mut self, rows: Vec<CollectionRow>) {
        for row in rows {
            if let Some(product) = self.product(row.product_id) {
                product.collections.push(CollectionPlace { collection: row.collection_id, position: row.position });
            }
        }
    }

    pub(super) fn add_metafields(&mut self, rows: Vec<MetafieldRow>) {
        for row in rows {
            if let Some(product) = self.product(row.product_id) {
                product.metafields.push(MetafieldSource {
                    of_variant: row.of_variant,
                    namespace: row.namespace,
                    key: row.key,
                    type_name: row.type_name,
                    value: row.value,
                });
            }
        }
    }

    pub(super) fn add_translations(&mut self, rows: Vec<TranslationRow>) {
        for row in rows {
            if let Some(product) = self.product(ProductId(row.owner_id)) {
                product.translations.push((row.language, row.field, row.value));
            }
        }
    }
}
