//! Collections, written many at a time; what rules pick is picked anew.
use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{
    collection, collection_rule,
    ids::{CollectionId, MediaId, ProductId, VariantId},
    media, metafield, price, product, stock_level, translation, variant,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{frame::Frame, membership};
use crate::{
    catalogue::{
        record::CollectionRecord,
        rule::{self, RuleSet, Subject, SubjectVariant},
    },
    event::{self, Event},
    shop::{
        Unit,
        bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
        fault::Fault,
        sort::sort_key,
    },
};

/// Products looked at together when rules are applied to all there are.
const PRODUCTS_PER_PASS_MAX: u64 = 1_000;

const REPLACE: OnConflict = OnConflict::Do(
    " ON CONFLICT (id) DO UPDATE SET title = excluded.title, sort_title = excluded.sort_title, \
     body_html = excluded.body_html, kind = excluded.kind, rule_match = excluded.rule_match, \
     product_order = excluded.product_order, media_id = excluded.media_id, published_at = excluded.published_at, \
     seo_title = excluded.seo_title, seo_description = excluded.seo_description, version = excluded.version, \
     updated_at = excluded.updated_at",
);

/// Writes collections, found again by their handles, which are distinct. Rule-based ones are filled
/// from the products there are; those of a manual one stay.
///
/// # Errors
/// A [`Fault`] when the database fails or a record does not fit it.
pub async fn collections(unit: &Unit, records: &[CollectionRecord]) -> Result<Vec<CollectionId>, Fault> {
    let handles = records.iter().map(|record| record.handle.as_str());
    let known = collection::Entity::find()
        .filter(collection::Column::Handle.is_in(handles))
        .filter(collection::Column::DeletedAt.is_null())
        .all(&unit.tx)
        .await?;
    let known: HashMap<String, collection::Model> = known.into_iter().map(|row| (row.handle.clone(), row)).collect();
    let mut rows = CollectionRows::default();
    for record in records {
        rows.add(unit, record, known.get(&record.handle))?;
    }
    rows.write(unit).await?;
    let ids: Vec<_> = rows.collections.iter().map(|row| row.id).collect();
    let rule_based: Vec<_> =
        rows.collections.iter().filter(|row| row.kind == collection::Kind::Rule).map(|row| row.id).collect();
    if !rule_based.is_empty() {
        fill(unit, &rule_based).await?;
    }
    event::record(unit, rows.events).await?;
    Ok(ids)
}

#[derive(Default)]
struct CollectionRows {
    collections: Vec<collection::Model>,
    rules: Vec<collection_rule::Model>,
    media: Vec<media::Model>,
    metafields: Vec<metafield::Model>,
    translations: Vec<translation::Model>,
    replaced: Vec<CollectionId>,
    media_gone: Vec<MediaId>,
    events: Vec<Event>,
}

impl CollectionRows {
    fn add(&mut self, unit: &Unit, record: &CollectionRecord, old: Option<&collection::Model>) -> Result<(), Fault> {
        let id = old.map_or_else(|| unit.new_id(), |old| old.id);
        self.events.push(if old.is_some() { Event::CollectionUpdated(id) } else { Event::CollectionCreated(id) });
        if let Some(old) = old {
            self.replaced.push(id);
            self.media_gone.extend(old.media_id);
        }
        let media_id = record.media.as_ref().map(|media| self.picture(unit, media));
        self.collections.push(collection::Model {
            id,
            handle: record.handle.clone(),
            title: record.title.clone(),
            sort_title: sort_key(&record.title),
            body_html: record.body_html.clone(),
            kind: record.kind,
            rule_match: record.rule_match,
            product_order: record.product_order,
            media_id,
            published_at: record.published_at,
            seo_title: record.seo_title.clone(),
            seo_description: record.seo_description.clone(),
            version: old.map_or(1, |old| old.version + 1),
            created_at: old.map_or(unit.now, |old| old.created_at),
            updated_at: unit.now,
            deleted_at: None,
        });
        self.rules.extend((0..).zip(&record.rules).map(|(position, rule)| collection_rule::Model {
            id: unit.new_id(),
            collection_id: id,
            position,
            field: rule.field,
            relation: rule.relation,
            value: rule.value.clone(),
        }));
        self.metafields.extend(record.metafields.iter().map(|field| metafield::Model {
            id: unit.new_id(),
            owner_type: metafield::OwnerType::Collection,
            owner_id: id.0,
            namespace: field.namespace.clone(),
            key: field.key.clone(),
            type_name: field.type_name.clone(),
            value: field.value.clone(),
            created_at: unit.now,
            updated_at: unit.now,
        }));
        self.translations.extend(super::translations(unit, id.0, &record.translations)?);
        Ok(())
    }

    fn picture(&mut self, unit: &Unit, record: &crate::catalogue::record::MediaRecord) -> MediaId {
        let id = unit.new_id();
        self.media.push(media::Model {
            id,
            product_id: None,
            position: 0,
            kind: record.kind,
            source: record.source.clone(),
            alt: record.alt.clone(),
            width: record.size.map(|(width, _)| width),
            height: record.size.map(|(_, height)| height),
            created_at: unit.now,
            updated_at: unit.now,
        });
        id
    }

    async fn write(&self, unit: &Unit) -> Result<(), Fault> {
        let tx = &unit.tx;
        for ids in self.replaced.chunks(KEYS_PER_LIST_MAX) {
            let ids = || ids.iter().copied();
            let owners = || ids().map(Uuid::from);
            collection_rule::Entity::delete_many()
                .filter(collection_rule::Column::CollectionId.is_in(ids()))
                .exec(tx)
                .await?;
            metafield::Entity::delete_many().filter(metafield::Column::OwnerId.is_in(owners())).exec(tx).await?;
            translation::Entity::delete_many().filter(translation::Column::OwnerId.is_in(owners())).exec(tx).await?;
        }
        for ids in self.media_gone.chunks(KEYS_PER_LIST_MAX) {
            media::Entity::delete_many().filter(media::Column::Id.is_in(ids.iter().copied())).exec(tx).await?;
        }
        bulk::insert::<media::Entity>(unit, &self.media, OnConflict::Fail).await?;
        bulk::insert::<collection::Entity>(unit, &self.collections, REPLACE).await?;
        bulk::insert::<collection_rule::Entity>(unit, &self.rules, OnConflict::Fail).await?;
        bulk::insert::<metafield::Entity>(unit, &self.metafields, OnConflict::Fail).await?;
        bulk::insert::<translation::Entity>(unit, &self.translations, OnConflict::Fail).await
    }
}

/// Applies the rules of collections to every product there is, a bounded number at a time.
async fn fill(unit: &Unit, collections: &[CollectionId]) -> Result<(), Fault> {
    let frame = Frame::load(unit).await?;
    let sets: Vec<&RuleSet> = frame.rules.iter().filter(|set| collections.contains(&set.collection)).collect();
    let mut after: Option<ProductId> = None;
    while let Some(products) = pass(unit, after).await? {
        after = products.last().map(|product| product.id);
        settle(unit, &frame, &sets, &products).await?;
    }
    Ok(())
}

/// The next products in the order of their keys; none after the last.
pub(super) async fn pass(unit: &Unit, after: Option<ProductId>) -> Result<Option<Vec<product::Model>>, Fault> {
    let mut select = product::Entity::find()
        .filter(product::Column::DeletedAt.is_null())
        .order_by_asc(product::Column::Id)
        .limit(PRODUCTS_PER_PASS_MAX);
    if let Some(after) = after {
        select = select.filter(product::Column::Id.gt(after));
    }
    let products = select.all(&unit.tx).await?;
    Ok((!products.is_empty()).then_some(products))
}

/// Puts products into the collections whose rules they meet, and takes them out of the others.
pub(super) async fn settle(
    unit: &Unit,
    frame: &Frame,
    sets: &[&RuleSet],
    products: &[product::Model],
) -> Result<(), Fault> {
    if sets.is_empty() {
        return Ok(());
    }
    let variants = variants_of(unit, frame, products).await?;
    let seen: Vec<_> = products.iter().map(|product| product.id).collect();
    let mut wanted: BTreeMap<CollectionId, HashSet<ProductId>> = BTreeMap::new();
    for product in products {
        let subject = Subject {
            title: &product.title,
            vendor: &product.vendor,
            product_type: &product.product_type,
            tags: &product.tags.0,
            categories: frame.category_path(product.category_id),
            variants: variants.get(&product.id).cloned().unwrap_or_default(),
        };
        for set in sets.iter().filter(|set| rule::matches(set, frame.terms, &subject)) {
            wanted.entry(set.collection).or_default().insert(product.id);
        }
    }
    for set in sets {
        let wanted = wanted.remove(&set.collection).unwrap_or_default();
        membership::settle(unit, set.collection, &seen, &wanted).await?;
    }
    Ok(())
}

/// What rules see of the variants of products, by product.
async fn variants_of(
    unit: &Unit,
    frame: &Frame,
    products: &[product::Model],
) -> Result<HashMap<ProductId, Vec<SubjectVariant>>, Fault> {
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(products.iter().map(|product| product.id)))
        .filter(variant::Column::DeletedAt.is_null())
        .all(&unit.tx)
        .await?;
    let mut prices: HashMap<VariantId, Vec<price::Model>> = HashMap::new();
    let mut stock: HashMap<VariantId, i64> = HashMap::new();
    for variants in variants.chunks(KEYS_PER_LIST_MAX) {
        let ids = || variants.iter().map(|variant| variant.id);
        for row in price::Entity::find().filter(price::Column::VariantId.is_in(ids())).all(&unit.tx).await? {
            prices.entry(row.variant_id).or_default().push(row);
        }
        let levels = stock_level::Entity::find().filter(stock_level::Column::VariantId.is_in(ids()));
        for row in levels.all(&unit.tx).await? {
            *stock.entry(row.variant_id).or_default() += row.on_hand;
        }
    }
    let mut subjects: HashMap<ProductId, Vec<SubjectVariant>> = HashMap::new();
    for variant in variants {
        let own = prices.remove(&variant.id).unwrap_or_default();
        let for_one = |list| own.iter().find(|price| price.price_list_id == list && price.min_quantity == 1);
        let own_price = |list| for_one(list).map(|price| price.amount);
        let options = [&variant.option1, &variant.option2, &variant.option3].map(String::as_str);
        let chosen: Vec<_> = options.into_iter().filter(|option| !option.is_empty()).collect();
        subjects.entry(variant.product_id).or_default().push(SubjectVariant {
            title: chosen.join(" / "),
            price: frame.rule_list.map_or(Ok(None), |list| frame.price_in(list, &own_price))?,
            compare_at: frame.rule_list.and_then(for_one).and_then(|price| price.compare_at),
            weight_mg: variant.weight_mg,
            stock: stock.get(&variant.id).copied().unwrap_or_default(),
        });
    }
    Ok(subjects)
}
