//! Navigation menus.
pub mod object;
pub mod resource;

pub use self::object::{Menu, MenuItem};

use async_graphql::{Context, Object, Result};

use crate::graphql::{context::ContextExt, error::OrFail, loader::MenuByHandle};

/// The menu part of the query root.
#[derive(Default)]
pub struct MenuQuery;

#[Object]
impl MenuQuery {
    /// A menu by its handle.
    async fn menu(&self, ctx: &Context<'_>, handle: String) -> Result<Option<Menu>> {
        Ok(ctx.load().get(MenuByHandle(handle)).await.or_fail()?.map(Menu))
    }
}
