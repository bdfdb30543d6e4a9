//! Why a change of a gift card or of store credit is refused.
use async_graphql::{Enum, Error};
use service::{
    gift_card::{create::CreateGiftCardError, deactivate::DeactivateGiftCardError, ledger::MoveError as CardError},
    shop::idempotency::OnceError,
    store_credit::ledger::MoveError as CreditError,
};

use crate::{graphql::error::internal, user_error};

/// What can be wrong about a change of a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum GiftCardErrorCode {
    /// Nothing, or more than can be kept.
    InvalidAmount,
    /// Too short, too long, or not only letters and digits.
    InvalidCode,
    /// Another card has the code.
    Taken,
    CurrencyNotSupported,
    CurrencyMismatch,
    /// In the past already.
    InvalidExpiry,
    TooLong,
    GiftCardNotFound,
    CustomerNotFound,
    Deactivated,
    Expired,
    InsufficientFunds,
    /// Empty, or too long.
    IdempotencyKeyInvalid,
    /// The key was used for another request.
    IdempotencyMismatch,
    /// The same request is under way.
    IdempotencyInProgress,
}

user_error!(
    /// Why a change of a gift card or of store credit is refused.
    GiftCardUserError,
    GiftCardErrorCode
);

use GiftCardErrorCode as Code;

pub(super) fn of_create(error: CreateGiftCardError) -> Result<GiftCardUserError, Error> {
    let message = error.to_string();
    let (code, field) = match error {
        CreateGiftCardError::AmountNotPositive | CreateGiftCardError::AmountTooLarge => {
            (Code::InvalidAmount, "initialValue")
        }
        CreateGiftCardError::UnknownCurrency => (Code::CurrencyNotSupported, "initialValue"),
        CreateGiftCardError::BadCode => (Code::InvalidCode, "code"),
        CreateGiftCardError::CodeTaken => (Code::Taken, "code"),
        CreateGiftCardError::Expired => (Code::InvalidExpiry, "expiresAt"),
        CreateGiftCardError::NoteTooLong => (Code::TooLong, "note"),
        CreateGiftCardError::NoCustomer => (Code::CustomerNotFound, "customerId"),
        CreateGiftCardError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(GiftCardUserError::new(code, &["input", field], message))
}

pub(super) fn of_deactivate(error: DeactivateGiftCardError) -> Result<GiftCardUserError, Error> {
    let message = error.to_string();
    match error {
        DeactivateGiftCardError::NotFound => Ok(GiftCardUserError::new(Code::GiftCardNotFound, &["id"], message)),
        DeactivateGiftCardError::Fault(fault) => Err(internal(&fault)),
    }
}

pub(super) fn of_card(error: CardError) -> Result<GiftCardUserError, Error> {
    let message = error.to_string();
    let (code, field): (_, &[&str]) = match error {
        CardError::NoAmount | CardError::TooMuch => (Code::InvalidAmount, &["input", "amount"]),
        CardError::NotFound => (Code::GiftCardNotFound, &["id"]),
        CardError::WrongCurrency => (Code::CurrencyMismatch, &["input", "amount"]),
        CardError::Deactivated => (Code::Deactivated, &["id"]),
        CardError::Expired => (Code::Expired, &["id"]),
        CardError::NotEnough => (Code::InsufficientFunds, &["input", "amount"]),
        CardError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(GiftCardUserError::new(code, field, message))
}

pub(super) fn of_once(error: OnceError) -> Result<GiftCardUserError, Error> {
    let message = error.to_string();
    let code = match error {
        OnceError::BadKey => Code::IdempotencyKeyInvalid,
        OnceError::Mismatch => Code::IdempotencyMismatch,
        OnceError::InProgress => Code::IdempotencyInProgress,
        OnceError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(GiftCardUserError::new(code, &["idempotencyKey"], message))
}

pub(super) fn of_credit(error: CreditError) -> Result<GiftCardUserError, Error> {
    let message = error.to_string();
    let (code, field): (_, &[&str]) = match error {
        CreditError::NoAmount | CreditError::TooMuch => (Code::InvalidAmount, &["input", "amount"]),
        CreditError::UnknownCurrency => (Code::CurrencyNotSupported, &["input", "amount"]),
        CreditError::NoCustomer => (Code::CustomerNotFound, &["customerId"]),
        CreditError::NotEnough => (Code::InsufficientFunds, &["input", "amount"]),
        CreditError::Fault(fault) => return Err(internal(&fault)),
    };
    Ok(GiftCardUserError::new(code, field, message))
}
