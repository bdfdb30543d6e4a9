//! Menus. A menu's entries have no handles, so writing one makes them anew.
use std::collections::HashMap;

use entity::{
    ids::{MenuId, MenuItemId},
    menu,
    menu_item::{self, Kind},
    strings::Strings,
    translation,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{TextRecord, changed, translate};
use crate::shop::{
    Unit,
    bulk::{self, OnConflict},
    fault::Fault,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuRecord {
    pub handle: String,
    pub title: String,
    pub items: Vec<MenuItemRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItemRecord {
    pub title: String,
    pub kind: Kind,
    /// What it leads to, where that is something of the shop's.
    pub resource: Option<Uuid>,
    /// A path of the shop's own, or an absolute address.
    pub url: String,
    pub tags: Vec<String>,
    pub translations: Vec<TextRecord>,
    /// The entries below it.
    pub items: Vec<MenuItemRecord>,
}

const REPLACE: OnConflict =
    OnConflict::Do(" ON CONFLICT (id) DO UPDATE SET title = excluded.title, updated_at = excluded.updated_at");

/// Writes menus whole. Handles are distinct.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn menus(unit: &Unit, records: &[MenuRecord]) -> Result<Vec<MenuId>, Fault> {
    let handles = records.iter().map(|record| record.handle.as_str());
    let known = menu::Entity::find().filter(menu::Column::Handle.is_in(handles)).all(&unit.tx).await?;
    clear(unit, known.iter().map(|row| row.id).collect()).await?;
    let known: HashMap<_, _> = known.iter().map(|row| (row.handle.as_str(), row)).collect();
    let mut rows = Vec::new();
    let mut items = Vec::new();
    for record in records {
        let old = known.get(record.handle.as_str());
        let row = menu::Model {
            id: old.map_or_else(|| unit.new_id(), |old| old.id),
            handle: record.handle.clone(),
            title: record.title.clone(),
            created_at: old.map_or(unit.now, |old| old.created_at),
            updated_at: unit.now,
        };
        flatten(unit, row.id, &record.items, &mut items);
        rows.push(row);
    }
    bulk::insert::<menu::Entity>(unit, &rows, REPLACE).await?;
    let (items, records): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    bulk::insert::<menu_item::Entity>(unit, &items, OnConflict::Fail).await?;
    translate(unit, items.iter().zip(records).map(|(row, record)| (row.id.0, record.translations.as_slice()))).await?;
    changed(unit, "menu", rows.iter().map(|row| row.id.0)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The entries of menus that are written anew, with their texts.
async fn clear(unit: &Unit, menus: Vec<MenuId>) -> Result<(), Fault> {
    if menus.is_empty() {
        return Ok(());
    }
    let items = menu_item::Entity::find()
        .select_only()
        .column(menu_item::Column::Id)
        .filter(menu_item::Column::MenuId.is_in(menus.clone()))
        .into_query();
    let texts = translation::Column::OwnerId.in_subquery(items);
    translation::Entity::delete_many().filter(texts).exec(&unit.tx).await?;
    menu_item::Entity::delete_many().filter(menu_item::Column::MenuId.is_in(menus)).exec(&unit.tx).await?;
    Ok(())
}

/// Every entry of a menu, parents before their children. Positions count within the parent.
fn flatten<'a>(
    unit: &Unit,
    menu: MenuId,
    records: &'a [MenuItemRecord],
    rows: &mut Vec<(menu_item::Model, &'a MenuItemRecord)>,
) {
    let mut level: Vec<(Option<MenuItemId>, &[MenuItemRecord])> = vec![(None, records)];
    while !level.is_empty() {
        let mut below = Vec::new();
        for (parent, records) in level {
            for (position, record) in (0..).zip(records) {
                let id = unit.new_id();
                rows.push((
                    menu_item::Model {
                        id,
                        menu_id: menu,
                        parent_id: parent,
                        position,
                        title: record.title.clone(),
                        kind: record.kind,
                        resource_id: record.resource,
                        url: record.url.clone(),
                        tags: Strings(record.tags.clone()),
                    },
                    record,
                ));
                below.push((Some(id), record.items.as_slice()));
            }
        }
        level = below;
    }
}
