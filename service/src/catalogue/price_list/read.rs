//! Price lists as staff see them.
use std::collections::HashMap;

use entity::{customer_group_price_list, ids::PriceListId, price, price_list};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    catalogue::product::ListError,
    shop::{
        Shop,
        fault::Fault,
        keyset::{self, Key, Position, SortBy},
        page::{Page, PageRequest},
        pages::{Lists, Pages, Wanted},
    },
};

/// Price lists, the oldest first.
pub async fn list(shop: &Shop, page: &PageRequest) -> Result<Page<price_list::Model>, ListError> {
    let by = SortBy::<price_list::Column>::Id;
    let select = keyset::narrow(price_list::Entity::find(), by, price_list::Column::Id, page, false)?;
    let rows = select.all(shop.read()).await?;
    Ok(Page::from_walk(page, rows, |list| Position(Key::Id, list.id.0).cursor()))
}

/// Price lists by id.
pub async fn by_ids(shop: &Shop, ids: &[PriceListId]) -> Result<HashMap<PriceListId, price_list::Model>, Fault> {
    let filter = price_list::Column::Id.is_in(ids.iter().copied());
    let found = price_list::Entity::find().filter(filter).all(shop.read()).await?;
    Ok(found.into_iter().map(|list| (list.id, list)).collect())
}

/// What lists say themselves: by quantity, then by variant.
pub async fn prices(shop: &Shop, wanted: &[Wanted<PriceListId>]) -> Result<Pages<PriceListId, price::Model>, Fault> {
    let narrowed = |list: &PriceListId, page: &PageRequest| {
        let select = price::Entity::find().filter(price::Column::PriceListId.eq(*list));
        keyset::narrow(select, SortBy::Number(price::Column::MinQuantity), price::Column::VariantId, page, false)
    };
    let position = |price: &price::Model| Position(Key::Number(i64::from(price.min_quantity)), price.variant_id.0);
    Lists { narrowed, position, reverse: false }.read(shop, wanted).await
}

/// Which groups buy from lists, and where.
pub async fn assignments(
    shop: &Shop,
    lists: &[PriceListId],
) -> Result<HashMap<PriceListId, Vec<customer_group_price_list::Model>>, Fault> {
    let found = customer_group_price_list::Entity::find()
        .filter(customer_group_price_list::Column::PriceListId.is_in(lists.iter().copied()))
        .order_by_asc(customer_group_price_list::Column::CustomerGroupId)
        .order_by_asc(customer_group_price_list::Column::MarketId)
        .all(shop.read())
        .await?;
    let mut by_list = HashMap::<_, Vec<_>>::new();
    for row in found {
        by_list.entry(row.price_list_id).or_default().push(row);
    }
    Ok(by_list)
}
