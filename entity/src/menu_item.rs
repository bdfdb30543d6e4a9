//! An entry of a menu.
use sea_orm::entity::prelude::*;

use crate::{
    ids::{MenuId, MenuItemId},
    strings::Strings,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "menu_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MenuItemId,
    pub menu_id: MenuId,
    pub parent_id: Option<MenuItemId>,
    pub position: i32,
    pub title: String,
    pub kind: Kind,
    /// What it leads to, where that is something of the shop's.
    pub resource_id: Option<Uuid>,
    pub url: String,
    pub tags: Strings,
}

impl ActiveModelBehavior for ActiveModel {}

/// Where the entry leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Kind {
    Article,
    Blog,
    Catalog,
    Collection,
    Collections,
    CustomerAccountPage,
    Frontpage,
    Http,
    Page,
    Product,
    Search,
    ShopPolicy,
}
