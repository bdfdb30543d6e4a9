//! Why an edit of a cart is refused. Nothing of a refused edit is done.
use entity::{ids::CartLineId, money::Currency};

use super::{
    ADDRESSES_MAX, ATTRIBUTE_BYTES_PER_CART_MAX, ATTRIBUTE_KEY_CHARS_MAX, ATTRIBUTE_VALUE_CHARS_MAX, ATTRIBUTES_MAX,
    CODE_CHARS_MAX, CODES_MAX, GIFT_CARDS_MAX, LINES_PER_CART_MAX, METAFIELD_VALUE_CHARS_MAX, METAFIELDS_MAX,
    NOTE_CHARS_MAX, UNITS_PER_LINE_MAX,
};
use crate::shop::fault::{Fault, HasFault};

/// Why an edit is refused. Indices count what the request listed, from 0.
#[derive(Debug, thiserror::Error)]
pub enum CartError {
    #[error("there is no such cart, or this is not its key")]
    NotFound,
    #[error("somebody else changed this cart, it is at version {version}: look at it again")]
    Stale { version: i64 },
    /// One for each line that is wrong.
    #[error("{}", .0.first().map_or_else(String::new, |refused| refused.problem.to_string()))]
    Lines(Vec<LineRefusal>),
    #[error("a cart holds at most {LINES_PER_CART_MAX} lines")]
    TooManyLines,
    #[error("at most {ATTRIBUTES_MAX} attributes")]
    TooManyAttributes,
    #[error("the attributes of a cart's lines take at most {ATTRIBUTE_BYTES_PER_CART_MAX} bytes together")]
    AttributesTooLong,
    #[error("{problem}")]
    Attribute { index: usize, problem: AttributeProblem },
    #[error("a note has at most {NOTE_CHARS_MAX} characters")]
    NoteTooLong,
    #[error("a cart takes at most {CODES_MAX} discount codes")]
    TooManyCodes,
    #[error("a discount code has 1 to {CODE_CHARS_MAX} characters")]
    CodeMalformed { index: usize },
    #[error("a cart takes at most {GIFT_CARDS_MAX} gift cards")]
    TooManyGiftCards,
    #[error("{problem}")]
    GiftCard { index: usize, problem: GiftCardProblem },
    #[error("this is no e-mail address")]
    EmailInvalid,
    #[error("this is no phone number: write it with its country, as in +49 30 1234567")]
    PhoneInvalid,
    #[error("these preferences are too long")]
    PreferencesTooLong,
    #[error("there is no such customer")]
    CustomerUnknown,
    #[error("the name of the cart's source is too long")]
    SourceNameTooLong,
    /// One for each field that is wrong.
    #[error("{}", .0.first().map_or_else(String::new, |refused| refused.problem.to_string()))]
    Addresses(Vec<AddressRefusal>),
    #[error("a cart has at most {ADDRESSES_MAX} delivery addresses")]
    TooManyAddresses,
    #[error("only one delivery address can be the selected one")]
    SeveralAddressesSelected { index: usize },
    #[error("this cart has no such delivery group")]
    DeliveryGroupUnknown { index: usize },
    #[error("this is not offered for this delivery group")]
    DeliveryOptionUnknown { index: usize },
    #[error("a cart has at most {METAFIELDS_MAX} metafields")]
    TooManyMetafields,
    #[error("{problem}")]
    Metafield { index: usize, problem: MetafieldProblem },
    #[error("store credit is for customers who are logged in")]
    StoreCreditWithoutCustomer,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for CartError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

/// A line of the request that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRefusal {
    pub index: usize,
    pub problem: LineProblem,
}

/// What is wrong about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    #[error("the quantity must be at least 1")]
    QuantityNotPositive,
    #[error("the quantity cannot be negative")]
    QuantityNegative,
    #[error("a line holds at most {UNITS_PER_LINE_MAX} units")]
    QuantityTooLarge,
    #[error("at least {minimum} of it must be bought")]
    BelowMinimum { minimum: i32 },
    #[error("at most {maximum} of it can be bought")]
    AboveMaximum { maximum: i32 },
    #[error("it is sold in steps of {step}")]
    NotAStep { step: i32 },
    #[error("there is no such merchandise")]
    MerchandiseUnknown,
    #[error("it is not sold in the buyer's market")]
    NotSoldHere,
    #[error("this cart has no such line")]
    LineUnknown { line: CartLineId },
    #[error("this cart has no such line to belong to")]
    ParentUnknown,
    #[error("a line that belongs to another cannot have lines of its own")]
    ParentTooDeep,
    #[error("at most {ATTRIBUTES_MAX} attributes")]
    TooManyAttributes,
    #[error(transparent)]
    Attribute(AttributeProblem),
}

/// What is wrong about an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttributeProblem {
    #[error("an attribute needs a key")]
    KeyBlank,
    #[error("an attribute's key has at most {ATTRIBUTE_KEY_CHARS_MAX} characters")]
    KeyTooLong,
    #[error("an attribute's value has at most {ATTRIBUTE_VALUE_CHARS_MAX} characters")]
    ValueTooLong,
}

/// What is wrong about a gift card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GiftCardProblem {
    /// No such code, or one that cannot be used by this buyer: which, is not told to those who guess.
    #[error("this gift card code is not valid")]
    CodeUnknown,
    #[error("this gift card is in {currency}")]
    WrongCurrency { currency: Currency },
    #[error("nothing is left on this gift card")]
    Empty,
    #[error("this gift card is not on this cart")]
    NotApplied,
}

/// What is wrong about a metafield.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetafieldProblem {
    #[error("a metafield's key is `namespace.key` or a key, each of 2 to 64 letters, digits, hyphens and underscores")]
    KeyMalformed,
    #[error("a metafield needs a type")]
    TypeBlank,
    #[error("a metafield's value has at most {METAFIELD_VALUE_CHARS_MAX} characters")]
    ValueTooLong,
    #[error("this cart has no such metafield")]
    Unknown,
}

/// A field of an address that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressRefusal {
    pub index: usize,
    /// The dialect's name of the field; absent when it is about the address as a whole.
    pub field: Option<&'static str>,
    pub problem: AddressProblem,
}

/// What is wrong about an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    #[error("this cart has no such address")]
    Unknown,
    #[error("it is needed")]
    Required,
    #[error("it is too long")]
    TooLong,
    #[error("it must not contain HTML tags")]
    HtmlTags,
    #[error("it must not contain web addresses")]
    Url,
    #[error("it must not contain emojis")]
    Emojis,
    #[error("it does not look like one")]
    Malformed,
    #[error("the country has no such province")]
    ProvinceUnknown,
    #[error("it is no postal code of this country")]
    ZipInvalidForCountry,
    #[error("it is no postal code of this province")]
    ZipInvalidForProvince,
}
