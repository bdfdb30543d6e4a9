//! Products and variants as those who work for the shop see them: drafts and archived ones too.
//!
//! Lists are found by the beginning of a word in a title, a handle or a SKU, and by fields (`sku:`, `barcode:`,
//! `handle:`, `status:`, `id:`): what an index answers, so that a large catalogue costs what a small one does.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    ids::{ProductId, VariantId},
    product::{self, Status},
    strings::Strings,
    variant,
};
use sea_orm::{
    ColumnTrait, Condition, DerivePartialModel, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageRequest},
    query::{ListError, Query, Term},
};

/// A product without its body.
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "product::Entity")]
pub struct StaffProduct {
    pub id: ProductId,
    pub handle: String,
    pub title: String,
    pub vendor: String,
    pub product_type: String,
    pub tags: Strings,
    pub status: Status,
    pub published_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A list, the oldest first unless turned round.
#[derive(Clone, Debug)]
pub struct ListAll {
    pub query: Option<String>,
    pub reverse: bool,
    pub page: PageRequest,
}

/// Products that are not deleted.
pub async fn products(shop: &Shop, request: &ListAll) -> Result<Page<StaffProduct>, ListError> {
    let query = Query::parse(request.query.as_deref().unwrap_or_default())?;
    let column = |column| (product::Entity, column);
    let select = product::Entity::find()
        .filter(Expr::col(column(product::Column::DeletedAt)).is_null())
        .filter(query.condition(|term| Ok(of_product(term)))?);
    let by = SortBy::<(product::Entity, product::Column)>::Id;
    let select = keyset::narrow(select, by, column(product::Column::Id), &request.page, request.reverse)?;
    let rows = select.into_partial_model::<StaffProduct>().all(shop.read()).await?;
    Ok(Page::from_walk(&request.page, rows, |product| Position(Key::Id, product.id.0).cursor()))
}

/// What a term asks about products.
fn of_product(term: &Term) -> Condition {
    let having = |condition: Condition| {
        let variants = variant::Entity::find()
            .select_only()
            .column(variant::Column::ProductId)
            .filter(condition)
            .filter(variant::Column::DeletedAt.is_null());
        Condition::all().add(product::Column::Id.in_subquery(QueryTrait::into_query(variants)))
    };
    match term.field.as_deref() {
        Some("handle") => term.exactly(product::Column::Handle),
        Some("title") => term.at_start_folded(product::Column::SortTitle),
        Some("sku") => having(term.exactly(variant::Column::Sku)),
        Some("barcode") => having(term.exactly(variant::Column::Barcode)),
        Some("status") => Condition::all().add(product::Column::Status.eq(term.value.to_lowercase())),
        Some("id") => Condition::all().add(product::Column::Id.eq(key(term))),
        Some(_) => nothing(),
        None => Condition::any()
            .add(term.at_start_folded(product::Column::SortTitle))
            .add(term.at_start(product::Column::Handle))
            .add(having(term.at_start(variant::Column::Sku))),
    }
}

/// Variants that were not put away.
pub async fn variants(shop: &Shop, request: &ListAll) -> Result<Page<variant::Model>, ListError> {
    let query = Query::parse(request.query.as_deref().unwrap_or_default())?;
    let select = variant::Entity::find()
        .filter(variant::Column::DeletedAt.is_null())
        .filter(query.condition(|term| Ok(of_variant(term)))?);
    let by = SortBy::<variant::Column>::Id;
    let select = keyset::narrow(select, by, variant::Column::Id, &request.page, request.reverse)?;
    let rows = select.all(shop.read()).await?;
    Ok(Page::from_walk(&request.page, rows, |variant| Position(Key::Id, variant.id.0).cursor()))
}

/// What a term asks about variants.
fn of_variant(term: &Term) -> Condition {
    match term.field.as_deref() {
        Some("sku") => term.exactly(variant::Column::Sku),
        Some("barcode") => term.exactly(variant::Column::Barcode),
        Some("product_id") => Condition::all().add(variant::Column::ProductId.eq(key(term))),
        Some("id") => Condition::all().add(variant::Column::Id.eq(key(term))),
        Some(_) => nothing(),
        None => term.at_start(variant::Column::Sku),
    }
}

/// The key at the end of an id. What is none is nobody's.
fn key(term: &Term) -> Uuid {
    let tail = term.value.rsplit('/').next().unwrap_or_default();
    Uuid::parse_str(tail).unwrap_or_default()
}

/// A field that the list does not know finds nothing: everything would be worse.
fn nothing() -> Condition {
    Condition::all().add(Expr::val(1).eq(2))
}

/// Products by id.
pub async fn products_by_ids(shop: &Shop, ids: &[ProductId]) -> Result<HashMap<ProductId, StaffProduct>, Fault> {
    let found = product::Entity::find()
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .filter(product::Column::DeletedAt.is_null())
        .into_partial_model::<StaffProduct>()
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|product| (product.id, product)).collect())
}

/// Variants by id.
pub async fn variants_by_ids(shop: &Shop, ids: &[VariantId]) -> Result<HashMap<VariantId, variant::Model>, Fault> {
    let found = variant::Entity::find()
        .filter(variant::Column::Id.is_in(ids.iter().copied()))
        .filter(variant::Column::DeletedAt.is_null())
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|variant| (variant.id, variant)).collect())
}
