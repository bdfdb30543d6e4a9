//! What metafields refer to.
use async_graphql::{Context, ID, Result, Union};
use futures::future::try_join_all;
use service::shop::page::{Page, PageRequest};

use crate::{
    connection,
    graphql::storefront::{
        collection::Collection,
        connection::slice,
        content::{Article, Page as TextPage},
        media::{MediaImage, Model3d, Video},
        metaobject::Metaobject,
        node::{Node, id, object::find},
        product::Product,
        variant::ProductVariant,
    },
};

/// Something that a metafield refers to.
#[derive(Clone, Union)]
pub enum MetafieldReference {
    Article(Article),
    Collection(Collection),
    MediaImage(MediaImage),
    Metaobject(Metaobject),
    Model3d(Model3d),
    Page(TextPage),
    Product(Product),
    ProductVariant(ProductVariant),
    Video(Video),
}

connection!(
    /// What a list of references refers to.
    MetafieldReferenceConnection,
    MetafieldReferenceEdge,
    MetafieldReference
);

pub(super) fn is_one(type_name: &str) -> bool {
    type_name.ends_with("_reference") && !type_name.starts_with("list.")
}

pub(super) fn is_list(type_name: &str) -> bool {
    type_name.ends_with("_reference") && type_name.starts_with("list.")
}

/// What a global id leads to, if the viewer may see it.
pub(super) async fn resolve(ctx: &Context<'_>, text: &str) -> Result<Option<MetafieldReference>> {
    // A shopkeeper may have typed anything: what is no id refers to nothing.
    if id::parse(text).is_none() {
        return Ok(None);
    }
    Ok(match find(ctx, &ID(text.to_owned())).await? {
        Some(Node::Article(found)) => Some(found.into()),
        Some(Node::Collection(found)) => Some(found.into()),
        Some(Node::MediaImage(found)) => Some(found.into()),
        Some(Node::Model3d(found)) => Some(found.into()),
        Some(Node::Page(found)) => Some(found.into()),
        Some(Node::Product(found)) => Some(found.into()),
        Some(Node::ProductVariant(found)) => Some(found.into()),
        Some(Node::Video(found)) => Some(found.into()),
        _ => None,
    })
}

/// A page of what the ids of a JSON list lead to. Ids that lead nowhere are left out.
pub(super) async fn resolve_list(
    ctx: &Context<'_>,
    json: &str,
    page: &PageRequest,
) -> Result<MetafieldReferenceConnection> {
    let ids: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    let Page { items, has_next, has_previous } = slice(&ids, page, Clone::clone)?;
    let found = try_join_all(items.iter().map(|(_, id)| resolve(ctx, id))).await?;
    let items = items.into_iter().zip(found).filter_map(|((cursor, _), found)| Some((cursor, found?))).collect();
    Ok(MetafieldReferenceConnection(Page { items, has_next, has_previous }))
}
