//! Prices changed without the rest of their products: what follows from prices is written anew.
//!
//! Entry points: [`take_turn`] before prices are touched, then [`products`] or [`everything`].
use std::{
    cmp,
    collections::{BTreeMap, HashMap},
};

use entity::{
    ids::{PriceListId, ProductId, VariantId},
    money::Minor,
    price, product, product_price_range, variant,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{WRITER_LOCK, collections, frame::Frame};
use crate::{
    event::{self, Event},
    shop::{
        Unit,
        bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
        fault::Fault,
    },
};

/// Waits until nobody else writes products or prices, and keeps them waiting until the unit ends. SQLite has one
/// writer anyway.
pub(in crate::catalogue) async fn take_turn(unit: &Unit) -> Result<(), Fault> {
    if unit.backend() == DatabaseBackend::Postgres {
        unit.tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})")).await?;
    }
    Ok(())
}

/// After prices of these products changed: their span in each list, the collections whose rules look at prices,
/// and the news of it.
pub(in crate::catalogue) async fn products(unit: &Unit, ids: &[ProductId]) -> Result<(), Fault> {
    let frame = Frame::load(unit).await?;
    for ids in ids.chunks(KEYS_PER_LIST_MAX) {
        product::Entity::update_many()
            // The next import has something to bring back.
            .col_expr(product::Column::ImportDigest, Expr::value(None::<String>))
            .col_expr(product::Column::Version, Expr::col(product::Column::Version).add(1))
            .col_expr(product::Column::UpdatedAt, Expr::value(unit.now))
            .filter(product::Column::Id.is_in(ids.iter().copied()))
            .exec(&unit.tx)
            .await?;
        write_spans(unit, &frame, ids).await?;
        let found = product::Entity::find().filter(product::Column::Id.is_in(ids.iter().copied()));
        let found = found.filter(product::Column::DeletedAt.is_null()).all(&unit.tx).await?;
        collections::settle(unit, &frame, &frame.rules.iter().collect::<Vec<_>>(), &found).await?;
    }
    event::record(unit, ids.iter().map(|id| Event::ProductUpdated(*id))).await
}

/// After a list changed where its prices come from: as [`products`], for all there are. Whoever follows the events is
/// told by [`Event::SettingsChanged`].
pub(in crate::catalogue) async fn everything(unit: &Unit) -> Result<(), Fault> {
    let frame = Frame::load(unit).await?;
    let rules: Vec<_> = frame.rules.iter().collect();
    let mut after: Option<ProductId> = None;
    while let Some(found) = collections::pass(unit, after).await? {
        let ids: Vec<_> = found.iter().map(|product| product.id).collect();
        after = ids.last().copied();
        write_spans(unit, &frame, &ids).await?;
        collections::settle(unit, &frame, &rules, &found).await?;
    }
    Ok(())
}

/// The lowest and highest price of each product in each list.
async fn write_spans(unit: &Unit, frame: &Frame, products: &[ProductId]) -> Result<(), Fault> {
    let keys = || products.iter().copied();
    let variants: Vec<(VariantId, ProductId)> = variant::Entity::find()
        .select_only()
        .columns([variant::Column::Id, variant::Column::ProductId])
        .filter(variant::Column::ProductId.is_in(keys()))
        .filter(variant::Column::DeletedAt.is_null())
        .order_by_asc(variant::Column::Id)
        .into_tuple()
        .all(&unit.tx)
        .await?;
    let mut spans: BTreeMap<(PriceListId, ProductId), (Minor, Minor)> = BTreeMap::new();
    for variants in variants.chunks(KEYS_PER_LIST_MAX) {
        let mut own: HashMap<VariantId, Vec<price::Model>> = HashMap::new();
        let prices = price::Entity::find()
            .filter(price::Column::VariantId.is_in(variants.iter().map(|(id, _)| *id)))
            .filter(price::Column::MinQuantity.eq(1));
        for row in prices.all(&unit.tx).await? {
            own.entry(row.variant_id).or_default().push(row);
        }
        for (variant, product) in variants {
            let own = own.remove(variant).unwrap_or_default();
            let own = |list| own.iter().find(|price| price.price_list_id == list).map(|price| price.amount);
            for list in &frame.lists {
                let Some(amount) = frame.price_in(list.id, &own)? else { continue };
                let (min, max) = spans.entry((list.id, *product)).or_insert((amount, amount));
                *min = cmp::min(*min, amount);
                *max = cmp::max(*max, amount);
            }
        }
    }
    product_price_range::Entity::delete_many()
        .filter(product_price_range::Column::ProductId.is_in(keys()))
        .exec(&unit.tx)
        .await?;
    let rows: Vec<_> = spans
        .into_iter()
        .map(|((list, product), (min, max))| product_price_range::Model {
            price_list_id: list,
            product_id: product,
            min_amount: min,
            max_amount: max,
        })
        .collect();
    bulk::insert::<product_price_range::Entity>(unit, &rows, OnConflict::Fail).await
}
