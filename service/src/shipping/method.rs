//! Ways to ship in a zone: made, changed, removed.
use entity::{
    ids::{ShippingMethodId, ShippingZoneId, TaxCategoryId},
    shipping_method::{self, TaxBasis},
    shipping_rate, shipping_zone,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Unchanged, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

use super::rate::{self, Rate, RatesError};
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

const CODE_CHARS_MAX: usize = 64;
const NAME_CHARS_MAX: usize = 120;
const DESCRIPTION_CHARS_MAX: usize = 1_000;
const DAYS_MAX: i32 = 365;
/// Methods of a zone.
pub const METHODS_PER_ZONE_MAX: u64 = 50;

/// How a shipping charge is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShippingTax {
    /// As one category of goods; the shop's default one when absent.
    Own(Option<TaxCategoryId>),
    /// Like the goods that are shipped, by their shares.
    Proportional,
}

/// A method as it shall be.
#[derive(Clone, Debug)]
pub struct MethodTerms {
    /// What carts keep as their choice.
    pub code: String,
    pub name: String,
    pub description: String,
    pub position: i32,
    pub is_active: bool,
    pub tax: ShippingTax,
    /// Days that it takes, from and to.
    pub days: (Option<i32>, Option<i32>),
    pub rates: Vec<Rate>,
}

/// A method is wanted.
#[derive(Clone, Debug)]
pub struct CreateMethod {
    pub zone: ShippingZoneId,
    pub terms: MethodTerms,
    pub actor: Actor,
}

/// A method shall be another: all of its terms and rates.
#[derive(Clone, Debug)]
pub struct UpdateMethod {
    pub id: ShippingMethodId,
    pub terms: MethodTerms,
    pub actor: Actor,
}

/// A method shall be gone, with its rates.
#[derive(Clone, Debug)]
pub struct DeleteMethod {
    pub id: ShippingMethodId,
    pub actor: Actor,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum MethodError {
    #[error("a method's code has 1 to {CODE_CHARS_MAX} letters, digits, `-` or `_`")]
    BadCode,
    #[error("another method of this zone has this code")]
    CodeTaken,
    #[error("a method has a name of 1 to {NAME_CHARS_MAX} letters")]
    BadName,
    #[error("a description has at most {DESCRIPTION_CHARS_MAX} letters")]
    DescriptionTooLong,
    #[error("shipping takes 0 to {DAYS_MAX} days, and at least as many as the least")]
    BadDays,
    #[error(transparent)]
    Rates(#[from] RatesError),
    #[error("there is no such tax category")]
    NoCategory,
    #[error("there is no such zone")]
    NoZone,
    #[error("a zone has at most {METHODS_PER_ZONE_MAX} methods")]
    TooMany,
    #[error("there is no such method")]
    NotFound,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for MethodError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::BadCode
            | Self::CodeTaken
            | Self::BadName
            | Self::DescriptionTooLong
            | Self::BadDays
            | Self::Rates(_)
            | Self::NoCategory
            | Self::NoZone
            | Self::TooMany
            | Self::NotFound => None,
        }
    }
}

/// Makes a method.
pub async fn create(shop: &Shop, request: &CreateMethod) -> Result<shipping_method::Model, MethodError> {
    shop.write(request, create_in).await
}

pub(crate) async fn create_in(unit: &Unit, request: &CreateMethod) -> Result<shipping_method::Model, MethodError> {
    check(&request.terms)?;
    // Those who change rules take turns, so what is counted here stays so.
    pricing_rules::touch(unit).await?;
    let zone = shipping_zone::Entity::find_by_id(request.zone).one(&unit.tx).await.map_err(Fault::from)?;
    zone.ok_or(MethodError::NoZone)?;
    let in_zone = shipping_method::Column::ShippingZoneId.eq(request.zone);
    let methods = shipping_method::Entity::find().filter(in_zone).count(&unit.tx).await.map_err(Fault::from)?;
    if methods >= METHODS_PER_ZONE_MAX {
        return Err(MethodError::TooMany);
    }
    let row = row(unit, unit.new_id(), request.zone, &request.terms);
    let rows = std::slice::from_ref(&row);
    bulk::insert::<shipping_method::Entity>(unit, rows, OnConflict::Fail).await.map_err(refusal)?;
    rate::put(unit, row.id, &request.terms.rates).await?;
    tell(unit, &request.actor, Entry::new("shippingMethodCreate", "ShippingMethod", row.id)).await?;
    Ok(row)
}

/// Changes a method and its rates.
pub async fn update(shop: &Shop, request: &UpdateMethod) -> Result<shipping_method::Model, MethodError> {
    shop.write(request, update_in).await
}

async fn update_in(unit: &Unit, request: &UpdateMethod) -> Result<shipping_method::Model, MethodError> {
    check(&request.terms)?;
    pricing_rules::touch(unit).await?;
    let there = shipping_method::Entity::find_by_id(request.id).one(&unit.tx).await.map_err(Fault::from)?;
    let there = there.ok_or(MethodError::NotFound)?;
    let row = row(unit, there.id, there.shipping_zone_id, &request.terms);
    let row = shipping_method::Model { created_at: there.created_at, ..row };
    let changed = shipping_method::ActiveModel { id: Unchanged(row.id), ..row.into_active_model().reset_all() };
    let changed = changed.update(&unit.tx).await.map_err(Fault::from).map_err(refusal)?;
    shipping_rate::Entity::delete_many()
        .filter(shipping_rate::Column::ShippingMethodId.eq(changed.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    rate::put(unit, changed.id, &request.terms.rates).await?;
    tell(unit, &request.actor, Entry::new("shippingMethodUpdate", "ShippingMethod", changed.id)).await?;
    Ok(changed)
}

/// Removes a method. Carts that chose it fall back to the cheapest that is left.
pub async fn delete(shop: &Shop, request: &DeleteMethod) -> Result<(), MethodError> {
    shop.write(request, delete_in).await
}

async fn delete_in(unit: &Unit, request: &DeleteMethod) -> Result<(), MethodError> {
    pricing_rules::touch(unit).await?;
    let deleted = shipping_method::Entity::delete_by_id(request.id).exec(&unit.tx).await.map_err(Fault::from)?;
    if deleted.rows_affected != 1 {
        return Err(MethodError::NotFound);
    }
    tell(unit, &request.actor, Entry::new("shippingMethodDelete", "ShippingMethod", request.id)).await?;
    Ok(())
}

fn check(terms: &MethodTerms) -> Result<(), MethodError> {
    let code = terms.code.trim();
    let of_a_code = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !(1..=CODE_CHARS_MAX).contains(&code.len()) || !code.bytes().all(of_a_code) {
        return Err(MethodError::BadCode);
    }
    if !(1..=NAME_CHARS_MAX).contains(&terms.name.trim().chars().count()) {
        return Err(MethodError::BadName);
    }
    if terms.description.chars().count() > DESCRIPTION_CHARS_MAX {
        return Err(MethodError::DescriptionTooLong);
    }
    let (least, most) = terms.days;
    let in_bounds = |days: i32| (0..=DAYS_MAX).contains(&days);
    let in_order = least.zip(most).is_none_or(|(least, most)| least <= most);
    if !least.is_none_or(in_bounds) || !most.is_none_or(in_bounds) || !in_order {
        return Err(MethodError::BadDays);
    }
    Ok(rate::check(&terms.rates)?)
}

fn row(unit: &Unit, id: ShippingMethodId, zone: ShippingZoneId, terms: &MethodTerms) -> shipping_method::Model {
    let (tax_basis, tax_category_id) = match terms.tax {
        ShippingTax::Own(category) => (TaxBasis::Own, category),
        ShippingTax::Proportional => (TaxBasis::Proportional, None),
    };
    shipping_method::Model {
        id,
        shipping_zone_id: zone,
        code: terms.code.trim().to_owned(),
        name: terms.name.trim().to_owned(),
        description: terms.description.trim().to_owned(),
        position: terms.position,
        is_active: terms.is_active,
        tax_basis,
        tax_category_id,
        days_min: terms.days.0,
        days_max: terms.days.1,
        created_at: unit.now,
        updated_at: unit.now,
    }
}

fn refusal(fault: Fault) -> MethodError {
    match fault.violation() {
        Some(Violation::Unique) => MethodError::CodeTaken,
        // The zone was looked at before, and cannot go while we hold the turn.
        Some(Violation::ForeignKey) => MethodError::NoCategory,
        Some(Violation::Check) | None => fault.into(),
    }
}

async fn tell(unit: &Unit, actor: &Actor, entry: Entry) -> Result<(), Fault> {
    audit::record(unit, actor, [entry]).await?;
    event::record(unit, [Event::ShippingChanged]).await
}
