//! Regions that are shipped to alike: made, changed, removed.
use std::collections::BTreeSet;

use entity::{ids::ShippingZoneId, locale::Country, shipping_zone, shipping_zone_region};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    pricing_rules,
    shop::{
        Shop, Unit,
        bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
        fault::{Fault, HasFault},
    },
};

const NAME_CHARS_MAX: usize = 120;
const PROVINCE_CHARS_MAX: usize = 16;
/// Zones of a shop.
pub const ZONES_MAX: u64 = 250;
/// Countries and provinces of a zone.
pub const REGIONS_PER_ZONE_MAX: usize = 1_000;

/// A country, or one of its provinces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    pub country: Country,
    /// Empty: all of the country that no zone names.
    pub province_code: String,
}

/// A zone is wanted.
#[derive(Clone, Debug)]
pub struct CreateZone {
    pub name: String,
    pub regions: Vec<Region>,
    pub actor: Actor,
}

/// A zone shall be another. What is absent stays.
#[derive(Clone, Debug)]
pub struct UpdateZone {
    pub id: ShippingZoneId,
    pub name: Option<String>,
    /// All of its regions from now on.
    pub regions: Option<Vec<Region>>,
    pub actor: Actor,
}

/// A zone shall be gone, with its methods and rates.
#[derive(Clone, Debug)]
pub struct DeleteZone {
    pub id: ShippingZoneId,
    pub actor: Actor,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum ZoneError {
    #[error("a zone has a name of 1 to {NAME_CHARS_MAX} letters")]
    BadName,
    #[error("a province has a code of at most {PROVINCE_CHARS_MAX} letters and digits: BC, not British Columbia")]
    BadProvince,
    #[error("a zone has at least one region")]
    NoRegion,
    #[error("a zone has at most {REGIONS_PER_ZONE_MAX} regions")]
    TooManyRegions,
    #[error("{region} belongs to the zone \"{zone}\" already")]
    RegionTaken { region: String, zone: String },
    #[error("a shop has at most {ZONES_MAX} shipping zones")]
    TooMany,
    #[error("there is no such zone")]
    NotFound,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for ZoneError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::BadName
            | Self::BadProvince
            | Self::NoRegion
            | Self::TooManyRegions
            | Self::RegionTaken { .. }
            | Self::TooMany
            | Self::NotFound => None,
        }
    }
}

/// Makes a zone.
pub async fn create(shop: &Shop, request: &CreateZone) -> Result<shipping_zone::Model, ZoneError> {
    shop.write(request, create_in).await
}

pub(crate) async fn create_in(unit: &Unit, request: &CreateZone) -> Result<shipping_zone::Model, ZoneError> {
    let name = named(&request.name)?;
    let regions = written(&request.regions)?;
    // Those who change rules take turns, so what is counted and compared here stays so.
    pricing_rules::touch(unit).await?;
    if shipping_zone::Entity::find().count(&unit.tx).await.map_err(Fault::from)? >= ZONES_MAX {
        return Err(ZoneError::TooMany);
    }
    let zone = shipping_zone::Model { id: unit.new_id(), name, created_at: unit.now, updated_at: unit.now };
    let rows = std::slice::from_ref(&zone);
    bulk::insert::<shipping_zone::Entity>(unit, rows, OnConflict::Fail).await?;
    put_regions(unit, zone.id, &regions).await?;
    tell(unit, &request.actor, Entry::new("shippingZoneCreate", "ShippingZone", zone.id)).await?;
    Ok(zone)
}

/// Changes a zone.
pub async fn update(shop: &Shop, request: &UpdateZone) -> Result<shipping_zone::Model, ZoneError> {
    shop.write(request, update_in).await
}

async fn update_in(unit: &Unit, request: &UpdateZone) -> Result<shipping_zone::Model, ZoneError> {
    let name = request.name.as_deref().map(named).transpose()?;
    let regions = request.regions.as_deref().map(written).transpose()?;
    pricing_rules::touch(unit).await?;
    let mut update = shipping_zone::Entity::update_many()
        .col_expr(shipping_zone::Column::UpdatedAt, Expr::value(unit.now))
        .filter(shipping_zone::Column::Id.eq(request.id));
    if let Some(name) = name {
        update = update.col_expr(shipping_zone::Column::Name, Expr::value(name));
    }
    let changed = update.exec_with_returning(&unit.tx).await.map_err(Fault::from)?;
    let zone = changed.into_iter().next().ok_or(ZoneError::NotFound)?;
    if let Some(regions) = regions {
        shipping_zone_region::Entity::delete_many()
            .filter(shipping_zone_region::Column::ShippingZoneId.eq(zone.id))
            .exec(&unit.tx)
            .await
            .map_err(Fault::from)?;
        put_regions(unit, zone.id, &regions).await?;
    }
    tell(unit, &request.actor, Entry::new("shippingZoneUpdate", "ShippingZone", zone.id)).await?;
    Ok(zone)
}

/// Removes a zone with its methods and rates.
pub async fn delete(shop: &Shop, request: &DeleteZone) -> Result<(), ZoneError> {
    shop.write(request, delete_in).await
}

async fn delete_in(unit: &Unit, request: &DeleteZone) -> Result<(), ZoneError> {
    pricing_rules::touch(unit).await?;
    let deleted = shipping_zone::Entity::delete_by_id(request.id).exec(&unit.tx).await.map_err(Fault::from)?;
    if deleted.rows_affected != 1 {
        return Err(ZoneError::NotFound);
    }
    tell(unit, &request.actor, Entry::new("shippingZoneDelete", "ShippingZone", request.id)).await?;
    Ok(())
}

fn named(name: &str) -> Result<String, ZoneError> {
    let name = name.trim();
    let is_sound = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
    is_sound.then(|| name.to_owned()).ok_or(ZoneError::BadName)
}

/// Regions as they are stored, each once.
fn written(regions: &[Region]) -> Result<BTreeSet<Region>, ZoneError> {
    if regions.len() > REGIONS_PER_ZONE_MAX {
        return Err(ZoneError::TooManyRegions);
    }
    let regions: BTreeSet<_> = regions
        .iter()
        .map(|region| {
            let province_code = region.province_code.trim().to_uppercase();
            let is_sound = province_code.len() <= PROVINCE_CHARS_MAX
                && province_code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            is_sound.then_some(Region { country: region.country, province_code }).ok_or(ZoneError::BadProvince)
        })
        .collect::<Result<_, _>>()?;
    if regions.is_empty() { Err(ZoneError::NoRegion) } else { Ok(regions) }
}

/// Puts regions into a zone; none of them may be in another.
async fn put_regions(unit: &Unit, zone: ShippingZoneId, regions: &BTreeSet<Region>) -> Result<(), ZoneError> {
    let rows: Vec<_> = regions
        .iter()
        .map(|region| shipping_zone_region::Model {
            country: region.country,
            province_code: region.province_code.clone(),
            shipping_zone_id: zone,
        })
        .collect();
    // A region that is taken stays where it is, and is found by looking whose it is.
    bulk::insert::<shipping_zone_region::Entity>(unit, &rows, OnConflict::Keep).await?;
    let mut countries: Vec<_> = regions.iter().map(|region| region.country).collect();
    countries.dedup();
    for countries in countries.chunks(KEYS_PER_LIST_MAX) {
        let elsewhere = shipping_zone_region::Entity::find()
            .filter(shipping_zone_region::Column::Country.is_in(countries.iter().copied()))
            .filter(shipping_zone_region::Column::ShippingZoneId.ne(zone))
            .order_by_asc(shipping_zone_region::Column::Country)
            .order_by_asc(shipping_zone_region::Column::ProvinceCode)
            .all(&unit.tx)
            .await
            .map_err(Fault::from)?;
        let taken = elsewhere
            .into_iter()
            .find(|row| regions.contains(&Region { country: row.country, province_code: row.province_code.clone() }));
        if let Some(taken) = taken {
            return Err(taken_by(unit, &taken).await?);
        }
    }
    Ok(())
}

async fn taken_by(unit: &Unit, region: &shipping_zone_region::Model) -> Result<ZoneError, Fault> {
    let zone = shipping_zone::Entity::find_by_id(region.shipping_zone_id).one(&unit.tx).await?;
    let name = match region.province_code.as_str() {
        "" => region.country.to_string(),
        province => format!("{}-{province}", region.country),
    };
    Ok(ZoneError::RegionTaken { region: name, zone: zone.map(|zone| zone.name).unwrap_or_default() })
}

async fn tell(unit: &Unit, actor: &Actor, entry: Entry) -> Result<(), Fault> {
    audit::record(unit, actor, [entry]).await?;
    event::record(unit, [Event::ShippingChanged]).await
}
