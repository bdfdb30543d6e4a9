//! Why a change of shipping is refused.
use async_graphql::{Enum, Error};
use service::shipping::{method::MethodError, rate::RatesError, zone::ZoneError};

use crate::{graphql::error::internal, user_error};

/// What can be wrong about a change of shipping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ShippingErrorCode {
    /// A text or a list that must be there is missing, or too long.
    Blank,
    /// A code has letters that codes do not have, or a number is out of range.
    Invalid,
    /// Another method of the zone has the code.
    Taken,
    /// Another zone has the region; the message names it.
    RegionTaken,
    ShippingZoneNotFound,
    ShippingMethodNotFound,
    TaxCategoryNotFound,
    CurrencyNotSupported,
    /// The rates of one currency measure different things.
    MixedBases,
    /// Two spans have something in common.
    RatesOverlap,
    LimitExceeded,
}

user_error!(
    /// Why a change of shipping is refused.
    ShippingUserError,
    ShippingErrorCode
);

use ShippingErrorCode as Code;

pub(super) fn of_zone(error: ZoneError) -> Result<ShippingUserError, Error> {
    let message = error.to_string();
    let (code, field): (_, &[&str]) = match error {
        ZoneError::BadName => (Code::Blank, &["input", "name"]),
        ZoneError::BadProvince => (Code::Invalid, &["input", "regions"]),
        ZoneError::NoRegion => (Code::Blank, &["input", "regions"]),
        ZoneError::TooManyRegions => (Code::LimitExceeded, &["input", "regions"]),
        ZoneError::RegionTaken { .. } => (Code::RegionTaken, &["input", "regions"]),
        ZoneError::TooMany => (Code::LimitExceeded, &[]),
        ZoneError::NotFound => (Code::ShippingZoneNotFound, &["id"]),
        ZoneError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(ShippingUserError::new(code, field, message))
}

pub(super) fn of_method(error: MethodError) -> Result<ShippingUserError, Error> {
    let message = error.to_string();
    let (code, field): (_, &[&str]) = match error {
        MethodError::BadCode => (Code::Invalid, &["input", "code"]),
        MethodError::CodeTaken => (Code::Taken, &["input", "code"]),
        MethodError::BadName => (Code::Blank, &["input", "name"]),
        MethodError::DescriptionTooLong => (Code::Invalid, &["input", "description"]),
        MethodError::BadDays => (Code::Invalid, &["input", "minimumDays"]),
        MethodError::Rates(refusal) => (of_rates(refusal), &["input", "rates"]),
        MethodError::NoCategory => (Code::TaxCategoryNotFound, &["input", "taxCategoryId"]),
        MethodError::NoZone => (Code::ShippingZoneNotFound, &["zoneId"]),
        MethodError::TooMany => (Code::LimitExceeded, &[]),
        MethodError::NotFound => (Code::ShippingMethodNotFound, &["id"]),
        MethodError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(ShippingUserError::new(code, field, message))
}

fn of_rates(refusal: RatesError) -> Code {
    match refusal {
        RatesError::None => Code::Blank,
        RatesError::TooMany => Code::LimitExceeded,
        RatesError::UnknownCurrency(_) => Code::CurrencyNotSupported,
        RatesError::BadAmount | RatesError::BadSpan => Code::Invalid,
        RatesError::MixedBases(_) => Code::MixedBases,
        RatesError::Overlap(_) => Code::RatesOverlap,
    }
}
