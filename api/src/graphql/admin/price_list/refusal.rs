//! Why a change of a price list is refused.
use async_graphql::{Enum, Error};
use service::catalogue::price_list::{
    ParentError,
    assign::AssignPriceListError,
    create::CreatePriceListError,
    fixed_prices::{AddFixedPricesError, DeleteFixedPricesError, PriceRefusal},
    update::UpdatePriceListError,
};

use crate::{graphql::error::internal, user_error};

/// What can be wrong about a change of a price list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PriceListErrorCode {
    /// A text that must be there is missing, or too long.
    Blank,
    /// The code has letters that codes do not have.
    Invalid,
    /// Another list has the code.
    Taken,
    CurrencyNotSupported,
    /// The group's list must be in the market's currency.
    CurrencyMismatch,
    PriceListNotFound,
    CustomerGroupNotFound,
    MarketNotFound,
    ParentNotFound,
    /// The parent takes its prices from elsewhere, or is this list, or this list is a parent itself.
    ParentNotAllowed,
    FactorOutOfRange,
}

user_error!(
    /// Why a change of a price list is refused.
    PriceListUserError,
    PriceListErrorCode
);

/// What can be wrong about prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PriceListPriceErrorCode {
    PriceListNotFound,
    /// There is no such variant, or it was deleted.
    VariantNotFound,
    PriceListCurrencyMismatch,
    /// It is no amount, is negative, too large, or has more decimals than the currency.
    InvalidAmount,
    CompareAtPriceNotAbovePrice,
    InvalidQuantity,
    /// The same variant and quantity twice.
    Duplicate,
    TooManyTiers,
    /// Nothing, or more than one request may change.
    InvalidCount,
}

user_error!(
    /// Why prices are refused.
    PriceListPriceUserError,
    PriceListPriceErrorCode
);

use PriceListErrorCode as Code;
use PriceListPriceErrorCode as PriceCode;

fn of_parent(error: ParentError) -> PriceListUserError {
    let (code, field) = match error {
        ParentError::FactorOutOfRange => (Code::FactorOutOfRange, "factor"),
        ParentError::Unknown => (Code::ParentNotFound, "priceListId"),
        ParentError::Itself | ParentError::HasParent | ParentError::HasChildren => {
            (Code::ParentNotAllowed, "priceListId")
        }
    };
    PriceListUserError::new(code, &["input", "parent", field], error.to_string())
}

pub(super) fn of_create(error: CreatePriceListError) -> Result<PriceListUserError, Error> {
    let message = error.to_string();
    let (code, field) = match error {
        CreatePriceListError::BadName => (Code::Blank, "name"),
        CreatePriceListError::BadCode => (Code::Invalid, "code"),
        CreatePriceListError::CodeTaken => (Code::Taken, "code"),
        CreatePriceListError::UnknownCurrency => (Code::CurrencyNotSupported, "currency"),
        CreatePriceListError::Parent(refusal) => return Ok(of_parent(refusal)),
        CreatePriceListError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(PriceListUserError::new(code, &["input", field], message))
}

pub(super) fn of_update(error: UpdatePriceListError) -> Result<PriceListUserError, Error> {
    let message = error.to_string();
    Ok(match error {
        UpdatePriceListError::Unknown => PriceListUserError::new(Code::PriceListNotFound, &["id"], message),
        UpdatePriceListError::BadName => PriceListUserError::new(Code::Blank, &["input", "name"], message),
        UpdatePriceListError::Parent(refusal) => of_parent(refusal),
        UpdatePriceListError::Fault(fault) => return Err(internal(&fault)),
    })
}

pub(super) fn of_assign(error: AssignPriceListError) -> Result<PriceListUserError, Error> {
    let message = error.to_string();
    let (code, field) = match error {
        AssignPriceListError::UnknownGroup => (Code::CustomerGroupNotFound, "customerGroupId"),
        AssignPriceListError::UnknownMarket => (Code::MarketNotFound, "marketId"),
        AssignPriceListError::UnknownList => (Code::PriceListNotFound, "priceListId"),
        AssignPriceListError::WrongCurrency => (Code::CurrencyMismatch, "priceListId"),
        AssignPriceListError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(PriceListUserError::new(code, &[field], message))
}

pub(super) fn of_add(error: AddFixedPricesError) -> Result<Vec<PriceListPriceUserError>, Error> {
    let message = error.to_string();
    let (code, field) = match error {
        AddFixedPricesError::UnknownList => (PriceCode::PriceListNotFound, "priceListId"),
        AddFixedPricesError::BadCount => (PriceCode::InvalidCount, "prices"),
        AddFixedPricesError::Prices(refused) => {
            return Ok(refused.into_iter().map(|(index, refusal)| of_price(index, refusal)).collect());
        }
        AddFixedPricesError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(vec![PriceListPriceUserError::new(code, &[field], message)])
}

fn of_price(index: usize, refusal: PriceRefusal) -> PriceListPriceUserError {
    let (code, field) = match refusal {
        PriceRefusal::UnknownVariant => (PriceCode::VariantNotFound, "variantId"),
        PriceRefusal::WrongCurrency(_) => (PriceCode::PriceListCurrencyMismatch, "price"),
        PriceRefusal::BadAmount(_) => (PriceCode::InvalidAmount, "price"),
        PriceRefusal::WrongCompareAtCurrency(_) => (PriceCode::PriceListCurrencyMismatch, "compareAtPrice"),
        PriceRefusal::BadCompareAt(_) => (PriceCode::InvalidAmount, "compareAtPrice"),
        PriceRefusal::CompareAtNotAbove => (PriceCode::CompareAtPriceNotAbovePrice, "compareAtPrice"),
        PriceRefusal::BadQuantity => (PriceCode::InvalidQuantity, "minimumQuantity"),
        PriceRefusal::Twice => (PriceCode::Duplicate, "minimumQuantity"),
        PriceRefusal::TooManyTiers => (PriceCode::TooManyTiers, "minimumQuantity"),
    };
    PriceListPriceUserError::new(code, &["prices", &index.to_string(), field], refusal.to_string())
}

pub(super) fn of_delete(error: DeleteFixedPricesError) -> Result<PriceListPriceUserError, Error> {
    let message = error.to_string();
    let (code, field) = match error {
        DeleteFixedPricesError::UnknownList => (PriceCode::PriceListNotFound, "priceListId"),
        DeleteFixedPricesError::BadCount => (PriceCode::InvalidCount, "variantIds"),
        DeleteFixedPricesError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(PriceListPriceUserError::new(code, &[field], message))
}
