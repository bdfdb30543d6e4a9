//! Taxes as the back office lists them.
use std::collections::HashMap;

use entity::{ids::TaxCategoryId, locale::Country, tax_category, tax_rate};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{ListError, Page, PageRequest},
};

/// Categories by their codes.
pub async fn categories(shop: &Shop, page: &PageRequest) -> Result<Page<tax_category::Model>, ListError> {
    let by = SortBy::Text(tax_category::Column::Code);
    let select = keyset::narrow(tax_category::Entity::find(), by, tax_category::Column::Id, page, false)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Text(row.code.clone()), row.id.0).cursor()))
}

/// Categories by their keys.
pub async fn categories_by_ids(
    shop: &Shop,
    ids: &[TaxCategoryId],
) -> Result<HashMap<TaxCategoryId, tax_category::Model>, Fault> {
    let select = tax_category::Entity::find().filter(tax_category::Column::Id.is_in(ids.iter().copied()));
    Ok(select.all(shop.read()).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// Rates in the order in which they were made, of one country or of all.
pub async fn rates(
    shop: &Shop,
    country: Option<Country>,
    page: &PageRequest,
) -> Result<Page<tax_rate::Model>, ListError> {
    let mut select = tax_rate::Entity::find();
    if let Some(country) = country {
        select = select.filter(tax_rate::Column::Country.eq(country));
    }
    let select = keyset::narrow(select, SortBy::<tax_rate::Column>::Id, tax_rate::Column::Id, page, false)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Id, row.id.0).cursor()))
}
