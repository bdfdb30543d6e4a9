//! A whole product as it comes from outside: what an import row or the demo shop says it is.
use chrono::{DateTime, Utc};
use entity::{
    collection, collection_rule,
    ids::{CategoryId, CollectionId, LocationId, PriceListId},
    media,
    money::Minor,
    product::Status,
    variant::InventoryPolicy,
    weight::WeightUnit,
};

/// A product with everything below it. Found again by its handle.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProductRecord {
    pub handle: String,
    pub title: String,
    /// Already sanitised.
    pub body_html: String,
    pub vendor: String,
    pub product_type: String,
    pub category: Option<CategoryId>,
    /// Distinct, in the order they are shown.
    pub tags: Vec<String>,
    pub status: Status,
    pub published_at: Option<DateTime<Utc>>,
    pub is_gift_card: bool,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    /// Up to three. None for a product with a single variant and nothing to choose.
    pub options: Vec<OptionRecord>,
    /// At least one, with distinct option values.
    pub variants: Vec<VariantRecord>,
    pub media: Vec<MediaRecord>,
    pub metafields: Vec<MetafieldRecord>,
    pub translations: Vec<TranslationRecord>,
    /// Manual collections it belongs to. Rule-based ones find it themselves.
    pub collections: Vec<CollectionId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OptionRecord {
    pub name: String,
    /// In the order they are offered.
    pub values: Vec<OptionValueRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OptionValueRecord {
    pub name: String,
    /// `#rrggbb`
    pub swatch_color: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VariantRecord {
    /// One per option of the product, in their order.
    pub options: Vec<String>,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    pub taxable: bool,
    pub tax_code: Option<String>,
    pub requires_shipping: bool,
    pub weight_mg: i64,
    pub weight_unit: WeightUnit,
    pub is_tracked: bool,
    pub inventory_policy: InventoryPolicy,
    pub cost: Option<Minor>,
    pub unit_price: Option<UnitPriceRecord>,
    /// Which of the product's media shows this variant.
    pub media: Option<usize>,
    pub prices: Vec<PriceRecord>,
    pub stock: Vec<StockRecord>,
    pub metafields: Vec<MetafieldRecord>,
}

/// How the price per unit of measure is quoted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnitPriceRecord {
    /// What is in the package, as an exact decimal in `unit`.
    pub quantity: String,
    pub unit: String,
    pub reference_quantity: i32,
    pub reference_unit: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PriceRecord {
    pub price_list: PriceListId,
    pub min_quantity: i32,
    pub amount: Minor,
    pub compare_at: Option<Minor>,
}

/// What is on the shelf at a location. Counted up or down to by an adjustment in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StockRecord {
    pub location: LocationId,
    pub on_hand: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MediaRecord {
    pub kind: media::Kind,
    /// An absolute address, or a file name below the shop's media folder.
    pub source: String,
    pub alt: String,
    pub size: Option<(i32, i32)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetafieldRecord {
    pub namespace: String,
    pub key: String,
    pub type_name: String,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TranslationRecord {
    pub language: String,
    /// `title`, `body_html`, `seo_title`, `seo_description`.
    pub field: &'static str,
    pub value: String,
}

/// A condition of a rule-based collection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RuleRecord {
    pub field: collection_rule::Field,
    pub relation: collection_rule::Comparison,
    pub value: String,
}

/// A collection with its rules. Found again by its handle.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CollectionRecord {
    pub handle: String,
    pub title: String,
    pub body_html: String,
    pub kind: collection::Kind,
    pub rule_match: collection::RuleMatch,
    pub rules: Vec<RuleRecord>,
    pub product_order: collection::ProductOrder,
    pub media: Option<MediaRecord>,
    pub published_at: Option<DateTime<Utc>>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub metafields: Vec<MetafieldRecord>,
    pub translations: Vec<TranslationRecord>,
}
