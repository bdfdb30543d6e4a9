//! Values of the shop's own on its things.
use std::collections::HashMap;

use entity::{ids::MetafieldId, metafield};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::shop::{Shop, fault::Fault};

/// The metafields of anything, by its id.
pub async fn of_owners(shop: &Shop, owners: &[Uuid]) -> Result<HashMap<Uuid, Vec<metafield::Model>>, Fault> {
    let found = metafield::Entity::find()
        .filter(metafield::Column::OwnerId.is_in(owners.iter().copied()))
        .order_by_asc(metafield::Column::Namespace)
        .order_by_asc(metafield::Column::Key)
        .all(shop.read())
        .await?;
    let mut metafields = HashMap::<_, Vec<_>>::new();
    for metafield in found {
        metafields.entry(metafield.owner_id).or_default().push(metafield);
    }
    Ok(metafields)
}

/// Metafields by their own ids, whoever they belong to.
pub async fn by_ids(shop: &Shop, ids: &[MetafieldId]) -> Result<HashMap<MetafieldId, metafield::Model>, Fault> {
    let found =
        metafield::Entity::find().filter(metafield::Column::Id.is_in(ids.iter().copied())).all(shop.read()).await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}
