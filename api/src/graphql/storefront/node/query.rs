//! The root for ids.
use async_graphql::{Context, ID, Object, Result};
use futures::future::try_join_all;

use super::object::{Node, find};
use crate::graphql::error::bad_input;

/// Ids in one question at most.
const IDS_MAX: usize = 250;

/// The part of the query root for ids.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// What an id leads to, if the viewer may see it.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        find(ctx, &id).await
    }

    /// What ids lead to, in their order.
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>> {
        if ids.len() > IDS_MAX {
            return Err(bad_input(format!("ask for at most {IDS_MAX} ids at a time")));
        }
        try_join_all(ids.iter().map(|id| find(ctx, id))).await
    }
}
