//! A fingerprint of a record: equal records have equal ones, on every machine and in every release
//! that does not change what is written from a record.
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use entity::{media, product::Status, variant::InventoryPolicy};
use sha2::{Digest, Sha256};

use crate::catalogue::record::{MetafieldRecord, ProductRecord, VariantRecord};

/// Raised whenever the same record would be written differently: every product is written once more then.
const ENCODING: u32 = 2;

/// The fingerprint that a product keeps of what was imported into it.
///
/// The instant of publication is left out: a product that is on sale stays so since it first was.
pub(super) fn of(record: &ProductRecord) -> String {
    let mut to = Encoder(Sha256::new());
    to.number(i64::from(ENCODING));
    to.text(&record.handle);
    to.text(&record.title);
    to.text(&record.body_html);
    to.text(&record.vendor);
    to.text(&record.product_type);
    to.maybe(record.category.as_ref(), |to, id| to.bytes(id.0.as_bytes()));
    to.list(&record.tags, |to, tag| to.text(tag));
    to.number(match record.status {
        Status::Draft => 0,
        Status::Active => 1,
        Status::Archived => 2,
    });
    to.flag(record.published_at.is_some());
    to.flag(record.is_gift_card);
    to.maybe(record.seo_title.as_deref(), Encoder::text);
    to.maybe(record.seo_description.as_deref(), Encoder::text);
    to.list(&record.options, |to, option| {
        to.text(&option.name);
        to.list(&option.values, |to, value| {
            to.text(&value.name);
            to.maybe(value.swatch_color.as_deref(), Encoder::text);
        });
    });
    to.list(&record.variants, variant);
    to.list(&record.media, |to, media| {
        to.number(match media.kind {
            media::Kind::Image => 0,
            media::Kind::Video => 1,
            media::Kind::ExternalVideo => 2,
            media::Kind::Model3d => 3,
        });
        to.text(&media.source);
        to.text(&media.alt);
        to.maybe(media.size.as_ref(), |to, (width, height)| {
            to.number(i64::from(*width));
            to.number(i64::from(*height));
        });
    });
    to.list(&record.metafields, metafield);
    to.list(&record.translations, |to, translation| {
        to.text(&translation.language);
        to.text(translation.field);
        to.text(&translation.value);
    });
    to.list(&record.collections, |to, id| to.bytes(id.0.as_bytes()));
    STANDARD_NO_PAD.encode(to.0.finalize())
}

fn variant(to: &mut Encoder, variant: &VariantRecord) {
    to.list(&variant.options, |to, value| to.text(value));
    to.maybe(variant.sku.as_deref(), Encoder::text);
    to.maybe(variant.barcode.as_deref(), Encoder::text);
    to.flag(variant.taxable);
    to.maybe(variant.tax_code.as_deref(), Encoder::text);
    to.flag(variant.requires_shipping);
    to.number(variant.weight_mg);
    to.number(variant.weight_unit.milligrams());
    to.flag(variant.is_tracked);
    to.flag(variant.inventory_policy == InventoryPolicy::Continue);
    to.maybe(variant.cost.as_ref(), |to, cost| to.number(cost.0));
    to.maybe(variant.unit_price.as_ref(), |to, unit_price| {
        to.text(&unit_price.quantity);
        to.text(&unit_price.unit);
        to.number(i64::from(unit_price.reference_quantity));
        to.text(&unit_price.reference_unit);
    });
    to.maybe(variant.media.as_ref(), |to, index| to.count(*index));
    to.list(&variant.prices, |to, price| {
        to.bytes(price.price_list.0.as_bytes());
        to.number(i64::from(price.min_quantity));
        to.number(price.amount.0);
        to.maybe(price.compare_at.as_ref(), |to, amount| to.number(amount.0));
    });
    to.list(&variant.stock, |to, stock| {
        to.bytes(stock.location.0.as_bytes());
        to.number(stock.on_hand);
    });
    to.list(&variant.metafields, metafield);
}

fn metafield(to: &mut Encoder, field: &MetafieldRecord) {
    to.text(&field.namespace);
    to.text(&field.key);
    to.text(&field.type_name);
    to.text(&field.value);
}

/// Fixed-width numbers and length-prefixed texts, so that no two records read the same.
struct Encoder(Sha256);

impl Encoder {
    fn number(&mut self, value: i64) {
        self.0.update(value.to_le_bytes());
    }

    fn count(&mut self, value: usize) {
        self.number(i64::try_from(value).unwrap_or(i64::MAX));
    }

    fn flag(&mut self, value: bool) {
        self.0.update([u8::from(value)]);
    }

    fn bytes(&mut self, value: &[u8]) {
        self.count(value.len());
        self.0.update(value);
    }

    fn text(&mut self, value: &str) {
        self.bytes(value.as_bytes());
    }

    fn maybe<T: ?Sized>(&mut self, value: Option<&T>, write: impl FnOnce(&mut Self, &T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn list<T>(&mut self, values: &[T], write: impl Fn(&mut Self, &T)) {
        self.count(values.len());
        for value in values {
            write(self, value);
        }
    }
}
