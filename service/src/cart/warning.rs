//! What a buyer should know about a cart although nothing was refused.
use entity::{
    ids::{CartAddressId, CartLineId, VariantId},
    money::{Minor, Money},
};

use crate::pricing::quote::RefusalReason;

/// Something to tell the buyer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Less was put into the cart than was asked for: this much is left.
    NotEnoughStock { variant: VariantId, line: Option<CartLineId>, available: i64 },
    /// Nothing of it is left.
    OutOfStock { variant: VariantId, line: Option<CartLineId> },
    /// A line is not sold in the buyer's market any more; it is left out of the price.
    NotSoldHere { variant: VariantId, line: CartLineId },
    /// With it the cart comes to more than can be priced, since prices rose; it is left out of the price.
    BeyondPricing { variant: VariantId, line: CartLineId },
    /// A unit costs something else than when the buyer saw it last.
    PriceChanged { line: CartLineId, before: Minor, after: Money },
    /// Lines of another cart that found no place in this one.
    LinesLeftOut { lines: usize },
    /// A merge would have taken a quantity above what one buyer may have.
    QuantityCapped { variant: VariantId, line: CartLineId, quantity: i64 },
    /// A code that gives nothing, and why.
    CodeRefused { code: String, reason: RefusalReason },
    /// The delivery that was chosen is not offered any more; the cheapest is taken instead.
    DeliveryOptionGone { handle: String },
    /// An address that is there already.
    DuplicateAddress { address: CartAddressId },
    /// A gift card that cannot be used any more.
    GiftCardUnusable { last_characters: String },
}

impl Warning {
    /// The variant whose stock this is about.
    pub(super) fn about_stock(&self) -> Option<VariantId> {
        match self {
            Self::NotEnoughStock { variant, .. } | Self::OutOfStock { variant, .. } => Some(*variant),
            _ => None,
        }
    }
}
