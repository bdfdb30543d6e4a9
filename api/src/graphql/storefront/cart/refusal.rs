//! Refusals in the dialect's words. Every `match` names them all: a new one does not compile until it has a code.
use async_graphql::{Error, Result};
use service::cart::refusal::{
    AddressProblem, AddressRefusal, AttributeProblem, CartError, GiftCardProblem, LineProblem, LineRefusal,
};

use super::{code::CartErrorCode, payload::CartUserError};
use crate::graphql::error::internal;

/// Where the parts of an edit stand among the arguments of its mutation.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Before everything: `input` where a mutation takes one.
    pub outer: &'static [&'static str],
    /// Of a line within its item: absent where the items are ids.
    pub line: Option<&'static str>,
    pub lines: &'static str,
    pub buyer: &'static [&'static str],
    pub gift_cards: &'static str,
    pub addresses: &'static [&'static str],
    /// Within an item of `addresses`, above the address's fields.
    pub address: &'static [&'static str],
    /// Whether `addresses` is a list. The billing address is not.
    pub is_list: bool,
}

/// Most mutations.
pub const PLAIN: Place = Place {
    outer: &[],
    line: None,
    lines: "lines",
    buyer: &["buyerIdentity"],
    gift_cards: "giftCardCodes",
    addresses: &["addresses"],
    address: &["address", "deliveryAddress"],
    is_list: true,
};
pub const CREATE: Place = Place { outer: &["input"], addresses: &["delivery", "addresses"], ..PLAIN };
pub const LINES_UPDATE: Place = Place { line: Some("id"), ..PLAIN };
pub const LINES_REMOVE: Place = Place { lines: "lineIds", ..PLAIN };
pub const GIFT_CARDS_REMOVE: Place = Place { gift_cards: "appliedGiftCardIds", ..PLAIN };
pub const ADDRESSES_REMOVE: Place = Place { addresses: &["addressIds"], address: &[], ..PLAIN };
pub const BUYER: Place =
    Place { addresses: &["buyerIdentity", "deliveryAddressPreferences"], address: &["deliveryAddress"], ..PLAIN };
pub const BILLING: Place = Place { addresses: &["billingAddress"], address: &[], is_list: false, ..PLAIN };

impl Place {
    /// A path from the outermost argument on.
    pub fn path<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> Option<Vec<String>> {
        Some(self.outer.iter().copied().chain(parts).map(str::to_owned).collect())
    }

    fn item(&self, list: &str, index: usize) -> Option<Vec<String>> {
        self.path([list, &index.to_string()])
    }
}

/// What the caller did wrong; or the error that a fault becomes.
///
/// # Errors
/// `INTERNAL` for a fault.
pub fn user_errors(error: CartError, place: &Place) -> Result<Vec<CartUserError>, Error> {
    let message = error.to_string();
    let one = |code, field| Ok(vec![CartUserError { code: Some(code), field, message }]);
    let buyer = |field| place.path(place.buyer.iter().copied().chain([field]));
    let addresses = || place.path(place.addresses.iter().copied());
    match error {
        CartError::NotFound => one(CartErrorCode::Invalid, Some(vec!["cartId".to_owned()])),
        CartError::Stale { .. } => one(CartErrorCode::Stale, Some(vec!["expectedVersion".to_owned()])),
        CartError::Lines(lines) => Ok(lines.iter().map(|refused| of_line(*refused, place)).collect()),
        CartError::TooManyLines | CartError::AttributesTooLong => {
            one(CartErrorCode::CartTooLarge, place.path([place.lines]))
        }
        CartError::TooManyAttributes => one(CartErrorCode::LessThan, place.path(["attributes"])),
        CartError::Attribute { index, problem } => {
            let part = of_attribute(problem).1;
            one(of_attribute(problem).0, place.path(["attributes", &index.to_string(), part]))
        }
        CartError::NoteTooLong => one(CartErrorCode::NoteTooLong, place.path(["note"])),
        CartError::TooManyCodes => one(CartErrorCode::LessThan, place.path(["discountCodes"])),
        CartError::CodeMalformed { index } => one(CartErrorCode::Invalid, place.item("discountCodes", index)),
        CartError::TooManyGiftCards => one(CartErrorCode::LessThan, place.path([place.gift_cards])),
        CartError::GiftCard { index, problem } => one(of_gift_card(problem), place.item(place.gift_cards, index)),
        CartError::EmailInvalid => one(CartErrorCode::Invalid, buyer("email")),
        CartError::PhoneInvalid => one(CartErrorCode::Invalid, buyer("phone")),
        CartError::PreferencesTooLong => one(CartErrorCode::LessThan, buyer("preferences")),
        CartError::CustomerUnknown => one(CartErrorCode::Invalid, buyer("customerAccessToken")),
        CartError::SourceNameTooLong => one(CartErrorCode::LessThan, place.path(["sourceName"])),
        CartError::Addresses(refused) => Ok(refused.iter().map(|refused| of_address(refused, place)).collect()),
        CartError::TooManyAddresses => one(CartErrorCode::TooManyDeliveryAddresses, addresses()),
        CartError::SeveralAddressesSelected { index } => {
            let index = index.to_string();
            let path = place.addresses.iter().copied().chain([index.as_str(), "selected"]);
            one(CartErrorCode::OnlyOneDeliveryAddressCanBeSelected, place.path(path))
        }
        CartError::DeliveryGroupUnknown { index } => {
            let path = ["selectedDeliveryOptions", &index.to_string(), "deliveryGroupId"];
            one(CartErrorCode::InvalidDeliveryGroup, place.path(path))
        }
        CartError::DeliveryOptionUnknown { index } => {
            let path = ["selectedDeliveryOptions", &index.to_string(), "deliveryOptionHandle"];
            one(CartErrorCode::InvalidDeliveryOption, place.path(path))
        }
        CartError::TooManyMetafields => one(CartErrorCode::InvalidMetafields, place.path(["metafields"])),
        CartError::Metafield { index, .. } => one(CartErrorCode::InvalidMetafields, place.item("metafields", index)),
        CartError::StoreCreditWithoutCustomer => {
            one(CartErrorCode::MissingCustomerAccessToken, place.path(["useStoreCredit"]))
        }
        CartError::Fault(fault) => Err(internal(&fault)),
    }
}

/// A line that is wrong, at its place in the request.
pub fn of_line(LineRefusal { index, problem }: LineRefusal, place: &Place) -> CartUserError {
    let (code, field) = match problem {
        LineProblem::QuantityNotPositive | LineProblem::QuantityNegative => (CartErrorCode::Invalid, Some("quantity")),
        LineProblem::QuantityTooLarge => (CartErrorCode::LessThan, Some("quantity")),
        LineProblem::BelowMinimum { .. } => (CartErrorCode::MinimumNotMet, Some("quantity")),
        LineProblem::AboveMaximum { .. } => (CartErrorCode::MaximumExceeded, Some("quantity")),
        LineProblem::NotAStep { .. } => (CartErrorCode::InvalidIncrement, Some("quantity")),
        LineProblem::MerchandiseUnknown => (CartErrorCode::Invalid, Some("merchandiseId")),
        LineProblem::NotSoldHere => (CartErrorCode::MerchandiseNotApplicable, Some("merchandiseId")),
        LineProblem::LineUnknown { .. } => (CartErrorCode::InvalidMerchandiseLine, place.line),
        LineProblem::ParentUnknown => (CartErrorCode::ParentLineNotFound, Some("parent")),
        LineProblem::ParentTooDeep => (CartErrorCode::ParentLineNestingTooDeep, Some("parent")),
        LineProblem::TooManyAttributes => (CartErrorCode::LessThan, Some("attributes")),
        LineProblem::Attribute(problem) => (of_attribute(problem).0, Some("attributes")),
    };
    let index = index.to_string();
    let path = [place.lines, &index].into_iter().chain(field);
    CartUserError { code: Some(code), field: place.path(path), message: problem.to_string() }
}

fn of_attribute(problem: AttributeProblem) -> (CartErrorCode, &'static str) {
    match problem {
        AttributeProblem::KeyBlank => (CartErrorCode::Invalid, "key"),
        AttributeProblem::KeyTooLong => (CartErrorCode::LessThan, "key"),
        AttributeProblem::ValueTooLong => (CartErrorCode::LessThan, "value"),
    }
}

fn of_gift_card(problem: GiftCardProblem) -> CartErrorCode {
    match problem {
        GiftCardProblem::CodeUnknown
        | GiftCardProblem::WrongCurrency { .. }
        | GiftCardProblem::Empty
        | GiftCardProblem::NotApplied => CartErrorCode::Invalid,
    }
}

fn of_address(refused: &AddressRefusal, place: &Place) -> CartUserError {
    let code = match refused.problem {
        AddressProblem::Unknown => CartErrorCode::InvalidDeliveryAddressId,
        AddressProblem::Required => CartErrorCode::AddressFieldIsRequired,
        AddressProblem::TooLong => CartErrorCode::AddressFieldIsTooLong,
        AddressProblem::HtmlTags => CartErrorCode::AddressFieldContainsHtmlTags,
        AddressProblem::Url => CartErrorCode::AddressFieldContainsUrl,
        AddressProblem::Emojis => CartErrorCode::AddressFieldContainsEmojis,
        AddressProblem::Malformed => CartErrorCode::AddressFieldDoesNotMatchExpectedPattern,
        AddressProblem::ProvinceUnknown => CartErrorCode::ProvinceNotFound,
        AddressProblem::ZipInvalidForCountry => CartErrorCode::InvalidZipCodeForCountry,
        AddressProblem::ZipInvalidForProvince => CartErrorCode::InvalidZipCodeForProvince,
    };
    let index = refused.index.to_string();
    let item = place.addresses.iter().copied().chain(place.is_list.then_some(index.as_str()));
    let field = match (refused.problem, refused.field) {
        (AddressProblem::Unknown, _) if place.address.is_empty() => place.path(item),
        (AddressProblem::Unknown, _) => place.path(item.chain(["id"])),
        (_, field) => place.path(item.chain(place.address.iter().copied()).chain(field)),
    };
    CartUserError { code: Some(code), field, message: refused.problem.to_string() }
}
