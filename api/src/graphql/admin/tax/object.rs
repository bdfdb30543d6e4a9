//! What staff see of taxes, and what they send.
use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::{tax_category, tax_rate};
use service::tax::rate::TaxTerms;

use crate::{
    connection,
    graphql::{
        admin::money::{country, rate},
        context::ContextExt,
        error::OrFail,
        loader::TaxCategoryById,
        scalar::{DateTime, Decimal},
        storefront::{codes::CountryCode, node::id},
    },
};

/// Goods that are taxed alike.
#[derive(Clone)]
pub struct TaxCategory(pub Arc<tax_category::Model>);

/// A tax in a region on a category.
#[derive(Clone)]
pub struct TaxRate(pub tax_rate::Model);

#[Object]
impl TaxCategory {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("TaxCategory", self.0.id)
    }

    /// What variants name as their tax code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether goods that name no category are in this one.
    async fn is_default(&self) -> bool {
        self.0.is_default
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

#[Object]
impl TaxRate {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("TaxRate", self.0.id)
    }

    /// What it is on.
    async fn tax_category(&self, ctx: &Context<'_>) -> Result<Option<TaxCategory>> {
        Ok(ctx.load().get(TaxCategoryById(self.0.tax_category_id)).await.or_fail()?.map(TaxCategory))
    }

    async fn country_code(&self) -> CountryCode {
        self.0.country.into()
    }

    /// Absent: all of the country.
    async fn province_code(&self) -> Option<&str> {
        some(&self.0.province_code)
    }

    /// Absent: all of the province.
    async fn zip_prefix(&self) -> Option<&str> {
        some(&self.0.zip_prefix)
    }

    /// Rates of one name replace each other, the most specific wins; those of different names add up.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// `"0.19"` for 19 %.
    async fn rate(&self) -> Decimal {
        Decimal(self.0.rate.clone())
    }

    /// Computed on the net price and the taxes that are not compound.
    async fn is_compound(&self) -> bool {
        self.0.is_compound
    }

    async fn taxes_shipping(&self) -> bool {
        self.0.taxes_shipping
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

connection!(
    /// Tax categories.
    TaxCategoryConnection,
    TaxCategoryEdge,
    TaxCategory
);
connection!(
    /// Tax rates.
    TaxRateConnection,
    TaxRateEdge,
    TaxRate
);

/// A new tax category.
#[derive(Clone, Debug, InputObject)]
pub struct TaxCategoryCreateInput {
    /// What variants name: letters, digits, `-`, `_`, `.`.
    pub code: String,
    pub name: String,
    /// Goods that name no category are in this one. The first category is it anyway.
    #[graphql(default)]
    pub is_default: bool,
}

/// What changes about a tax category. What is absent stays.
#[derive(Clone, Debug, InputObject)]
pub struct TaxCategoryUpdateInput {
    pub name: Option<String>,
    /// True makes it the default instead of the one that is.
    #[graphql(default)]
    pub make_default: bool,
}

/// A tax as it shall be.
#[derive(Clone, Debug, InputObject)]
pub struct TaxRateInput {
    /// Absent: on the shop's default category.
    pub tax_category_id: Option<ID>,
    pub country_code: CountryCode,
    /// Absent: in all of the country.
    pub province_code: Option<String>,
    /// Absent: in all of the province.
    pub zip_prefix: Option<String>,
    /// Rates of one name replace each other, the most specific wins; those of different names add up.
    pub name: String,
    /// `"0.19"` for 19 %.
    pub rate: Decimal,
    /// Computed on the net price and the taxes that are not compound.
    #[graphql(default)]
    pub is_compound: bool,
    #[graphql(default = true)]
    pub taxes_shipping: bool,
}

impl TaxRateInput {
    pub(super) fn terms(self) -> Result<TaxTerms> {
        Ok(TaxTerms {
            category: self.tax_category_id.map(|category| id::known("TaxCategory", &category)).transpose()?,
            country: country(self.country_code)?,
            province_code: self.province_code.unwrap_or_default(),
            zip_prefix: self.zip_prefix.unwrap_or_default(),
            name: self.name,
            rate: rate(&self.rate)?,
            is_compound: self.is_compound,
            taxes_shipping: self.taxes_shipping,
        })
    }
}
