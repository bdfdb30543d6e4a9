//! A tax in a region on a category: made, changed, removed.
use entity::{
    ids::{TaxCategoryId, TaxRateId},
    locale::Country,
    tax_category, tax_rate,
};
use rust_decimal::Decimal;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Unchanged, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

use super::written::{self, RATE_DECIMALS_MAX, RATE_MAX, REGION_CHARS_MAX};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    pricing_rules,
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault, Violation},
    },
};

const NAME_CHARS_MAX: usize = 64;
/// Rates of a shop: more than there are zip codes with a tax of their own in most countries.
pub const RATES_MAX: u64 = 20_000;

/// A tax as it shall be.
#[derive(Clone, Debug)]
pub struct TaxTerms {
    /// Absent: the shop's default.
    pub category: Option<TaxCategoryId>,
    pub country: Country,
    /// Empty: all of the country.
    pub province_code: String,
    /// Empty: all of the province.
    pub zip_prefix: String,
    /// Rates of one name replace each other, those of different names add up.
    pub name: String,
    /// 0.19 for 19 %.
    pub rate: Decimal,
    /// Computed on the price and the taxes that are not compound.
    pub is_compound: bool,
    pub taxes_shipping: bool,
}

/// A rate is wanted.
#[derive(Clone, Debug)]
pub struct CreateTaxRate {
    pub terms: TaxTerms,
    pub actor: Actor,
}

/// A rate shall be another: all of its terms.
#[derive(Clone, Debug)]
pub struct UpdateTaxRate {
    pub id: TaxRateId,
    pub terms: TaxTerms,
    pub actor: Actor,
}

/// A rate shall be gone.
#[derive(Clone, Debug)]
pub struct DeleteTaxRate {
    pub id: TaxRateId,
    pub actor: Actor,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum TaxRateError {
    #[error("a rate is between 0 and {RATE_MAX} (0.19 for 19 %), with at most {RATE_DECIMALS_MAX} decimals")]
    BadRate,
    #[error("a tax has a name of 1 to {NAME_CHARS_MAX} letters")]
    BadName,
    #[error("a province has a code of at most {REGION_CHARS_MAX} letters and digits: BC, not British Columbia")]
    BadProvince,
    #[error("the beginning of a zip code has at most {REGION_CHARS_MAX} letters and digits")]
    BadZip,
    #[error("there is no such tax category")]
    NoCategory,
    #[error("this region has a tax of that name on that category already")]
    Taken,
    #[error("a shop has at most {RATES_MAX} tax rates")]
    TooMany,
    #[error("there is no such tax rate")]
    NotFound,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for TaxRateError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::BadRate
            | Self::BadName
            | Self::BadProvince
            | Self::BadZip
            | Self::NoCategory
            | Self::Taken
            | Self::TooMany
            | Self::NotFound => None,
        }
    }
}

/// Makes a rate.
pub async fn create(shop: &Shop, request: &CreateTaxRate) -> Result<tax_rate::Model, TaxRateError> {
    shop.write(request, create_in).await
}

pub(crate) async fn create_in(unit: &Unit, request: &CreateTaxRate) -> Result<tax_rate::Model, TaxRateError> {
    // Those who change rules take turns, so what is counted here stays so.
    pricing_rules::touch(unit).await?;
    if tax_rate::Entity::find().count(&unit.tx).await.map_err(Fault::from)? >= RATES_MAX {
        return Err(TaxRateError::TooMany);
    }
    let row = row(unit, unit.new_id(), &request.terms).await?;
    let rows = std::slice::from_ref(&row);
    bulk::insert::<tax_rate::Entity>(unit, rows, OnConflict::Fail).await.map_err(refusal)?;
    tell(unit, &request.actor, Entry::new("taxRateCreate", "TaxRate", row.id)).await?;
    Ok(row)
}

/// Changes a rate.
pub async fn update(shop: &Shop, request: &UpdateTaxRate) -> Result<tax_rate::Model, TaxRateError> {
    shop.write(request, update_in).await
}

async fn update_in(unit: &Unit, request: &UpdateTaxRate) -> Result<tax_rate::Model, TaxRateError> {
    pricing_rules::touch(unit).await?;
    let there = tax_rate::Entity::find_by_id(request.id).one(&unit.tx).await.map_err(Fault::from)?;
    let there = there.ok_or(TaxRateError::NotFound)?;
    let row = tax_rate::Model { created_at: there.created_at, ..row(unit, request.id, &request.terms).await? };
    let changed = tax_rate::ActiveModel { id: Unchanged(row.id), ..row.into_active_model().reset_all() };
    let changed = changed.update(&unit.tx).await.map_err(Fault::from).map_err(refusal)?;
    tell(unit, &request.actor, Entry::new("taxRateUpdate", "TaxRate", changed.id)).await?;
    Ok(changed)
}

/// Removes a rate.
pub async fn delete(shop: &Shop, request: &DeleteTaxRate) -> Result<(), TaxRateError> {
    shop.write(request, delete_in).await
}

async fn delete_in(unit: &Unit, request: &DeleteTaxRate) -> Result<(), TaxRateError> {
    pricing_rules::touch(unit).await?;
    let deleted = tax_rate::Entity::delete_by_id(request.id).exec(&unit.tx).await.map_err(Fault::from)?;
    if deleted.rows_affected != 1 {
        return Err(TaxRateError::NotFound);
    }
    tell(unit, &request.actor, Entry::new("taxRateDelete", "TaxRate", request.id)).await?;
    Ok(())
}

async fn row(unit: &Unit, id: TaxRateId, terms: &TaxTerms) -> Result<tax_rate::Model, TaxRateError> {
    let name = terms.name.trim();
    if !(1..=NAME_CHARS_MAX).contains(&name.chars().count()) {
        return Err(TaxRateError::BadName);
    }
    let rate = written::rate(terms.rate).ok_or(TaxRateError::BadRate)?;
    let province_code = written::region(&terms.province_code).ok_or(TaxRateError::BadProvince)?;
    let zip_prefix = written::region(&terms.zip_prefix).ok_or(TaxRateError::BadZip)?;
    let tax_category_id = match terms.category {
        Some(category) => category,
        None => default_category(unit).await?.ok_or(TaxRateError::NoCategory)?,
    };
    Ok(tax_rate::Model {
        id,
        tax_category_id,
        country: terms.country,
        province_code,
        zip_prefix,
        name: name.to_owned(),
        rate,
        is_compound: terms.is_compound,
        taxes_shipping: terms.taxes_shipping,
        created_at: unit.now,
        updated_at: unit.now,
    })
}

async fn default_category(unit: &Unit) -> Result<Option<TaxCategoryId>, Fault> {
    let default = tax_category::Entity::find().filter(tax_category::Column::IsDefault.eq(true)).one(&unit.tx).await?;
    Ok(default.map(|category| category.id))
}

fn refusal(fault: Fault) -> TaxRateError {
    match fault.violation() {
        Some(Violation::Unique) => TaxRateError::Taken,
        Some(Violation::ForeignKey) => TaxRateError::NoCategory,
        Some(Violation::Check) | None => fault.into(),
    }
}

async fn tell(unit: &Unit, actor: &Actor, entry: Entry) -> Result<(), Fault> {
    audit::record(unit, actor, [entry]).await?;
    event::record(unit, [Event::TaxesChanged]).await
}
