//! Which collections products are in.
use std::collections::{BTreeMap, BTreeSet, HashSet};

use entity::{
    collection, collection_product,
    ids::{CollectionId, ProductId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{
    Stock,
    frame::Frame,
    rows::{Rows, subject},
};
use crate::{
    catalogue::{record::ProductRecord, rule},
    inventory::ledger::{self, Source},
    shop::{
        Unit,
        bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
        fault::Fault,
    },
};

/// Recounts stock, then puts written products where records and rules want them.
pub(super) async fn of_written(
    unit: &Unit,
    frame: &Frame,
    records: &[ProductRecord],
    rows: &Rows,
    source: Source<'_>,
) -> Result<(), Fault> {
    let mut stock = Stock::new();
    for count in &rows.first_counts {
        *stock.entry(count.variant).or_default() += count.on_hand.max(0);
    }
    for level in ledger::recount(unit, &rows.recounts, source).await? {
        *stock.entry(level.variant_id).or_default() += level.on_hand;
    }

    let mut next = last_positions(unit, records).await?;
    let mut joins = rows.manual_memberships(records, &mut next);
    let mut leaves: BTreeMap<CollectionId, Vec<ProductId>> = BTreeMap::new();
    for written in &rows.written {
        let Some(record) = records.get(written.record) else { continue };
        let subject = subject(frame, record, written, &stock);
        for set in &frame.rules {
            let belongs = rule::matches(set, frame.terms, &subject);
            match (belongs, written.was_in.contains(&set.collection)) {
                (true, false) => joins.push(collection_product::Model {
                    collection_id: set.collection,
                    product_id: written.product,
                    position: 0,
                }),
                (false, true) => leaves.entry(set.collection).or_default().push(written.product),
                _ => {}
            }
        }
    }
    leave(unit, leaves).await?;
    bulk::insert::<collection_product::Entity>(unit, &joins, OnConflict::Keep).await
}

pub(super) async fn leave(unit: &Unit, leaves: BTreeMap<CollectionId, Vec<ProductId>>) -> Result<(), Fault> {
    for (collection, products) in leaves {
        for products in products.chunks(KEYS_PER_LIST_MAX) {
            collection_product::Entity::delete_many()
                .filter(collection_product::Column::CollectionId.eq(collection))
                .filter(collection_product::Column::ProductId.is_in(products.iter().copied()))
                .exec(&unit.tx)
                .await?;
        }
    }
    Ok(())
}

/// The last position taken in each collection that is filled by hand and that records name.
async fn last_positions(unit: &Unit, records: &[ProductRecord]) -> Result<BTreeMap<CollectionId, i64>, Fault> {
    let named: BTreeSet<_> = records.iter().flat_map(|record| record.collections.iter().copied()).collect();
    if named.is_empty() {
        return Ok(BTreeMap::new());
    }
    let manual: Vec<CollectionId> = collection::Entity::find()
        .select_only()
        .column(collection::Column::Id)
        .filter(collection::Column::Id.is_in(named.iter().copied()))
        .filter(collection::Column::Kind.eq(collection::Kind::Manual))
        .into_tuple()
        .all(&unit.tx)
        .await?;
    let taken: Vec<(CollectionId, Option<i64>)> = collection_product::Entity::find()
        .select_only()
        .column(collection_product::Column::CollectionId)
        .column_as(collection_product::Column::Position.max(), "position")
        .filter(collection_product::Column::CollectionId.is_in(manual.iter().copied()))
        .group_by(collection_product::Column::CollectionId)
        .into_tuple()
        .all(&unit.tx)
        .await?;
    let mut positions: BTreeMap<_, _> = manual.into_iter().map(|id| (id, 0)).collect();
    positions.extend(taken.into_iter().map(|(id, position)| (id, position.unwrap_or_default())));
    Ok(positions)
}

/// Brings one collection's membership to `wanted` among `seen`, products in the order of their keys.
pub(super) async fn settle(
    unit: &Unit,
    collection: CollectionId,
    seen: &[ProductId],
    wanted: &HashSet<ProductId>,
) -> Result<(), Fault> {
    let mut members: HashSet<ProductId> = HashSet::new();
    for ids in seen.chunks(KEYS_PER_LIST_MAX) {
        let rows: Vec<ProductId> = collection_product::Entity::find()
            .select_only()
            .column(collection_product::Column::ProductId)
            .filter(collection_product::Column::CollectionId.eq(collection))
            .filter(collection_product::Column::ProductId.is_in(ids.iter().copied()))
            .into_tuple()
            .all(&unit.tx)
            .await?;
        members.extend(rows);
    }
    let joins: Vec<_> = seen
        .iter()
        .filter(|id| wanted.contains(id) && !members.contains(id))
        .map(|id| collection_product::Model { collection_id: collection, product_id: *id, position: 0 })
        .collect();
    let gone = seen.iter().filter(|id| !wanted.contains(id) && members.contains(id)).copied().collect();
    leave(unit, BTreeMap::from([(collection, gone)])).await?;
    bulk::insert::<collection_product::Entity>(unit, &joins, OnConflict::Keep).await
}
