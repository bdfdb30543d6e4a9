//! Shipping as the back office lists it.
use std::collections::HashMap;

use entity::{
    ids::{ShippingMethodId, ShippingZoneId},
    shipping_method, shipping_rate, shipping_zone, shipping_zone_region,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{ListError, Page, PageRequest},
};

/// Zones in the order in which they were made.
pub async fn zones(shop: &Shop, page: &PageRequest) -> Result<Page<shipping_zone::Model>, ListError> {
    let by = SortBy::<shipping_zone::Column>::Id;
    let select = keyset::narrow(shipping_zone::Entity::find(), by, shipping_zone::Column::Id, page, false)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Id, row.id.0).cursor()))
}

/// Zones by their keys.
pub async fn zones_by_ids(
    shop: &Shop,
    ids: &[ShippingZoneId],
) -> Result<HashMap<ShippingZoneId, shipping_zone::Model>, Fault> {
    let select = shipping_zone::Entity::find().filter(shipping_zone::Column::Id.is_in(ids.iter().copied()));
    Ok(select.all(shop.read()).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// The regions of zones, by country and province. A zone has a bounded number.
pub async fn regions(
    shop: &Shop,
    zones: &[ShippingZoneId],
) -> Result<HashMap<ShippingZoneId, Vec<shipping_zone_region::Model>>, Fault> {
    let found = shipping_zone_region::Entity::find()
        .filter(shipping_zone_region::Column::ShippingZoneId.is_in(zones.iter().copied()))
        .order_by_asc(shipping_zone_region::Column::Country)
        .order_by_asc(shipping_zone_region::Column::ProvinceCode)
        .all(shop.read())
        .await?;
    Ok(grouped(found, |row| row.shipping_zone_id))
}

/// The methods of zones, as buyers see them listed. A zone has a bounded number.
pub async fn methods(
    shop: &Shop,
    zones: &[ShippingZoneId],
) -> Result<HashMap<ShippingZoneId, Vec<shipping_method::Model>>, Fault> {
    let found = shipping_method::Entity::find()
        .filter(shipping_method::Column::ShippingZoneId.is_in(zones.iter().copied()))
        .order_by_asc(shipping_method::Column::Position)
        .order_by_asc(shipping_method::Column::Id)
        .all(shop.read())
        .await?;
    Ok(grouped(found, |row| row.shipping_zone_id))
}

/// The rates of methods, by currency and span. A method has a bounded number.
pub async fn rates(
    shop: &Shop,
    methods: &[ShippingMethodId],
) -> Result<HashMap<ShippingMethodId, Vec<shipping_rate::Model>>, Fault> {
    let found = shipping_rate::Entity::find()
        .filter(shipping_rate::Column::ShippingMethodId.is_in(methods.iter().copied()))
        .order_by_asc(shipping_rate::Column::Currency)
        .order_by_asc(shipping_rate::Column::AtLeast)
        .all(shop.read())
        .await?;
    Ok(grouped(found, |row| row.shipping_method_id))
}

fn grouped<K: std::hash::Hash + Eq, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups = HashMap::<_, Vec<_>>::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
