//! Where collections are found.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use service::catalogue::collection::{self, ListCollections, Order};

use super::object::{Collection, CollectionConnection};
use crate::graphql::{
    argument::OrDefault,
    context::ContextExt,
    error::{OrFail, bad_input},
    loader::{CollectionByHandle, CollectionById},
    storefront::{connection::page, node::id},
};

/// What a list of collections is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CollectionSortKeys {
    #[default]
    Id,
    Relevance,
    Title,
    UpdatedAt,
}

/// The roots that lead to collections.
#[derive(Default)]
pub struct CollectionQuery;

#[Object]
impl CollectionQuery {
    /// A collection by its id or its handle.
    async fn collection(
        &self,
        ctx: &Context<'_>,
        handle: Option<String>,
        id: Option<ID>,
    ) -> Result<Option<Collection>> {
        match (id, handle) {
            (Some(id), _) => match id::decode("Collection", &id)? {
                Some(key) => Ok(ctx.load().get(CollectionById(key)).await.or_fail()?.map(Collection)),
                None => Ok(None),
            },
            (None, Some(handle)) => by_handle(ctx, handle).await,
            (None, None) => Err(bad_input("name the collection by `id` or by `handle`")),
        }
    }

    #[graphql(deprecation = "use `collection`")]
    async fn collection_by_handle(&self, ctx: &Context<'_>, handle: String) -> Result<Option<Collection>> {
        by_handle(ctx, handle).await
    }

    /// Collections.
    #[expect(clippy::too_many_arguments, reason = "the arguments are the dialect's")]
    async fn collections(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] reverse: OrDefault<bool>,
        #[graphql(default)] sort_key: OrDefault<CollectionSortKeys>,
        #[graphql(desc = "The beginning of a title: `title:summer*`, or just `summer`.")] query: Option<String>,
    ) -> Result<CollectionConnection> {
        let (OrDefault(reverse), OrDefault(sort_key)) = (reverse, sort_key);
        let request = ListCollections {
            title_prefix: query.as_deref().and_then(title_prefix),
            order: match sort_key {
                CollectionSortKeys::Id | CollectionSortKeys::Relevance => Order::Id,
                CollectionSortKeys::Title => Order::Title,
                CollectionSortKeys::UpdatedAt => Order::UpdatedAt,
            },
            reverse,
            page: page(first, after, last, before)?,
        };
        let page = collection::list(ctx.shop(), ctx.viewer(), &request).await.or_fail()?;
        Ok(CollectionConnection(page.map(|collection| Collection(Arc::new(collection)))))
    }
}

async fn by_handle(ctx: &Context<'_>, handle: String) -> Result<Option<Collection>> {
    Ok(ctx.load().get(CollectionByHandle(handle)).await.or_fail()?.map(Collection))
}

/// The title that a query is about. Other conditions do not narrow a list of collections.
fn title_prefix(query: &str) -> Option<String> {
    let text = query.trim();
    let title = match text.split_once(':') {
        Some(("title", title)) => title,
        Some(_) => return None,
        None => text,
    };
    let title = title.trim_matches(['"', '\'', '*', ' ']);
    (!title.is_empty()).then(|| title.to_owned())
}
