//! Pictures and films, of products or on their own.
use std::collections::HashMap;

use entity::{
    ids::{MediaId, ProductId},
    media,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::shop::{Shop, fault::Fault};

/// The media of products, in their order: the first is the featured one.
pub async fn of_products(shop: &Shop, products: &[ProductId]) -> Result<HashMap<ProductId, Vec<media::Model>>, Fault> {
    let found = media::Entity::find()
        .filter(media::Column::ProductId.is_in(products.iter().copied()))
        .order_by_asc(media::Column::ProductId)
        .order_by_asc(media::Column::Position)
        .order_by_asc(media::Column::Id)
        .all(shop.read())
        .await?;
    let mut media = HashMap::<_, Vec<_>>::new();
    for item in found {
        if let Some(product) = item.product_id {
            media.entry(product).or_default().push(item);
        }
    }
    Ok(media)
}

/// Media by id.
pub async fn by_ids(shop: &Shop, ids: &[MediaId]) -> Result<HashMap<MediaId, media::Model>, Fault> {
    let found = media::Entity::find().filter(media::Column::Id.is_in(ids.iter().copied())).all(shop.read()).await?;
    Ok(found.into_iter().map(|media| (media.id, media)).collect())
}
