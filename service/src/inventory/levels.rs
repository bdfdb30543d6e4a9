//! Levels, as staff see them.
use std::collections::HashMap;

use entity::{
    ids::{LocationId, VariantId},
    stock_level,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Place, history::HistoryError};
use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageRequest},
};

/// The levels of one variant, page by page, in the order of the locations' keys.
pub async fn of_variant(
    shop: &Shop,
    variant: VariantId,
    page: &PageRequest,
) -> Result<Page<stock_level::Model>, HistoryError> {
    let select = stock_level::Entity::find().filter(stock_level::Column::VariantId.eq(variant));
    let by = SortBy::<stock_level::Column>::Id;
    let select = keyset::narrow(select, by, stock_level::Column::LocationId, page, false)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Id, row.location_id.0).cursor()))
}

/// The levels of one location, page by page, in the order of the variants' keys.
pub async fn of_location(
    shop: &Shop,
    location: LocationId,
    page: &PageRequest,
) -> Result<Page<stock_level::Model>, HistoryError> {
    let select = stock_level::Entity::find().filter(stock_level::Column::LocationId.eq(location));
    let by = SortBy::<stock_level::Column>::Id;
    let select = keyset::narrow(select, by, stock_level::Column::VariantId, page, false)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Id, row.variant_id.0).cursor()))
}

/// Levels by their keys, as of the latest commit.
pub async fn by_key(shop: &Shop, places: &[Place]) -> Result<HashMap<Place, stock_level::Model>, Fault> {
    let variants = places.iter().map(|(variant, _)| *variant);
    let locations = places.iter().map(|(_, location)| *location);
    let rows = stock_level::Entity::find()
        .filter(stock_level::Column::VariantId.is_in(variants))
        .filter(stock_level::Column::LocationId.is_in(locations))
        .all(shop.database().current())
        .await?;
    Ok(rows.into_iter().map(|row| ((row.variant_id, row.location_id), row)).collect())
}
