//! How many products have each tag.
use std::collections::BTreeMap;

use entity::tag;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::shop::{
    Unit,
    bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
    fault::Fault,
};

const ADD: OnConflict =
    OnConflict::Do(" ON CONFLICT (name) DO UPDATE SET product_count = tag.product_count + excluded.product_count");

/// Adds to and takes from the counts, in the order of the names; a tag that nothing has is gone.
pub(super) async fn count(unit: &Unit, changes: &BTreeMap<String, i64>) -> Result<(), Fault> {
    let more: Vec<_> = changes
        .iter()
        .filter(|(_, by)| **by > 0)
        .map(|(name, by)| tag::Model { name: name.clone(), product_count: *by })
        .collect();
    bulk::insert::<tag::Entity>(unit, &more, ADD).await?;

    let mut fewer: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for (name, by) in changes.iter().filter(|(_, by)| **by < 0) {
        fewer.entry(-by).or_default().push(name);
    }
    for (by, names) in fewer {
        for names in names.chunks(KEYS_PER_LIST_MAX) {
            let named = tag::Column::Name.is_in(names.iter().copied());
            tag::Entity::update_many()
                .col_expr(tag::Column::ProductCount, Expr::col(tag::Column::ProductCount).sub(by))
                .filter(named.clone())
                .exec(&unit.tx)
                .await?;
            tag::Entity::delete_many().filter(named).filter(tag::Column::ProductCount.eq(0)).exec(&unit.tx).await?;
        }
    }
    Ok(())
}
