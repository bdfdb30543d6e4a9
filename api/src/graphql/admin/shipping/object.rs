//! What staff see of shipping.
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::{
    money::{Minor, Money},
    shipping_method::{self, TaxBasis},
    shipping_rate, shipping_zone,
};
use service::pricing::currency;

use crate::{
    connection,
    graphql::{
        admin::tax::object::TaxCategory,
        context::ContextExt,
        error::OrFail,
        loader::{MethodsOf, RatesOf, RegionsOf, TaxCategoryById},
        scalar::{DateTime, Decimal},
        storefront::{codes::CountryCode, money::MoneyV2, node::id},
    },
};

/// What a rate depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::shipping_rate::Basis")]
pub enum ShippingRateBasis {
    /// Nothing.
    Flat,
    /// The weight of the goods, in grams.
    Weight,
    /// The price of the goods after discounts, in whole units of the currency.
    Price,
    /// The number of pieces.
    Quantity,
}

/// Regions that are shipped to alike.
#[derive(Clone)]
pub struct ShippingZone(pub Arc<shipping_zone::Model>);

/// A country, or one of its provinces.
#[derive(Clone, SimpleObject)]
pub struct ShippingRegion {
    pub country_code: CountryCode,
    /// Absent: all of the country that no other zone names.
    pub province_code: Option<String>,
}

/// A way to ship in a zone.
#[derive(Clone)]
pub struct ShippingMethod(pub shipping_method::Model);

/// What a method costs for a span of what it measures.
#[derive(Clone)]
pub struct ShippingRate(pub shipping_rate::Model);

#[Object]
impl ShippingZone {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("ShippingZone", self.0.id)
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    /// By country and province: at most 1,000.
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<ShippingRegion>> {
        let rows = ctx.load().list(RegionsOf(self.0.id)).await.or_fail()?;
        let region = |row: &entity::shipping_zone_region::Model| ShippingRegion {
            country_code: row.country.into(),
            province_code: (!row.province_code.is_empty()).then(|| row.province_code.clone()),
        };
        Ok(rows.iter().map(region).collect())
    }

    /// As buyers see them listed: at most 50.
    async fn methods(&self, ctx: &Context<'_>) -> Result<Vec<ShippingMethod>> {
        let rows = ctx.load().list(MethodsOf(self.0.id)).await.or_fail()?;
        Ok(rows.iter().cloned().map(ShippingMethod).collect())
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

#[Object]
impl ShippingMethod {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("ShippingMethod", self.0.id)
    }

    /// The zone it is a method of.
    async fn zone_id(&self) -> ID {
        id::encode("ShippingZone", self.0.shipping_zone_id)
    }

    /// What carts keep as their choice.
    async fn code(&self) -> &str {
        &self.0.code
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn description(&self) -> &str {
        &self.0.description
    }

    /// The lowest is listed first.
    async fn position(&self) -> i32 {
        self.0.position
    }

    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// Taxed like the goods that are shipped, by their shares, instead of at one category.
    async fn is_taxed_like_goods(&self) -> bool {
        self.0.tax_basis == TaxBasis::Proportional
    }

    /// What it is taxed as. Absent: the shop's default category, or like the goods.
    async fn tax_category(&self, ctx: &Context<'_>) -> Result<Option<TaxCategory>> {
        let Some(category) = self.0.tax_category_id else { return Ok(None) };
        Ok(ctx.load().get(TaxCategoryById(category)).await.or_fail()?.map(TaxCategory))
    }

    /// Days that it takes at least.
    async fn minimum_days(&self) -> Option<i32> {
        self.0.days_min
    }

    /// Days that it takes at most.
    async fn maximum_days(&self) -> Option<i32> {
        self.0.days_max
    }

    /// By currency and span: at most 250.
    async fn rates(&self, ctx: &Context<'_>) -> Result<Vec<ShippingRate>> {
        let rows = ctx.load().list(RatesOf(self.0.id)).await.or_fail()?;
        Ok(rows.iter().cloned().map(ShippingRate).collect())
    }
}

#[Object]
impl ShippingRate {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("ShippingRate", self.0.id)
    }

    async fn price(&self) -> MoneyV2 {
        self.money(self.0.amount)
    }

    async fn basis(&self) -> ShippingRateBasis {
        self.0.basis.into()
    }

    /// From so much of the basis on.
    async fn at_least(&self) -> Decimal {
        self.measured(self.0.at_least)
    }

    /// Up to so much, which is too much already. Absent: without end.
    async fn below(&self) -> Option<Decimal> {
        self.0.below.map(|below| self.measured(below))
    }

    /// Free from this price of the goods on, after discounts.
    async fn free_from(&self) -> Option<MoneyV2> {
        self.0.free_from.map(|amount| self.money(amount))
    }
}

impl ShippingRate {
    fn money(&self, amount: Minor) -> MoneyV2 {
        Money { amount, currency: self.0.currency }.into()
    }

    fn measured(&self, amount: i64) -> Decimal {
        let exact = match self.0.basis {
            shipping_rate::Basis::Flat | shipping_rate::Basis::Quantity => rust_decimal::Decimal::from(amount),
            // Milligrams.
            shipping_rate::Basis::Weight => rust_decimal::Decimal::new(amount, 3),
            shipping_rate::Basis::Price => {
                currency::to_decimal(Money { amount: Minor(amount), currency: self.0.currency })
            }
        };
        Decimal(exact.normalize().to_string())
    }
}

connection!(
    /// Shipping zones.
    ShippingZoneConnection,
    ShippingZoneEdge,
    ShippingZone
);
