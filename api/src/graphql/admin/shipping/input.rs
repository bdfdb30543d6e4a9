//! What staff send about shipping.
use async_graphql::{ID, InputObject, Result};
use entity::{money::Currency, shipping_rate::Basis};
use rust_decimal::prelude::ToPrimitive;
use service::shipping::{
    method::{MethodTerms, ShippingTax},
    rate::Rate,
    zone::Region,
};

use super::object::ShippingRateBasis;
use crate::graphql::{
    admin::money::{self, MoneyInput, country},
    error::bad_input,
    scalar::Decimal,
    storefront::{codes::CountryCode, node::id},
};

/// A country, or one of its provinces.
#[derive(Clone, Debug, InputObject)]
pub struct ShippingRegionInput {
    pub country_code: CountryCode,
    /// Absent: all of the country that no other zone names.
    pub province_code: Option<String>,
}

/// A new shipping zone.
#[derive(Clone, Debug, InputObject)]
pub struct ShippingZoneCreateInput {
    pub name: String,
    /// None of them may be in another zone.
    pub regions: Vec<ShippingRegionInput>,
}

/// What changes about a shipping zone. What is absent stays.
#[derive(Clone, Debug, InputObject)]
pub struct ShippingZoneUpdateInput {
    pub name: Option<String>,
    /// All of its regions from now on.
    pub regions: Option<Vec<ShippingRegionInput>>,
}

/// What a span costs.
#[derive(Clone, Debug, InputObject)]
pub struct ShippingRateInput {
    pub price: MoneyInput,
    #[graphql(default_with = "ShippingRateBasis::Flat")]
    pub basis: ShippingRateBasis,
    /// From so many grams, whole units of the currency, or pieces on.
    pub at_least: Option<Decimal>,
    /// Up to so many, which is too many already. Absent: without end.
    pub below: Option<Decimal>,
    /// Free from this price of the goods on, after discounts, in whole units of the currency.
    pub free_from: Option<Decimal>,
}

/// A way to ship as it shall be.
#[derive(Clone, Debug, InputObject)]
pub struct ShippingMethodInput {
    /// What carts keep as their choice: letters, digits, `-`, `_`.
    pub code: String,
    pub name: String,
    pub description: Option<String>,
    /// The lowest is listed first.
    #[graphql(default)]
    pub position: i32,
    #[graphql(default = true)]
    pub is_active: bool,
    /// Taxed like the goods that are shipped, by their shares, instead of at one category.
    #[graphql(default)]
    pub is_taxed_like_goods: bool,
    /// What it is taxed as. Absent: the shop's default category.
    pub tax_category_id: Option<ID>,
    pub minimum_days: Option<i32>,
    pub maximum_days: Option<i32>,
    /// All of its rates. One basis for each currency; spans must not overlap.
    pub rates: Vec<ShippingRateInput>,
}

pub(super) fn regions(regions: Vec<ShippingRegionInput>) -> Result<Vec<Region>> {
    let region = |region: ShippingRegionInput| {
        let province_code = region.province_code.unwrap_or_default();
        Ok(Region { country: country(region.country_code)?, province_code })
    };
    regions.into_iter().map(region).collect()
}

impl ShippingMethodInput {
    pub(super) fn terms(self) -> Result<MethodTerms> {
        let category = self.tax_category_id.map(|category| id::known("TaxCategory", &category)).transpose()?;
        Ok(MethodTerms {
            code: self.code,
            name: self.name,
            description: self.description.unwrap_or_default(),
            position: self.position,
            is_active: self.is_active,
            tax: if self.is_taxed_like_goods { ShippingTax::Proportional } else { ShippingTax::Own(category) },
            days: (self.minimum_days, self.maximum_days),
            rates: self.rates.iter().map(ShippingRateInput::rate).collect::<Result<_>>()?,
        })
    }
}

impl ShippingRateInput {
    fn rate(&self) -> Result<Rate> {
        let price = self.price.money()?;
        let basis = Basis::from(self.basis);
        let measured = |amount: &Decimal| measured(amount, basis, price.currency);
        Ok(Rate {
            currency: price.currency,
            basis,
            at_least: self.at_least.as_ref().map(measured).transpose()?.unwrap_or_default(),
            below: self.below.as_ref().map(measured).transpose()?,
            amount: price.amount,
            free_from: self.free_from.as_ref().map(|amount| money::minor(amount, price.currency)).transpose()?,
        })
    }
}

/// Grams, whole units of a currency or pieces, as they are stored.
fn measured(amount: &Decimal, basis: Basis, currency: Currency) -> Result<i64> {
    let decimals = match basis {
        Basis::Price => return Ok(money::minor(amount, currency)?.0),
        // Milligrams.
        Basis::Weight => 3,
        Basis::Flat | Basis::Quantity => 0,
    };
    let exact = money::rate(amount)?.normalize();
    let stored = exact.checked_mul(rust_decimal::Decimal::from(10_i64.pow(decimals)));
    let stored = stored.filter(|_| exact.scale() <= decimals).and_then(|stored| stored.to_i64());
    stored.ok_or_else(|| bad_input(format!("`{exact}` cannot be measured so exactly")))
}
