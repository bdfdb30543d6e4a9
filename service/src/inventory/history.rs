//! What happened to a level, newest first.
use entity::{
    ids::{LocationId, VariantId},
    stock_movement,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageError, PageRequest},
};

/// Why there is no such page.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The movements of a variant at a location.
pub async fn history(
    shop: &Shop,
    (variant, location): (VariantId, LocationId),
    page: &PageRequest,
) -> Result<Page<stock_movement::Model>, HistoryError> {
    let select = stock_movement::Entity::find()
        .filter(stock_movement::Column::VariantId.eq(variant))
        .filter(stock_movement::Column::LocationId.eq(location));
    let by = SortBy::<stock_movement::Column>::Id;
    let select = keyset::narrow(select, by, stock_movement::Column::Id, page, true)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Id, row.id.0).cursor()))
}
