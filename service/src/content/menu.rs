//! Navigation menus: trees of links.
use std::collections::{BTreeSet, HashMap};

use entity::{
    ids::{MenuId, MenuItemId},
    menu::{self, Model},
    menu_item,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::shop::{Shop, fault::Fault};

/// Entries that are read of the menus of one request: a menu is made by hand.
const ITEMS_MAX: u64 = 2_000;

/// A menu with all its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    pub menu: Model,
    /// Every entry at every depth, siblings in their order.
    pub items: Vec<menu_item::Model>,
}

impl Menu {
    /// The entries below `parent`, or the topmost ones.
    pub fn below(&self, parent: Option<MenuItemId>) -> impl Iterator<Item = &menu_item::Model> {
        self.items.iter().filter(move |item| item.parent_id == parent)
    }
}

/// Menus by handle, whole: two statements whatever their depth.
pub async fn by_handles(shop: &Shop, handles: &[String]) -> Result<HashMap<String, Menu>, Fault> {
    let menus = menu::Entity::find().filter(menu::Column::Handle.is_in(handles)).all(shop.read()).await?;
    Ok(whole(shop, menus).await?.into_iter().map(|menu| (menu.menu.handle.clone(), menu)).collect())
}

/// Menus by id, whole.
pub async fn by_ids(shop: &Shop, ids: &[MenuId]) -> Result<HashMap<MenuId, Menu>, Fault> {
    let menus = menu::Entity::find().filter(menu::Column::Id.is_in(ids.iter().copied())).all(shop.read()).await?;
    Ok(whole(shop, menus).await?.into_iter().map(|menu| (menu.menu.id, menu)).collect())
}

/// The menus that entries are part of, whole, by entry.
pub async fn of_items(shop: &Shop, ids: &[MenuItemId]) -> Result<HashMap<MenuItemId, Menu>, Fault> {
    let found: Vec<(MenuItemId, MenuId)> = menu_item::Entity::find()
        .select_only()
        .columns([menu_item::Column::Id, menu_item::Column::MenuId])
        .filter(menu_item::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(shop.read())
        .await?;
    let menus: BTreeSet<MenuId> = found.iter().map(|(_, menu)| *menu).collect();
    let menus = by_ids(shop, &menus.into_iter().collect::<Vec<_>>()).await?;
    Ok(found.into_iter().filter_map(|(item, menu)| Some((item, menus.get(&menu)?.clone()))).collect())
}

async fn whole(shop: &Shop, menus: Vec<Model>) -> Result<Vec<Menu>, Fault> {
    if menus.is_empty() {
        return Ok(Vec::new());
    }
    let items = menu_item::Entity::find()
        .filter(menu_item::Column::MenuId.is_in(menus.iter().map(|menu| menu.id)))
        .order_by_asc(menu_item::Column::MenuId)
        .order_by_asc(menu_item::Column::Position)
        .order_by_asc(menu_item::Column::Id)
        .limit(ITEMS_MAX)
        .all(shop.read())
        .await?;
    let mut of_menu = HashMap::<MenuId, Vec<_>>::new();
    for item in items {
        of_menu.entry(item.menu_id).or_default().push(item);
    }
    Ok(menus.into_iter().map(|menu| Menu { items: of_menu.remove(&menu.id).unwrap_or_default(), menu }).collect())
}
