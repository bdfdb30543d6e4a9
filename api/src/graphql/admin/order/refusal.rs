//! Why a change of an order is refused.
use async_graphql::{Enum, Error};
use service::{
    checkout::complete_draft::CompleteDraftError,
    order::{
        cancel::CancelError, capture::CaptureError, deliver::DeliverError, draft::DraftError, edit::EditError,
        fulfil::FulfilError, lines::LineError, price::PriceError, refund::RefundError, returns::ReturnError,
        tracking::UpdateTrackingError, transition::NotOpen,
    },
    payment::manual::MarkPaidError,
    shop::idempotency::OnceError,
};

use crate::{graphql::error::internal, user_error};

/// What can be wrong about a change of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OrderErrorCode {
    OrderNotFound,
    FulfillmentNotFound,
    ReturnNotFound,
    LineItemNotFound,
    VariantNotFound,
    LocationNotFound,
    CustomerNotFound,
    MarketNotFound,
    PaymentNotFound,
    /// The order, its parcel or its return is past this, or not there yet.
    InvalidStatus,
    /// Somebody else changed it.
    Stale,
    /// A text is too long or not what it should be.
    Invalid,
    InvalidQuantity,
    InvalidAmount,
    /// Nothing, or more than one request may change.
    InvalidCount,
    /// The same line twice.
    Duplicate,
    /// This cannot be done for so many units of the line.
    NotEnough,
    /// Not in stock, or not where it is to be sent from.
    OutOfStock,
    /// More than is left of what was captured, or paid for shipping.
    ExceedsAvailable,
    /// There is nothing to be captured or paid.
    NothingOwed,
    /// Nothing would be left of the order.
    NothingLeft,
    /// Nothing says what it costs.
    NoPrice,
    /// A provider has been asked and has not answered: try again in a moment.
    MoneyMoving,
    /// An idempotency key must have 1 to 255 characters.
    IdempotencyKeyInvalid,
    /// The key was used for another request.
    IdempotencyMismatch,
    /// The same request is under way.
    IdempotencyInProgress,
}

user_error!(
    /// Why a change of an order is refused.
    OrderUserError,
    OrderErrorCode
);

use OrderErrorCode as Code;

/// What a service refuses with, as clients are told; `Err` is no refusal but breakage.
pub(super) trait Refusal: std::fmt::Display {
    /// The code, and the way to what is wrong. `list`: where in the arguments the lines are.
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error>;

    fn user_error(&self, list: &[&str]) -> Result<OrderUserError, Error> {
        let (code, field) = self.told(list)?;
        let field: Vec<_> = field.iter().map(String::as_str).collect();
        Ok(OrderUserError::new(code, &field, self.to_string()))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as its callers answer, where a fault is the other way out")]
fn at(code: Code, field: &[&str]) -> Result<(Code, Vec<String>), Error> {
    Ok((code, field.iter().map(|part| (*part).to_owned()).collect()))
}

/// A line of a list: where in it, and which of its parts.
fn in_line(code: Code, list: &[&str], line: usize, field: &str) -> Result<(Code, Vec<String>), Error> {
    at(code, &[list, &[line.to_string().as_str(), field]].concat())
}

impl Refusal for NotOpen {
    fn told(&self, _: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Unknown => at(Code::OrderNotFound, &[]),
            Self::WrongStatus(_) => at(Code::InvalidStatus, &[]),
            Self::Stale => at(Code::Stale, &[]),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for OnceError {
    fn told(&self, _: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::BadKey => at(Code::IdempotencyKeyInvalid, &["idempotencyKey"]),
            Self::Mismatch => at(Code::IdempotencyMismatch, &["idempotencyKey"]),
            Self::InProgress => at(Code::IdempotencyInProgress, &["idempotencyKey"]),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for LineError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Nothing | Self::TooMany => at(Code::InvalidCount, list),
            Self::Unknown { line } => in_line(Code::LineItemNotFound, list, *line, "lineItemId"),
            Self::Twice { line } => in_line(Code::Duplicate, list, *line, "lineItemId"),
            Self::BadQuantity { line } => in_line(Code::InvalidQuantity, list, *line, "quantity"),
            Self::TooFew { line, .. } => in_line(Code::NotEnough, list, *line, "quantity"),
        }
    }
}

impl Refusal for PriceError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::UnknownVariant { line } => in_line(Code::VariantNotFound, list, *line, "variantId"),
            Self::NoPrice { line } => in_line(Code::NoPrice, list, *line, "price"),
            Self::BadPrice { line } => in_line(Code::InvalidAmount, list, *line, "price"),
            Self::BadQuantity { line } => in_line(Code::InvalidQuantity, list, *line, "quantity"),
            Self::BadTitle { line } => in_line(Code::Invalid, list, *line, "title"),
            Self::NothingToShip => at(Code::Invalid, &["shippingLine"]),
            Self::TooMuch => at(Code::InvalidAmount, list),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for CancelError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Order(error) => error.told(list),
            Self::SomethingSent => at(Code::InvalidStatus, &["orderId"]),
            Self::NoteTooLong => at(Code::Invalid, &["staffNote"]),
            Self::Once(error) => error.told(list),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for CaptureError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Order(error) => error.told(list),
            Self::UnknownPayment => at(Code::PaymentNotFound, &["paymentId"]),
            Self::BadAmount => at(Code::InvalidAmount, &["amount"]),
            Self::NothingHeld => at(Code::NothingOwed, &["id"]),
            Self::TooMuch { .. } => at(Code::ExceedsAvailable, &["amount"]),
            Self::Once(error) => error.told(list),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for MarkPaidError {
    fn told(&self, _: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::NotFound => at(Code::OrderNotFound, &["id"]),
            Self::NotOpen => at(Code::InvalidStatus, &["id"]),
            Self::NothingOwed => at(Code::NothingOwed, &["id"]),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for RefundError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Order(error) => error.told(list),
            Self::Line(error) => error.told(list),
            Self::Nothing => at(Code::InvalidCount, &["input"]),
            Self::BadAmount => at(Code::InvalidAmount, &["input", "amount"]),
            Self::ReasonTooLong => at(Code::Invalid, &["input", "note"]),
            Self::AboveShipping { .. } => at(Code::ExceedsAvailable, &["input", "shipping"]),
            Self::AboveCaptured { .. } => at(Code::ExceedsAvailable, &["input", "amount"]),
            Self::Once(error) => error.told(list),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for FulfilError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Order(error) => error.told(list),
            Self::Line(error) => error.told(list),
            Self::UnknownLocation => at(Code::LocationNotFound, &["input", "locationId"]),
            Self::NothingLeft => at(Code::NotEnough, &["input", "locationId"]),
            Self::NotHere { line, .. } => in_line(Code::OutOfStock, list, *line, "quantity"),
            Self::NotOnHand { .. } => at(Code::OutOfStock, &["input", "lineItems"]),
            Self::Tracking(_) => at(Code::Invalid, &["input", "trackingInfo"]),
            Self::Once(error) => error.told(list),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for DeliverError {
    fn told(&self, _: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Unknown => at(Code::FulfillmentNotFound, &["id"]),
            Self::AlreadyDelivered => at(Code::InvalidStatus, &["id"]),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for UpdateTrackingError {
    fn told(&self, _: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Unknown => at(Code::FulfillmentNotFound, &["fulfillmentId"]),
            Self::Tracking(_) => at(Code::Invalid, &["trackingInfoInput"]),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for ReturnError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Order(error) => error.told(list),
            Self::Unknown => at(Code::ReturnNotFound, &["id"]),
            Self::WrongStatus(_) => at(Code::InvalidStatus, &["id"]),
            Self::Stale => at(Code::Stale, &["version"]),
            Self::Line(error) => error.told(list),
            Self::TooLong => at(Code::Invalid, &["input"]),
            Self::UnknownLocation { line } | Self::OtherLocation { line } => {
                in_line(Code::LocationNotFound, list, *line, "restockLocationId")
            }
            Self::Refund(error) => error.told(list),
            Self::Once(error) => error.told(list),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for EditError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Order(error) => error.told(list),
            Self::Nothing => at(Code::InvalidCount, &[]),
            Self::Set(error) => error.told(&["set"]),
            Self::CannotRaise { line, .. } => in_line(Code::InvalidQuantity, &["set"], *line, "quantity"),
            Self::NothingLeft => at(Code::NothingLeft, &["set"]),
            Self::Price(error) => error.told(&["add"]),
            Self::Short(_) => at(Code::OutOfStock, &["add"]),
            Self::MoneyMoving => at(Code::MoneyMoving, &["id"]),
            Self::Once(error) => error.told(list),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for DraftError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Order(error) => error.told(list),
            Self::Line(error) => error.told(list),
            Self::Price(error) => error.told(list),
            Self::UnknownCustomer => at(Code::CustomerNotFound, &["input", "customerId"]),
            Self::UnknownMarket => at(Code::MarketNotFound, &["input", "marketId"]),
            Self::BadEmail => at(Code::Invalid, &["input", "email"]),
            Self::TooLong => at(Code::Invalid, &["input", "note"]),
            Self::Address { is_billing: true, .. } => at(Code::Invalid, &["input", "billingAddress"]),
            Self::Address { is_billing: false, .. } => at(Code::Invalid, &["input", "shippingAddress"]),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}

impl Refusal for CompleteDraftError {
    fn told(&self, list: &[&str]) -> Result<(Code, Vec<String>), Error> {
        match self {
            Self::Order(error) => error.told(list),
            Self::Short(_) => at(Code::OutOfStock, &["id"]),
            Self::NotSold(_) => at(Code::VariantNotFound, &["id"]),
            Self::Once(error) => error.told(list),
            Self::Fault(fault) => Err(internal(fault)),
        }
    }
}
