//! Whole products and collections, written many at a time.
//!
//! Entry points: [`products`] and [`collections`]. A record is found again by its handle. What did not
//! change since it was last written is not touched; what did is brought to what the record says:
//! options, media and variants keep their keys by name, source and choice, variants that are gone are
//! put away, stock is recounted through the ledger.
//! Invariant: counts of tags, spans of prices, memberships and events are written with what they sum up.
//! Deliberately absent: prices in lists that a record does not speak of, stock at locations it does not
//! speak of and collections it was put in by somebody else stay as they are.

mod collections;
mod digest;
mod existing;
mod frame;
mod membership;
mod offers;
pub(in crate::catalogue) mod reprice;
mod rows;
mod tags;

use std::collections::HashMap;

use entity::{
    ids::{ProductId, VariantId},
    locale::Language,
    media, metafield, option_value, price, product, product_option, product_price_range, translation, variant,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, Value,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

pub use self::collections::collections;
use self::{frame::Frame, rows::Rows};
use super::record::{ProductRecord, TranslationRecord};
use crate::{
    event::{self, Event},
    inventory::ledger::{self, Source},
    shop::{
        Shop, Unit,
        bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
        fault::Fault,
    },
};

/// What became of each record, in their order.
#[derive(Clone, Debug, Default)]
pub struct SaveOutcome {
    pub products: Vec<(ProductId, Change)>,
    pub variants: Tally,
    pub media: Tally,
}

/// What writing a record did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Created,
    Updated,
    Unchanged,
}

/// How many of something were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub removed: usize,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            created: self.created + other.created,
            updated: self.updated + other.updated,
            unchanged: self.unchanged + other.unchanged,
            removed: self.removed + other.removed,
        }
    }
}

/// PostgreSQL's number for "somebody writes whole products": two writers take turns.
const WRITER_LOCK: i64 = 0x000C_A7A1;

const ANALYSE: &str = "ANALYZE product, product_option, option_value, media, variant, price, product_price_range, \
    stock_level, collection_product, metafield, translation, tag, outbox_event";

const REPLACE_PRODUCT: OnConflict = OnConflict::Do(
    " ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, title = excluded.title, sort_title = excluded.sort_title, \
     body_html = excluded.body_html, vendor = excluded.vendor, product_type = excluded.product_type, \
     category_id = excluded.category_id, tags = excluded.tags, status = excluded.status, \
     published_at = excluded.published_at, is_gift_card = excluded.is_gift_card, seo_title = excluded.seo_title, \
     seo_description = excluded.seo_description, import_digest = excluded.import_digest, \
     version = excluded.version, updated_at = excluded.updated_at",
);
const REPLACE_MEDIA: OnConflict = OnConflict::Do(
    " ON CONFLICT (id) DO UPDATE SET position = excluded.position, kind = excluded.kind, alt = excluded.alt, \
     width = excluded.width, height = excluded.height, updated_at = excluded.updated_at",
);
const REPLACE_VARIANT: OnConflict = OnConflict::Do(
    " ON CONFLICT (id) DO UPDATE SET position = excluded.position, sku = excluded.sku, barcode = excluded.barcode, \
     taxable = excluded.taxable, tax_code = excluded.tax_code, requires_shipping = excluded.requires_shipping, \
     weight_mg = excluded.weight_mg, weight_unit = excluded.weight_unit, is_tracked = excluded.is_tracked, \
     inventory_policy = excluded.inventory_policy, cost = excluded.cost, unit_quantity = excluded.unit_quantity, \
     unit = excluded.unit, reference_quantity = excluded.reference_quantity, \
     reference_unit = excluded.reference_unit, media_id = excluded.media_id, version = excluded.version, \
     updated_at = excluded.updated_at",
);

/// Writes products, each with everything below it. Handles are distinct; everything is within the
/// lengths that the database takes, else the whole batch is refused.
///
/// # Errors
/// A [`Fault`] when the database fails or a record breaks the rules above.
pub async fn products(unit: &Unit, records: &[ProductRecord], source: Source<'_>) -> Result<SaveOutcome, Fault> {
    reprice::take_turn(unit).await?;
    let found = existing::find(&unit.tx, records.iter().map(|record| record.handle.as_str())).await?;
    let mut outcome = SaveOutcome::default();
    let mut fates = vec![None; records.len()];
    let mut changed = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let digest = digest::of(record);
        match found.get(&record.handle) {
            Some((id, known)) if known.as_ref() == Some(&digest) => {
                fates[index] = Some((*id, Change::Unchanged));
                outcome.variants.unchanged += record.variants.len();
                outcome.media.unchanged += record.media.len();
            }
            known => changed.push((index, record, digest, known.map(|(id, _)| *id))),
        }
    }
    if !changed.is_empty() {
        change(unit, records, changed, source, (&mut outcome, &mut fates)).await?;
    }
    outcome.products = fates.into_iter().flatten().collect();
    Ok(outcome)
}

/// What [`products`] would do, without doing it. Below a product that would change everything counts as
/// updated.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn rehearse(shop: &Shop, records: &[ProductRecord]) -> Result<SaveOutcome, Fault> {
    let handles = records.iter().map(|record| record.handle.as_str());
    let found = existing::find(&shop.database().write, handles).await?;
    let mut outcome = SaveOutcome::default();
    for record in records {
        let (variants, media) = (record.variants.len(), record.media.len());
        let (id, change) = match found.get(&record.handle) {
            None => {
                outcome.variants.created += variants;
                outcome.media.created += media;
                (ProductId(Uuid::nil()), Change::Created)
            }
            Some((id, known)) if known.as_ref() == Some(&digest::of(record)) => {
                outcome.variants.unchanged += variants;
                outcome.media.unchanged += media;
                (*id, Change::Unchanged)
            }
            Some((id, _)) => {
                outcome.variants.updated += variants;
                outcome.media.updated += media;
                (*id, Change::Updated)
            }
        };
        outcome.products.push((id, change));
    }
    Ok(outcome)
}

/// Has PostgreSQL look at its tables now: one that has grown by much is read by plans made for a small one
/// until it does, a hundred times slower. SQLite's plans do not depend on how much there is.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn analyse(shop: &Shop) -> Result<(), Fault> {
    if shop.database().backend() == DatabaseBackend::Postgres {
        shop.database().write.execute_unprepared(ANALYSE).await?;
    }
    Ok(())
}

/// A record to write: its place, itself, its fingerprint, and the product that it replaces.
type Changed<'a> = (usize, &'a ProductRecord, String, Option<ProductId>);

async fn change(
    unit: &Unit,
    records: &[ProductRecord],
    changed: Vec<Changed<'_>>,
    source: Source<'_>,
    (outcome, fates): (&mut SaveOutcome, &mut [Option<(ProductId, Change)>]),
) -> Result<(), Fault> {
    let frame = Frame::load(unit).await?;
    let ids: Vec<_> = changed.iter().filter_map(|(_, _, _, id)| *id).collect();
    let mut known = existing::load(unit, &ids).await?;
    let mut rows = Rows::default();
    for (index, record, digest, id) in changed {
        rows.add(unit, &frame, (index, record, digest), id.and_then(|id| known.remove(&id)))?;
    }
    write(unit, &rows, source).await?;
    membership::of_written(unit, &frame, records, &rows, source).await?;
    event::record(unit, rows.written.iter().map(rows::Written::event)).await?;
    for written in &rows.written {
        let change = if written.is_new { Change::Created } else { Change::Updated };
        fates[written.record] = Some((written.product, change));
    }
    outcome.variants = outcome.variants.plus(rows.variant_tally);
    outcome.media = outcome.media.plus(rows.media_tally);
    Ok(())
}

/// Everything but stock and memberships, parents before children.
async fn write(unit: &Unit, rows: &Rows, source: Source<'_>) -> Result<(), Fault> {
    clear(unit, rows).await?;
    // Looking for what is replaced costs time, also where there is nothing.
    let or_fail = |replace| if rows.rewritten.is_empty() { OnConflict::Fail } else { replace };
    bulk::insert::<product::Entity>(unit, &rows.products, or_fail(REPLACE_PRODUCT)).await?;
    bulk::insert::<product_option::Entity>(unit, &rows.options, OnConflict::Fail).await?;
    bulk::insert::<option_value::Entity>(unit, &rows.values, OnConflict::Fail).await?;
    bulk::insert::<media::Entity>(unit, &rows.media, or_fail(REPLACE_MEDIA)).await?;
    bulk::insert::<variant::Entity>(unit, &rows.variants, or_fail(REPLACE_VARIANT)).await?;
    bulk::insert::<price::Entity>(unit, &rows.prices, OnConflict::Fail).await?;
    bulk::insert::<product_price_range::Entity>(unit, &rows.ranges, OnConflict::Fail).await?;
    bulk::insert::<metafield::Entity>(unit, &rows.metafields, OnConflict::Fail).await?;
    bulk::insert::<translation::Entity>(unit, &rows.translations, OnConflict::Fail).await?;
    ledger::open(unit, &rows.first_counts, source).await?;
    tags::count(unit, &rows.tags).await
}

/// What changed products had and may not have any more.
async fn clear(unit: &Unit, rows: &Rows) -> Result<(), Fault> {
    let tx = &unit.tx;
    for ids in rows.rewritten.chunks(KEYS_PER_LIST_MAX) {
        let ids = || ids.iter().copied();
        // Their values go with them.
        product_option::Entity::delete_many().filter(product_option::Column::ProductId.is_in(ids())).exec(tx).await?;
        product_price_range::Entity::delete_many()
            .filter(product_price_range::Column::ProductId.is_in(ids()))
            .exec(tx)
            .await?;
        let owners = ids().map(Uuid::from);
        translation::Entity::delete_many().filter(translation::Column::OwnerId.is_in(owners)).exec(tx).await?;
    }
    for ids in rows.metafields_gone.chunks(KEYS_PER_LIST_MAX) {
        metafield::Entity::delete_many().filter(metafield::Column::Id.is_in(ids.iter().copied())).exec(tx).await?;
    }
    for ids in rows.repriced.chunks(KEYS_PER_LIST_MAX) {
        let filter = price::Column::VariantId.is_in(ids.iter().copied());
        price::Entity::delete_many().filter(filter).exec(tx).await?;
    }
    for ids in rows.media_gone.chunks(KEYS_PER_LIST_MAX) {
        media::Entity::delete_many().filter(media::Column::Id.is_in(ids.iter().copied())).exec(tx).await?;
    }
    for ids in rows.variants_gone.chunks(KEYS_PER_LIST_MAX) {
        variant::Entity::update_many()
            .col_expr(variant::Column::DeletedAt, Expr::val(Value::from(unit.now)))
            .col_expr(variant::Column::UpdatedAt, Expr::val(Value::from(unit.now)))
            .col_expr(variant::Column::Version, Expr::col(variant::Column::Version).add(1))
            .filter(variant::Column::Id.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

impl rows::Written {
    fn event(&self) -> Event {
        if self.is_new { Event::ProductCreated(self.product) } else { Event::ProductUpdated(self.product) }
    }
}

/// The rows of a record's texts in other languages.
fn translations(unit: &Unit, owner: Uuid, records: &[TranslationRecord]) -> Result<Vec<translation::Model>, Fault> {
    records
        .iter()
        .map(|record| {
            let language: Language =
                record.language.parse().map_err(|error| Fault::other("reading a translation's language", error))?;
            Ok(translation::Model {
                owner_id: owner,
                language,
                field: record.field.to_owned(),
                value: record.value.clone(),
                updated_at: unit.now,
            })
        })
        .collect()
}

/// On hand, everywhere, of each variant.
type Stock = HashMap<VariantId, i64>;
