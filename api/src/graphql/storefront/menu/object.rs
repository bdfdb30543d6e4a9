//! A menu and its entries.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{
    ids::MenuItemId,
    menu_item::{self, Kind},
};
use service::content::menu;

use super::resource::{self, MenuItemResource};
use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    loader::MenuOf,
    scalar::Url,
    storefront::{node::id, shop::domain, text::translated},
};

/// A tree of links.
#[derive(Clone)]
pub struct Menu(pub Arc<menu::Menu>);

#[Object]
impl Menu {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Menu", self.0.menu.id)
    }

    async fn handle(&self) -> &str {
        &self.0.menu.handle
    }

    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.0.menu.id, "title", &self.0.menu.title).await
    }

    /// The topmost entries.
    async fn items(&self) -> Vec<MenuItem> {
        self.0.below(None).map(|item| MenuItem { menu: self.0.clone(), item: item.clone() }).collect()
    }

    /// How many entries there are, at every depth.
    async fn items_count(&self) -> i32 {
        i32::try_from(self.0.items.len()).unwrap_or(i32::MAX)
    }
}

/// An entry of a menu.
#[derive(Clone)]
pub struct MenuItem {
    menu: Arc<menu::Menu>,
    item: menu_item::Model,
}

impl MenuItem {
    /// An entry of any menu.
    pub(in crate::graphql::storefront) async fn find(ctx: &Context<'_>, id: MenuItemId) -> Result<Option<Self>> {
        let menu = ctx.load().get(MenuOf(id)).await.or_fail()?;
        Ok(menu.and_then(|menu| {
            let item = menu.items.iter().find(|item| item.id == id)?.clone();
            Some(Self { menu, item })
        }))
    }
}

/// Where an entry leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MenuItemType {
    Article,
    Blog,
    Catalog,
    Collection,
    Collections,
    CustomerAccountPage,
    Frontpage,
    Http,
    /// No entry of ours leads to one.
    Metaobject,
    Page,
    Product,
    Search,
    ShopPolicy,
}

impl From<Kind> for MenuItemType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Article => Self::Article,
            Kind::Blog => Self::Blog,
            Kind::Catalog => Self::Catalog,
            Kind::Collection => Self::Collection,
            Kind::Collections => Self::Collections,
            Kind::CustomerAccountPage => Self::CustomerAccountPage,
            Kind::Frontpage => Self::Frontpage,
            Kind::Http => Self::Http,
            Kind::Page => Self::Page,
            Kind::Product => Self::Product,
            Kind::Search => Self::Search,
            Kind::ShopPolicy => Self::ShopPolicy,
        }
    }
}

#[Object]
impl MenuItem {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("MenuItem", self.item.id)
    }

    async fn title(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.item.id, "title", &self.item.title).await
    }

    /// Where it leads.
    #[graphql(name = "type")]
    async fn kind(&self) -> MenuItemType {
        self.item.kind.into()
    }

    /// The address it leads to, on the shop's own domain unless it leads elsewhere.
    async fn url(&self, ctx: &Context<'_>) -> Result<Option<Url>> {
        Ok(if self.item.url.is_empty() { None } else { Some(domain::absolute(ctx, &self.item.url).await?) })
    }

    /// Tags to narrow a collection to.
    async fn tags(&self) -> &[String] {
        &self.item.tags.0
    }

    /// The id of what it leads to.
    async fn resource_id(&self) -> Option<ID> {
        Some(id::encode(resource::type_name(self.item.kind)?, self.item.resource_id?))
    }

    /// What it leads to, if the viewer may see it.
    async fn resource(&self, ctx: &Context<'_>) -> Result<Option<MenuItemResource>> {
        match self.item.resource_id {
            Some(id) => resource::resolve(ctx, self.item.kind, id).await,
            None => Ok(None),
        }
    }

    /// The entries below it.
    async fn items(&self) -> Vec<MenuItem> {
        let below = self.menu.below(Some(self.item.id));
        below.map(|item| Self { menu: self.menu.clone(), item: item.clone() }).collect()
    }
}
