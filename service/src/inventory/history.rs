//! What happened to a level, newest first.
use entity::stock_movement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::Place;
use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageError, PageRequest},
    pages::{Lists, Pages, Wanted},
};

/// Why there is no such page.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The movements of levels.
pub async fn histories(shop: &Shop, wanted: &[Wanted<Place>]) -> Result<Pages<Place, stock_movement::Model>, Fault> {
    let position = |row: &stock_movement::Model| Position(Key::Id, row.id.0);
    Lists { narrowed, position, reverse: true }.read(shop, wanted).await
}

/// The movements of a variant at a location.
pub async fn history(
    shop: &Shop,
    place: Place,
    page: &PageRequest,
) -> Result<Page<stock_movement::Model>, HistoryError> {
    let rows = narrowed(&place, page)?.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Id, row.id.0).cursor()))
}

fn narrowed((variant, location): &Place, page: &PageRequest) -> Result<Select<stock_movement::Entity>, PageError> {
    let select = stock_movement::Entity::find()
        .filter(stock_movement::Column::VariantId.eq(*variant))
        .filter(stock_movement::Column::LocationId.eq(*location));
    keyset::narrow(select, SortBy::<stock_movement::Column>::Id, stock_movement::Column::Id, page, true)
}
