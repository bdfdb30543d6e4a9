//! What the database holds of products that are about to change.
use std::{collections::HashMap, hash::Hash};

use entity::{
    collection_product,
    ids::{CollectionId, ProductId, ProductOptionId, VariantId},
    media, metafield, option_value, price, product, product_option, variant,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use uuid::Uuid;

use crate::shop::{Unit, bulk::KEYS_PER_LIST_MAX, fault::Fault};

/// One product with everything below it, as stored.
pub(super) struct Existing {
    pub product: product::Model,
    pub options: Vec<product_option::Model>,
    pub values: Vec<option_value::Model>,
    /// Live ones.
    pub variants: Vec<variant::Model>,
    pub prices: Vec<price::Model>,
    pub media: Vec<media::Model>,
    /// Its own and those of its live variants.
    pub metafields: Vec<metafield::Model>,
    pub collections: Vec<CollectionId>,
}

/// Handle → key and fingerprint of the products that are there, found in one statement per thousand.
pub(super) async fn find<'a>(
    db: &impl ConnectionTrait,
    handles: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, (ProductId, Option<String>)>, Fault> {
    let handles: Vec<_> = handles.collect();
    let mut found = HashMap::with_capacity(handles.len());
    for handles in handles.chunks(KEYS_PER_LIST_MAX) {
        let rows: Vec<(ProductId, String, Option<String>)> = product::Entity::find()
            .select_only()
            .columns([product::Column::Id, product::Column::Handle, product::Column::ImportDigest])
            .filter(product::Column::Handle.is_in(handles.iter().copied()))
            .filter(product::Column::DeletedAt.is_null())
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|(id, handle, digest)| (handle, (id, digest))));
    }
    Ok(found)
}

/// Loads products and locks them, in the order of their keys.
pub(super) async fn load(unit: &Unit, ids: &[ProductId]) -> Result<HashMap<ProductId, Existing>, Fault> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let mut all = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(KEYS_PER_LIST_MAX) {
        load_some(unit, ids, &mut all).await?;
    }
    Ok(all)
}

async fn load_some(unit: &Unit, ids: &[ProductId], all: &mut HashMap<ProductId, Existing>) -> Result<(), Fault> {
    let tx = &unit.tx;
    let keys = || ids.iter().copied();
    let mut select =
        product::Entity::find().filter(product::Column::Id.is_in(keys())).order_by_asc(product::Column::Id);
    // SQLite has one writer, and that is us.
    if unit.backend() == DatabaseBackend::Postgres {
        select = select.lock_exclusive();
    }
    let products = select.all(tx).await?;
    let options =
        product_option::Entity::find().filter(product_option::Column::ProductId.is_in(keys())).all(tx).await?;
    let owner: HashMap<ProductOptionId, ProductId> = options.iter().map(|row| (row.id, row.product_id)).collect();
    let of_products = product_option::Entity::find()
        .select_only()
        .column(product_option::Column::Id)
        .filter(product_option::Column::ProductId.is_in(keys()));
    let values = option_value::Entity::find()
        .filter(option_value::Column::OptionId.in_subquery(QueryTrait::into_query(of_products)))
        .all(tx)
        .await?;
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(keys()))
        .filter(variant::Column::DeletedAt.is_null())
        .order_by_asc(variant::Column::Position)
        .order_by_asc(variant::Column::Id)
        .all(tx)
        .await?;
    let sold_as: HashMap<VariantId, ProductId> = variants.iter().map(|row| (row.id, row.product_id)).collect();
    let variant_ids: Vec<VariantId> = variants.iter().map(|row| row.id).collect();
    let mut prices = Vec::new();
    for ids in variant_ids.chunks(KEYS_PER_LIST_MAX) {
        let filter = price::Column::VariantId.is_in(ids.iter().copied());
        prices.extend(price::Entity::find().filter(filter).all(tx).await?);
    }
    let (mut options, mut values) =
        (group(options, |row| Some(row.product_id)), group(values, |row| owner.get(&row.option_id).copied()));
    let (mut variants, mut prices) =
        (group(variants, |row| Some(row.product_id)), group(prices, |row| sold_as.get(&row.variant_id).copied()));
    let mut below = below(unit, ids, &sold_as).await?;
    for product in products {
        let id = product.id;
        let (media, metafields, collections) = below.remove(&id).unwrap_or_default();
        let of = Existing {
            options: options.remove(&id).unwrap_or_default(),
            values: values.remove(&id).unwrap_or_default(),
            variants: variants.remove(&id).unwrap_or_default(),
            prices: prices.remove(&id).unwrap_or_default(),
            media,
            metafields,
            collections,
            product,
        };
        all.insert(id, of);
    }
    Ok(())
}

/// Media, metafields and collections.
type Below = (Vec<media::Model>, Vec<metafield::Model>, Vec<CollectionId>);

async fn below(
    unit: &Unit,
    ids: &[ProductId],
    sold_as: &HashMap<VariantId, ProductId>,
) -> Result<HashMap<ProductId, Below>, Fault> {
    let keys = || ids.iter().copied();
    let mut all: HashMap<ProductId, Below> = HashMap::new();
    let media = media::Entity::find()
        .filter(media::Column::ProductId.is_in(keys()))
        .order_by_asc(media::Column::Position)
        .order_by_asc(media::Column::Id);
    for row in media.all(&unit.tx).await? {
        if let Some(product) = row.product_id {
            all.entry(product).or_default().0.push(row);
        }
    }
    let owners: Vec<Uuid> = ids.iter().map(|id| id.0).chain(sold_as.keys().map(|id| id.0)).collect();
    for owners in owners.chunks(KEYS_PER_LIST_MAX) {
        let metafields = metafield::Entity::find().filter(metafield::Column::OwnerId.is_in(owners.iter().copied()));
        for row in metafields.all(&unit.tx).await? {
            let product = sold_as.get(&VariantId(row.owner_id)).copied().unwrap_or(ProductId(row.owner_id));
            all.entry(product).or_default().1.push(row);
        }
    }
    let members = collection_product::Entity::find().filter(collection_product::Column::ProductId.is_in(keys()));
    for row in members.all(&unit.tx).await? {
        all.entry(row.product_id).or_default().2.push(row.collection_id);
    }
    Ok(all)
}

fn group<K: Eq + Hash, T>(rows: Vec<T>, key: impl Fn(&T) -> Option<K>) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        if let Some(key) = key(&row) {
            groups.entry(key).or_default().push(row);
        }
    }
    groups
}
