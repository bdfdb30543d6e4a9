//! A metafield.
use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::{
    ids::MetafieldId,
    metafield::{self, OwnerType},
};
use uuid::Uuid;

use super::reference::{self, MetafieldReference, MetafieldReferenceConnection};
use crate::graphql::{
    context::ContextExt,
    error::{OrFail, bad_input},
    loader::{ArticleById, BlogById, CollectionById, MetafieldById, MetafieldsOf, PageById, ProductById, VariantById},
    scalar::DateTime,
    storefront::{connection, node::id},
};

/// Metafields asked for at once, at most.
const IDENTIFIERS_MAX: usize = 250;
/// Where a metafield is looked for when no namespace is named.
const NAMESPACE_DEFAULT: &str = "custom";

/// Which metafield.
#[derive(Clone, Debug, InputObject)]
pub struct HasMetafieldsIdentifier {
    /// `custom` when left out.
    pub namespace: Option<String>,
    pub key: String,
}

/// One metafield of something.
pub async fn one(
    ctx: &Context<'_>,
    owner: impl Into<Uuid>,
    namespace: Option<&str>,
    key: &str,
) -> Result<Option<Metafield>> {
    let all = ctx.load().list(MetafieldsOf(owner.into())).await.or_fail()?;
    Ok(find(&all, namespace, key))
}

/// Several metafields of something, in the order asked for.
pub async fn some(
    ctx: &Context<'_>,
    owner: impl Into<Uuid>,
    identifiers: &[HasMetafieldsIdentifier],
) -> Result<Vec<Option<Metafield>>> {
    if identifiers.len() > IDENTIFIERS_MAX {
        return Err(bad_input(format!("ask for at most {IDENTIFIERS_MAX} metafields at a time")));
    }
    let all = ctx.load().list(MetafieldsOf(owner.into())).await.or_fail()?;
    Ok(identifiers.iter().map(|which| find(&all, which.namespace.as_deref(), &which.key)).collect())
}

fn find(all: &[metafield::Model], namespace: Option<&str>, key: &str) -> Option<Metafield> {
    let namespace = namespace.unwrap_or(NAMESPACE_DEFAULT);
    all.iter().find(|metafield| metafield.namespace == namespace && metafield.key == key).cloned().map(Metafield)
}

/// A value of the shop's own on one of its things.
#[derive(Clone)]
pub struct Metafield(pub metafield::Model);

impl Metafield {
    /// A metafield of something that the viewer may see.
    pub(in crate::graphql::storefront) async fn find(ctx: &Context<'_>, id: MetafieldId) -> Result<Option<Self>> {
        let load = ctx.load();
        let Some(found) = load.get(MetafieldById(id)).await.or_fail()? else { return Ok(None) };
        let owner = found.owner_id;
        let is_visible = match found.owner_type {
            OwnerType::Shop => true,
            OwnerType::Product => load.get(ProductById(owner.into())).await.or_fail()?.is_some(),
            OwnerType::Variant => load.get(VariantById(owner.into())).await.or_fail()?.is_some(),
            OwnerType::Collection => load.get(CollectionById(owner.into())).await.or_fail()?.is_some(),
            OwnerType::Page => load.get(PageById(owner.into())).await.or_fail()?.is_some(),
            OwnerType::Blog => load.get(BlogById(owner.into())).await.or_fail()?.is_some(),
            OwnerType::Article => load.get(ArticleById(owner.into())).await.or_fail()?.is_some(),
            // Theirs alone, and an id is no key.
            OwnerType::Customer | OwnerType::Order | OwnerType::Cart => false,
        };
        Ok(is_visible.then(|| Self(found.as_ref().clone())))
    }
}

#[Object]
impl Metafield {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("Metafield", self.0.id)
    }

    async fn namespace(&self) -> &str {
        &self.0.namespace
    }

    async fn key(&self) -> &str {
        &self.0.key
    }

    /// What the value is, as in `single_line_text_field` or `list.product_reference`.
    #[graphql(name = "type")]
    async fn type_name(&self) -> &str {
        &self.0.type_name
    }

    /// The value as text.
    async fn value(&self) -> &str {
        &self.0.value
    }

    /// What the value means, where somebody wrote that down.
    async fn description(&self) -> Option<&str> {
        None
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// What the value refers to, for a reference.
    async fn reference(&self, ctx: &Context<'_>) -> Result<Option<MetafieldReference>> {
        if !reference::is_one(&self.0.type_name) {
            return Ok(None);
        }
        reference::resolve(ctx, &self.0.value).await
    }

    /// What the values refer to, for a list of references.
    async fn references(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<MetafieldReferenceConnection>> {
        if !reference::is_list(&self.0.type_name) {
            return Ok(None);
        }
        let page = connection::page(first, after, last, before)?;
        reference::resolve_list(ctx, &self.0.value, &page).await.map(Some)
    }
}
