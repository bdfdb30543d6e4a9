//! Why a change of a discount is refused.
use async_graphql::{Enum, Error};
use service::promotion::{
    batch::CreateBatchError,
    create::{CodesError, DiscountError},
    terms::TermsError,
};

use crate::{graphql::error::internal, user_error};

/// What can be wrong about a change of a discount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DiscountErrorCode {
    /// A text that must be there is missing, or too long.
    Blank,
    /// A number is out of range, or a text has letters it may not have.
    Invalid,
    /// Not above 0 and at most 1, or with too many decimals.
    PercentageOutOfRange,
    /// It ends before it starts.
    EndsBeforeStart,
    /// An exclusive discount combines with nothing.
    ExclusiveCombines,
    CurrencyNotSupported,
    /// This kind of discount cannot be of that class.
    WrongClass,
    /// What has to be bought, or what one gets, is not named.
    TargetMissing,
    /// A product, customer or whatever else it names does not exist.
    ResourceNotFound,
    DiscountNotFound,
    /// The same code twice.
    Duplicate,
    /// The code belongs to a discount already.
    Taken,
    /// Somebody else changed it.
    Stale,
    /// More than can be named, active, or made at once.
    LimitExceeded,
    /// The limit is below the number of uses so far.
    LimitBelowUsed,
}

user_error!(
    /// Why a change of a discount is refused.
    DiscountUserError,
    DiscountErrorCode
);

use DiscountErrorCode as Code;

pub(super) fn of_discount(error: DiscountError) -> Result<DiscountUserError, Error> {
    let message = error.to_string();
    let (code, field): (_, &[&str]) = match error {
        DiscountError::Terms(refusal) => of_terms(refusal),
        DiscountError::Missing(_) => (Code::ResourceNotFound, &["input"]),
        DiscountError::Codes(refusal) => of_codes(&refusal),
        DiscountError::TooManyActive => (Code::LimitExceeded, &[]),
        DiscountError::NotFound => (Code::DiscountNotFound, &["id"]),
        DiscountError::Stale => (Code::Stale, &["input", "version"]),
        DiscountError::LimitBelowUsed => (Code::LimitBelowUsed, &["input", "usageLimit"]),
        DiscountError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(DiscountUserError::new(code, field, message))
}

fn of_terms(refusal: TermsError) -> (DiscountErrorCode, &'static [&'static str]) {
    match refusal {
        TermsError::BadTitle => (Code::Blank, &["input", "title"]),
        TermsError::EndsBeforeStart => (Code::EndsBeforeStart, &["input", "endsAt"]),
        TermsError::BadPriority => (Code::Invalid, &["input", "priority"]),
        TermsError::ExclusiveCombines => (Code::ExclusiveCombines, &["input", "combinesWith"]),
        TermsError::NoCurrency | TermsError::UnknownCurrency => (Code::CurrencyNotSupported, &["input"]),
        TermsError::BadPercentage => (Code::PercentageOutOfRange, &["input"]),
        TermsError::BadLimit => (Code::Invalid, &["input", "usageLimit"]),
        TermsError::BadAmount | TermsError::BadQuantity => (Code::Invalid, &["input"]),
        TermsError::WrongClass => (Code::WrongClass, &["input"]),
        TermsError::NoTarget => (Code::TargetMissing, &["input"]),
        TermsError::TooManyTargets | TermsError::TooManyConditions => (Code::LimitExceeded, &["input"]),
    }
}

fn of_codes(refusal: &CodesError) -> (DiscountErrorCode, &'static [&'static str]) {
    match refusal {
        CodesError::None | CodesError::Blank => (Code::Blank, &["input", "code"]),
        CodesError::TooMany => (Code::LimitExceeded, &["codes"]),
        CodesError::Bad => (Code::Invalid, &["input", "code"]),
        CodesError::Twice(_) => (Code::Duplicate, &["codes"]),
        CodesError::Taken(_) => (Code::Taken, &["input", "code"]),
        CodesError::BadLimit => (Code::Invalid, &["codes"]),
    }
}

pub(super) fn of_batch(error: CreateBatchError) -> Result<DiscountUserError, Error> {
    let message = error.to_string();
    let (code, field): (_, &[&str]) = match error {
        CreateBatchError::BadSize => (Code::LimitExceeded, &["input", "size"]),
        CreateBatchError::BadPrefix => (Code::Invalid, &["input", "prefix"]),
        CreateBatchError::BadLimit => (Code::Invalid, &["input", "usageLimit"]),
        CreateBatchError::NoDiscount => (Code::DiscountNotFound, &["discountId"]),
        CreateBatchError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(DiscountUserError::new(code, field, message))
}
