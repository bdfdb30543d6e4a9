//! Records of products, small and plain, to be changed where a test cares.
use entity::{
    ids::{LocationId, PriceListId},
    media,
    money::Minor,
    product::Status,
    variant::InventoryPolicy,
    weight::WeightUnit,
};
use service::catalogue::record::{
    MediaRecord, OptionRecord, OptionValueRecord, PriceRecord, ProductRecord, StockRecord, VariantRecord,
};

/// A product on sale with one variant, without a price or stock.
pub fn product(handle: &str) -> ProductRecord {
    ProductRecord {
        handle: handle.to_owned(),
        title: handle.to_uppercase(),
        body_html: String::new(),
        vendor: "Acme".to_owned(),
        product_type: "Thing".to_owned(),
        category: None,
        tags: Vec::new(),
        status: Status::Active,
        published_at: Some(chrono::DateTime::UNIX_EPOCH),
        is_gift_card: false,
        seo_title: None,
        seo_description: None,
        options: Vec::new(),
        variants: vec![variant(&[])],
        media: Vec::new(),
        metafields: Vec::new(),
        translations: Vec::new(),
        collections: Vec::new(),
    }
}

/// A variant with these option values.
pub fn variant(options: &[&str]) -> VariantRecord {
    VariantRecord {
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        sku: None,
        barcode: None,
        taxable: true,
        tax_code: None,
        requires_shipping: true,
        weight_mg: 0,
        weight_unit: WeightUnit::Grams,
        is_tracked: true,
        inventory_policy: InventoryPolicy::Deny,
        cost: None,
        unit_price: None,
        media: None,
        prices: Vec::new(),
        stock: Vec::new(),
        metafields: Vec::new(),
    }
}

pub fn option(name: &str, values: &[&str]) -> OptionRecord {
    let value = |name: &&str| OptionValueRecord { name: (*name).to_owned(), swatch_color: None };
    OptionRecord { name: name.to_owned(), values: values.iter().map(value).collect() }
}

pub fn price(price_list: PriceListId, amount: i64) -> PriceRecord {
    PriceRecord { price_list, min_quantity: 1, amount: Minor(amount), compare_at: None }
}

pub fn stock(location: LocationId, on_hand: i64) -> StockRecord {
    StockRecord { location, on_hand }
}

pub fn picture(source: &str) -> MediaRecord {
    MediaRecord { kind: media::Kind::Image, source: source.to_owned(), alt: String::new(), size: None }
}
