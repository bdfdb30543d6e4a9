//! Shipping as rules, and what it costs for a parcel.
use std::{collections::HashSet, sync::Arc};

use entity::{
    ids::{ShippingMethodId, ShippingRateId, ShippingZoneId},
    locale::Country,
    money::{Currency, Minor},
    shipping_rate::Basis,
};

use super::destination::Destination;

/// Where the same methods are offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippingZone {
    pub id: ShippingZoneId,
    pub name: String,
    /// Of all zones, each region is in one.
    pub regions: HashSet<Region>,
    /// In the order in which they are shown. Only those that are switched on.
    pub methods: Vec<Arc<ShippingMethod>>,
}

/// A province, or what no zone names of a country.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region {
    pub country: Country,
    /// Its code in capitals. Absent: all of the country that no other zone names.
    pub province: Option<String>,
}

/// A way to ship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippingMethod {
    pub id: ShippingMethodId,
    /// What a cart stores as its choice. Unique in its zone.
    pub code: String,
    pub name: String,
    pub description: String,
    pub tax: ShippingTax,
    pub rates: Vec<ShippingRate>,
    /// Days until it arrives, when the shop promises any.
    pub days_min: Option<i32>,
    pub days_max: Option<i32>,
}

/// How shipping is taxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShippingTax {
    /// At the taxes of this category; absent: of the default one.
    Own { category: Option<String> },
    /// Like the goods, each by its share of their price.
    Proportional,
}

/// What a method costs for one span of what it measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippingRate {
    pub id: ShippingRateId,
    pub currency: Currency,
    pub basis: Basis,
    /// In milligrams, minor units or units, by the basis.
    pub at_least: i64,
    /// The first that is too much.
    pub below: Option<i64>,
    pub amount: Minor,
    /// Free from this price of the goods on, after discounts.
    pub free_from: Option<Minor>,
}

/// What is sent: the goods of a cart that need shipping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parcel {
    pub currency: Currency,
    /// What the goods cost after discounts.
    pub goods: Minor,
    pub weight_mg: i64,
    pub quantity: i64,
}

/// A method as offered for a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippingOption {
    pub method: Arc<ShippingMethod>,
    pub price: Minor,
    /// The rate that set the price, and whether it was free because of the goods' price.
    pub rate: ShippingRateId,
    pub is_free_from: bool,
}

impl ShippingOption {
    /// What a cart stores as its choice.
    pub fn handle(&self) -> &str {
        &self.method.code
    }
}

/// The methods of the zone a destination is in: the one that names its province, else the one that
/// names its country.
pub fn methods<'a>(zones: &'a [ShippingZone], destination: &Destination) -> &'a [Arc<ShippingMethod>] {
    let province = destination.province.as_ref().map(|province| province.trim().to_uppercase());
    let zone = |province: Option<String>| {
        let region = Region { country: destination.country, province };
        zones.iter().find(|zone| zone.regions.contains(&region))
    };
    province.and_then(|province| zone(Some(province))).or_else(|| zone(None)).map_or(&[], |zone| &zone.methods)
}

/// What each method costs for the parcel; one without a rate for it is not offered. Where several
/// rates fit, the buyer pays the lowest.
pub fn options(methods: &[Arc<ShippingMethod>], parcel: &Parcel) -> Vec<ShippingOption> {
    methods.iter().filter_map(|method| option(method, parcel)).collect()
}

fn option(method: &Arc<ShippingMethod>, parcel: &Parcel) -> Option<ShippingOption> {
    let fitting = method.rates.iter().filter(|rate| rate.currency == parcel.currency && rate.fits(parcel));
    let priced = fitting.map(|rate| {
        let is_free_from = rate.amount.0 > 0 && rate.free_from.is_some_and(|from| parcel.goods >= from);
        let price = if is_free_from { Minor(0) } else { rate.amount };
        ShippingOption { method: Arc::clone(method), price, rate: rate.id, is_free_from }
    });
    priced.min_by_key(|option| (option.price, option.rate))
}

impl ShippingRate {
    fn fits(&self, parcel: &Parcel) -> bool {
        let measured = match self.basis {
            Basis::Flat => return true,
            Basis::Weight => parcel.weight_mg,
            Basis::Price => parcel.goods.0,
            Basis::Quantity => parcel.quantity,
        };
        measured >= self.at_least && self.below.is_none_or(|below| measured < below)
    }
}
