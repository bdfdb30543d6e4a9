//! Refusals in the dialect's words. Every `match` names them all.
use async_graphql::{Error, Result};
use entity::{money::Currency, money::Money};
use service::{
    cart::refusal::CartError,
    checkout::{choose_payment::ChoosePaymentError, obstacle::Obstacle, place::PlaceError},
    customer::address::{Field, Problem},
    shop::idempotency::OnceError,
};

use super::{
    code::{CompletionErrorCode, SubmissionErrorCode as Code},
    object::SubmissionError,
};
use crate::graphql::{
    error::internal,
    storefront::cart::{
        code::CartErrorCode,
        payload::CartUserError,
        pricing::amount_of,
        refusal::{PLAIN, user_errors},
    },
};

/// What keeps a cart from being ordered.
pub fn of_obstacle(obstacle: &Obstacle, currency: Currency) -> SubmissionError {
    let code = match obstacle {
        Obstacle::Empty => Code::MerchandiseNotApplicable,
        Obstacle::NotSold { .. } => Code::MerchandiseProductNotPublished,
        Obstacle::Short { available, .. } if *available > 0 => Code::MerchandiseNotEnoughStockAvailable,
        Obstacle::Short { .. } => Code::MerchandiseOutOfStock,
        Obstacle::EmailMissing => Code::BuyerIdentityEmailRequired,
        Obstacle::AddressMissing => Code::DeliveryAddressRequired,
        Obstacle::Address { field, problem } => of_address(*field, *problem),
        Obstacle::NoDelivery => Code::DeliveryNoDeliveryAvailable,
        Obstacle::DeliveryOptionGone => Code::NoDeliveryGroupSelected,
        Obstacle::PaymentMissing => Code::PaymentsMethodRequired,
        Obstacle::NotAgreed => Code::PaymentsUnacceptablePaymentAmount,
        Obstacle::PriceChanged { payable, agreed } => {
            let written = |amount| amount_of(amount, currency).amount.0;
            let message = format!(
                "the amount to pay is {} {currency} now, and {} {currency} was agreed to: look at the cart again",
                written(*payable),
                written(*agreed)
            );
            return SubmissionError { code: Code::PaymentsUnacceptablePaymentAmount, message: Some(message) };
        }
    };
    SubmissionError { code, message: Some(obstacle.to_string()) }
}

fn of_address(field: Field, problem: Problem) -> Code {
    let pick = |required, too_long, invalid| match problem {
        Problem::Blank => required,
        Problem::TooLong => too_long,
        Problem::ContainsHtml
        | Problem::ContainsUrl
        | Problem::ContainsEmoji
        | Problem::Unprintable
        | Problem::Unknown
        | Problem::Pattern
        | Problem::OfAnotherProvince => invalid,
    };
    match field {
        Field::FirstName => {
            pick(Code::DeliveryFirstNameRequired, Code::DeliveryFirstNameTooLong, Code::DeliveryFirstNameInvalid)
        }
        Field::LastName => {
            pick(Code::DeliveryLastNameRequired, Code::DeliveryLastNameTooLong, Code::DeliveryLastNameInvalid)
        }
        Field::Company => {
            pick(Code::DeliveryCompanyInvalid, Code::DeliveryCompanyTooLong, Code::DeliveryCompanyInvalid)
        }
        Field::Address1 => {
            pick(Code::DeliveryAddress1Required, Code::DeliveryAddress1TooLong, Code::DeliveryAddress1Invalid)
        }
        Field::Address2 => {
            pick(Code::DeliveryAddress2Required, Code::DeliveryAddress2TooLong, Code::DeliveryAddress2Invalid)
        }
        Field::City => pick(Code::DeliveryCityRequired, Code::DeliveryCityTooLong, Code::DeliveryCityInvalid),
        Field::Province => {
            pick(Code::DeliveryZoneRequiredForCountry, Code::DeliveryZoneNotFound, Code::DeliveryZoneNotFound)
        }
        Field::Zip => match problem {
            Problem::OfAnotherProvince => Code::DeliveryInvalidPostalCodeForZone,
            Problem::Blank => Code::DeliveryPostalCodeRequired,
            Problem::TooLong
            | Problem::ContainsHtml
            | Problem::ContainsUrl
            | Problem::ContainsEmoji
            | Problem::Unprintable
            | Problem::Unknown
            | Problem::Pattern => Code::DeliveryInvalidPostalCodeForCountry,
        },
        Field::Country => Code::DeliveryCountryRequired,
        Field::Phone => {
            pick(Code::DeliveryPhoneNumberRequired, Code::DeliveryPhoneNumberInvalid, Code::DeliveryPhoneNumberInvalid)
        }
    }
}

/// Why nothing was placed; the cart's own refusals are told apart, as user errors.
///
/// # Errors
/// `INTERNAL` for a fault.
pub fn of_place(error: PlaceError, currency: Currency) -> Result<Vec<SubmissionError>, Error> {
    let message = Some(error.to_string());
    let one = |code| Ok(vec![SubmissionError { code, message }]);
    match error {
        PlaceError::NotReady(obstacles) => {
            Ok(obstacles.iter().map(|obstacle| of_obstacle(obstacle, currency)).collect())
        }
        PlaceError::AlreadyOrdered(_) => one(Code::CartAlreadyOrdered),
        PlaceError::Short(shortages) => Ok(shortages
            .iter()
            .map(|short| {
                let available = short.available.max(0);
                of_obstacle(&Obstacle::Short { variant: short.variant, available }, currency)
            })
            .collect()),
        PlaceError::NotSold(_) => one(Code::MerchandiseProductNotPublished),
        PlaceError::DiscountGone | PlaceError::CreditGone => one(Code::PaymentsUnacceptablePaymentAmount),
        PlaceError::BadSource => one(Code::PaymentsCreditCardGeneric),
        PlaceError::Once(OnceError::Mismatch) => one(Code::IdempotencyMismatch),
        PlaceError::Once(OnceError::InProgress) => one(Code::IdempotencyInProgress),
        PlaceError::Cart(CartError::Fault(fault))
        | PlaceError::Once(OnceError::Fault(fault))
        | PlaceError::Fault(fault) => Err(internal(&fault)),
        PlaceError::Cart(_) | PlaceError::BadAttemptToken | PlaceError::Once(OnceError::BadKey) => one(Code::Error),
    }
}

/// Why a payment was not chosen.
///
/// # Errors
/// `INTERNAL` for a fault.
pub fn of_choice(error: ChoosePaymentError) -> Result<Vec<CartUserError>, Error> {
    let message = error.to_string();
    let one =
        |code, field: &str| Ok(vec![CartUserError { code: Some(code), field: Some(vec![field.to_owned()]), message }]);
    match error {
        ChoosePaymentError::Cart(error) => user_errors(error, &PLAIN),
        ChoosePaymentError::NotAGateway => one(CartErrorCode::InvalidPayment, "gateway"),
        ChoosePaymentError::BadSource => one(CartErrorCode::InvalidPayment, "source"),
        ChoosePaymentError::SessionUnknown => one(CartErrorCode::InvalidPayment, "payment"),
        ChoosePaymentError::Fault(fault) => Err(internal(&fault)),
    }
}

/// An amount in another currency than the cart's.
pub fn wrong_currency(given: Money, currency: Currency) -> CartUserError {
    CartUserError {
        code: Some(CartErrorCode::InvalidPayment),
        field: Some(vec!["payment".to_owned(), "amount".to_owned(), "currencyCode".to_owned()]),
        message: format!("this cart is paid in {currency}, not in {}", given.currency),
    }
}

/// Why an attempt failed, by the gateway's word for it.
pub fn of_failure(code: Option<&str>, is_expired: bool) -> (CompletionErrorCode, &'static str) {
    match code {
        Some("card_declined" | "generic_decline") => {
            (CompletionErrorCode::PaymentCardDeclined, "the card was declined")
        }
        Some("insufficient_funds") => {
            (CompletionErrorCode::PaymentInsufficientFunds, "there is not enough on the card")
        }
        Some("call_issuer") => (CompletionErrorCode::PaymentCallIssuer, "the bank wants to be called"),
        Some("expired_card" | "incorrect_cvc" | "incorrect_number" | "invalid_number") => {
            (CompletionErrorCode::PaymentInvalidCreditCard, "the card is not valid")
        }
        Some("gateway_not_enabled") => {
            (CompletionErrorCode::PaymentGatewayNotEnabledError, "this shop does not take this way of paying")
        }
        Some("processing_error" | "timeout") => {
            (CompletionErrorCode::PaymentTransientError, "the bank did not answer: try again")
        }
        Some(_) => (CompletionErrorCode::PaymentError, "the payment failed"),
        None if is_expired => (CompletionErrorCode::PaymentError, "it was not paid in time"),
        None => (CompletionErrorCode::Error, "the order was cancelled"),
    }
}
