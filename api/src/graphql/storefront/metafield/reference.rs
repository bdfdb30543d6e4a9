//! What metafields refer to.
use async_graphql::{Context, ID, Result, Union};
use futures::future::try_join_all;
use service::shop::page::{Page, PageRequest};

use crate::{
    connection,
    graphql::{
        context::ContextExt,
        error::OrFail,
        loader::{CollectionById, MediaById, ProductById, VariantById},
        storefront::{
            collection::Collection, connection::slice, media::MediaImage, node::id, product::Product,
            variant::ProductVariant,
        },
    },
};

/// Something that a metafield refers to.
#[derive(Clone, Union)]
pub enum MetafieldReference {
    Product(Product),
    ProductVariant(ProductVariant),
    Collection(Collection),
    MediaImage(MediaImage),
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
    let Some(global) = id::parse(text) else { return Ok(None) };
    let id = ID(text.to_owned());
    let load = ctx.load();
    Ok(match global.kind {
        "Product" => match id::decode(global.kind, &id)? {
            Some(key) => load.get(ProductById(key)).await.or_fail()?.map(|found| Product(found).into()),
            None => None,
        },
        "ProductVariant" => match id::decode(global.kind, &id)? {
            Some(key) => load.get(VariantById(key)).await.or_fail()?.map(|found| ProductVariant(found).into()),
            None => None,
        },
        "Collection" => match id::decode(global.kind, &id)? {
            Some(key) => load.get(CollectionById(key)).await.or_fail()?.map(|found| Collection(found).into()),
            None => None,
        },
        "MediaImage" => match id::decode(global.kind, &id)? {
            Some(key) => load.get(MediaById(key)).await.or_fail()?.map(|found| MediaImage((*found).clone()).into()),
            None => None,
        },
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
