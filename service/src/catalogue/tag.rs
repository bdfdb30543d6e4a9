//! Tags in use.
use entity::tag;
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::product::ListError;
use crate::shop::{
    Shop, keyset,
    page::{self, Page, PageRequest},
};

/// The tags that some product has, in order.
pub async fn list(shop: &Shop, page: &PageRequest) -> Result<Page<String>, ListError> {
    let way = keyset::way(page, false);
    let mut select = tag::Entity::find()
        .select_only()
        .column(tag::Column::Name)
        .filter(tag::Column::ProductCount.gt(0))
        .order_by(tag::Column::Name, way.clone())
        .limit(u64::from(page.size) + 1);
    if let Some(after) = page.position::<String>()? {
        select =
            select.filter(if way == Order::Asc { tag::Column::Name.gt(after) } else { tag::Column::Name.lt(after) });
    }
    let rows: Vec<String> = select.into_tuple().all(shop.read()).await?;
    Ok(Page::from_walk(page, rows, page::encode))
}
