//! Collections: groups of products, picked by hand or by rules.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    collection::{self, Model},
    collection_product,
    ids::{CollectionId, ProductId},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef, SelectTwo,
};

use super::product::ListError;
use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageRequest},
    sort::sort_key,
    viewer::Viewer,
};

/// What a list of collections is sorted by; ties are broken by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Id,
    Title,
    UpdatedAt,
}

/// A list of collections.
#[derive(Clone, Debug)]
pub struct ListCollections {
    /// Only those whose title begins so, folded.
    pub title_prefix: Option<String>,
    pub order: Order,
    pub reverse: bool,
    pub page: PageRequest,
}

/// What every viewer may see: published by now and not deleted.
pub fn visible(now: DateTime<Utc>) -> Condition {
    Condition::all().add(collection::Column::DeletedAt.is_null()).add(collection::Column::PublishedAt.lte(now))
}

/// Visible collections by id.
pub async fn by_ids(shop: &Shop, viewer: &Viewer, ids: &[CollectionId]) -> Result<HashMap<CollectionId, Model>, Fault> {
    let found = collection::Entity::find()
        .filter(collection::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(viewer.now))
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|collection| (collection.id, collection)).collect())
}

/// Visible collections by handle.
pub async fn by_handles(shop: &Shop, viewer: &Viewer, handles: &[String]) -> Result<HashMap<String, Model>, Fault> {
    let found = collection::Entity::find()
        .filter(collection::Column::Handle.is_in(handles))
        .filter(visible(viewer.now))
        .all(shop.read())
        .await?;
    Ok(found.into_iter().map(|collection| (collection.handle.clone(), collection)).collect())
}

/// The visible collections that products are in, by title.
pub async fn of_products(
    shop: &Shop,
    viewer: &Viewer,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Model>>, Fault> {
    let select: SelectTwo<_, _> =
        collection_product::Entity::find().join(JoinType::InnerJoin, to_collection()).select_also(collection::Entity);
    let rows = select
        .filter(collection_product::Column::ProductId.is_in(products.iter().copied()))
        .filter(visible(viewer.now))
        .order_by_asc(collection::Column::SortTitle)
        .order_by_asc(collection::Column::Id)
        .all(shop.read())
        .await?;
    let mut collections = HashMap::<_, Vec<_>>::new();
    for (membership, collection) in rows {
        collections.entry(membership.product_id).or_default().extend(collection);
    }
    Ok(collections)
}

/// Visible collections in an order.
pub async fn list(shop: &Shop, viewer: &Viewer, request: &ListCollections) -> Result<Page<Model>, ListError> {
    let mut select = collection::Entity::find().filter(visible(viewer.now));
    if let Some(prefix) = &request.title_prefix {
        let prefix = sort_key(prefix);
        // The greatest character there is, so that every longer title lies between.
        let end = format!("{prefix}\u{10FFFF}");
        select = select.filter(collection::Column::SortTitle.between(prefix, end));
    }
    let by = match request.order {
        Order::Id => SortBy::Id,
        Order::Title => SortBy::Text(collection::Column::SortTitle),
        Order::UpdatedAt => SortBy::Time(collection::Column::UpdatedAt),
    };
    let select = keyset::narrow(select, by, collection::Column::Id, &request.page, request.reverse)?;
    let rows = select.all(shop.read()).await?;
    Ok(Page::from_walk(&request.page, rows, |collection| position(collection, request.order).cursor()))
}

fn position(collection: &Model, order: Order) -> Position {
    let key = match order {
        Order::Id => Key::Id,
        Order::Title => Key::Text(collection.sort_title.clone()),
        Order::UpdatedAt => Key::Time(collection.updated_at),
    };
    Position(key, collection.id.0)
}

fn to_collection() -> RelationDef {
    collection_product::Entity::belongs_to(collection::Entity)
        .from(collection_product::Column::CollectionId)
        .to(collection::Column::Id)
        .into()
}
