//! Shipping, from rows to rules.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use entity::{
    shipping_method::{self, TaxBasis},
    shipping_rate, shipping_zone, shipping_zone_region, tax_category,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    pricing::shipping::{Region, ShippingMethod, ShippingRate, ShippingTax, ShippingZone},
    shop::fault::Fault,
};

pub(super) async fn read(
    db: &impl ConnectionTrait,
    categories: &[tax_category::Model],
) -> Result<Vec<ShippingZone>, Fault> {
    let zones = shipping_zone::Entity::find().order_by_asc(shipping_zone::Column::Id).all(db).await?;
    let regions = shipping_zone_region::Entity::find().all(db).await?;
    let methods = shipping_method::Entity::find()
        .filter(shipping_method::Column::IsActive.eq(true))
        .order_by_asc(shipping_method::Column::Position)
        .order_by_asc(shipping_method::Column::Id)
        .all(db)
        .await?;
    let rates = shipping_rate::Entity::find()
        .order_by_asc(shipping_rate::Column::AtLeast)
        .order_by_asc(shipping_rate::Column::Id)
        .all(db)
        .await?;
    let mut tables = HashMap::<_, Vec<_>>::new();
    for row in rates {
        tables.entry(row.shipping_method_id).or_default().push(rate(&row));
    }
    let mut zones: Vec<_> = zones
        .into_iter()
        .map(|zone| ShippingZone { id: zone.id, name: zone.name, regions: HashSet::new(), methods: Vec::new() })
        .collect();
    let places: HashMap<_, _> = zones.iter().enumerate().map(|(place, zone)| (zone.id, place)).collect();
    for row in regions {
        let province = (!row.province_code.is_empty()).then_some(row.province_code);
        if let Some(zone) = places.get(&row.shipping_zone_id).and_then(|place| zones.get_mut(*place)) {
            zone.regions.insert(Region { country: row.country, province });
        }
    }
    let codes: HashMap<_, _> = categories.iter().map(|category| (category.id, &category.code)).collect();
    for row in methods {
        let category = row.tax_category_id.and_then(|id| codes.get(&id)).map(|code| (*code).clone());
        let rates = tables.remove(&row.id).unwrap_or_default();
        if let Some(zone) = places.get(&row.shipping_zone_id).and_then(|place| zones.get_mut(*place)) {
            zone.methods.push(Arc::new(method(row, category, rates)));
        }
    }
    Ok(zones)
}

fn method(row: shipping_method::Model, category: Option<String>, rates: Vec<ShippingRate>) -> ShippingMethod {
    ShippingMethod {
        id: row.id,
        code: row.code,
        name: row.name,
        description: row.description,
        tax: match row.tax_basis {
            TaxBasis::Own => ShippingTax::Own { category },
            TaxBasis::Proportional => ShippingTax::Proportional,
        },
        rates,
        days_min: row.days_min,
        days_max: row.days_max,
    }
}

fn rate(row: &shipping_rate::Model) -> ShippingRate {
    ShippingRate {
        id: row.id,
        currency: row.currency,
        basis: row.basis,
        at_least: row.at_least,
        below: row.below,
        amount: row.amount,
        free_from: row.free_from,
    }
}
