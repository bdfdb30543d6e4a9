//! Why a change of taxes is refused.
use async_graphql::{Enum, Error};
use service::tax::{category::TaxCategoryError, rate::TaxRateError};

use crate::{graphql::error::internal, user_error};

/// What can be wrong about a change of taxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TaxErrorCode {
    /// A text that must be there is missing, or too long.
    Blank,
    /// A code has letters that codes do not have.
    Invalid,
    /// There is one of that code, or of that name in that region, already.
    Taken,
    /// Not between 0 and 10, or with too many decimals.
    RateOutOfRange,
    TaxCategoryNotFound,
    TaxRateNotFound,
    /// The default category cannot go: make another one the default first.
    IsDefault,
    /// Rates or shipping methods are of this category.
    InUse,
    LimitExceeded,
}

user_error!(
    /// Why a change of taxes is refused.
    TaxUserError,
    TaxErrorCode
);

use TaxErrorCode as Code;

pub(super) fn of_category(error: TaxCategoryError) -> Result<TaxUserError, Error> {
    let message = error.to_string();
    let (code, field): (_, &[&str]) = match error {
        TaxCategoryError::BadCode => (Code::Invalid, &["input", "code"]),
        TaxCategoryError::BadName => (Code::Blank, &["input", "name"]),
        TaxCategoryError::CodeTaken => (Code::Taken, &["input", "code"]),
        TaxCategoryError::TooMany => (Code::LimitExceeded, &[]),
        TaxCategoryError::NotFound => (Code::TaxCategoryNotFound, &["id"]),
        TaxCategoryError::IsDefault => (Code::IsDefault, &["id"]),
        TaxCategoryError::InUse => (Code::InUse, &["id"]),
        TaxCategoryError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(TaxUserError::new(code, field, message))
}

pub(super) fn of_rate(error: TaxRateError) -> Result<TaxUserError, Error> {
    let message = error.to_string();
    let (code, field): (_, &[&str]) = match error {
        TaxRateError::BadRate => (Code::RateOutOfRange, &["input", "rate"]),
        TaxRateError::BadName => (Code::Blank, &["input", "name"]),
        TaxRateError::BadProvince => (Code::Invalid, &["input", "provinceCode"]),
        TaxRateError::BadZip => (Code::Invalid, &["input", "zipPrefix"]),
        TaxRateError::NoCategory => (Code::TaxCategoryNotFound, &["input", "taxCategoryId"]),
        TaxRateError::Taken => (Code::Taken, &["input", "name"]),
        TaxRateError::TooMany => (Code::LimitExceeded, &[]),
        TaxRateError::NotFound => (Code::TaxRateNotFound, &["id"]),
        TaxRateError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(TaxUserError::new(code, field, message))
}
