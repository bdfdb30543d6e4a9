//! What a basket comes to.
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    ids::{CartLineId, GiftCardId, PromotionId, TaxRateId, VariantId},
    money::{Currency, Minor},
    promotion::Class,
};
use rust_decimal::Decimal;

use super::step::Step;
use crate::pricing::{promotion::Promotion, shipping::ShippingOption};

/// The price of a cart, and how it came about.
///
/// Always: `total = subtotal − discount_total + shipping_total + tax_total`, the last only where tax is
/// not included in the prices; and each of these is the sum of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    pub currency: Currency,
    /// In the basket's order.
    pub lines: Vec<QuotedLine>,
    /// Absent when nothing needs shipping, or no method is offered.
    pub shipping: Option<QuotedShipping>,
    /// The ways to ship, in the order in which they are shown, before shipping discounts.
    pub shipping_options: Vec<ShippingOption>,
    /// The lines at their unit prices.
    pub subtotal: Minor,
    /// What product and order discounts take off the lines.
    pub discount_total: Minor,
    /// Shipping after its discounts.
    pub shipping_total: Minor,
    /// All taxes, of lines and shipping.
    pub tax_total: Minor,
    /// The same by tax and rate, in order of name and rate.
    pub taxes: Vec<TaxLine>,
    /// Amounts include tax; `tax_total` is a part of the total, not added to it.
    pub is_tax_included: bool,
    pub total: Minor,
    /// Payments, in the order in which they are used.
    pub gift_cards: Vec<GiftCardUse>,
    pub store_credit_used: Minor,
    /// What is left to pay.
    pub payable: Minor,
    /// The promotions that take something off, in the order in which they do.
    pub applied: Vec<Applied>,
    /// All other candidates, and all codes that do nothing: by promotion, then by code.
    pub refused: Vec<Refused>,
    /// How the amount payable came about; its changes add up to it.
    pub trace: Vec<Step>,
}

impl Quote {
    /// Whether a code that was entered takes something off.
    pub fn honours(&self, code: &str) -> bool {
        self.applied.iter().any(|applied| applied.code.as_deref() == Some(code))
    }
}

/// What a line comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedLine {
    pub id: CartLineId,
    pub variant: VariantId,
    pub quantity: u32,
    pub unit_price: Minor,
    /// Above the unit price, or absent.
    pub compare_at: Option<Minor>,
    /// The unit price times the quantity.
    pub subtotal: Minor,
    /// What each product and order promotion takes off, in the order in which they do.
    pub discounts: Vec<Allocation>,
    /// After discounts. Includes tax where prices do.
    pub total: Minor,
    pub taxes: Vec<TaxLine>,
    /// The line unit by unit, equal ones together: what a return of some of them gives back.
    pub units: Vec<Units>,
}

impl QuotedLine {
    pub fn discount(&self) -> Minor {
        self.discounts.iter().map(|allocation| allocation.amount).sum()
    }

    pub fn tax(&self) -> Minor {
        self.taxes.iter().map(|tax| tax.amount).sum()
    }
}

/// Units of a line that are the same to the last minor unit. Amounts are of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units {
    pub count: u32,
    pub subtotal: Minor,
    pub discount: Minor,
    pub tax: Minor,
}

/// What a promotion takes off one line, or off shipping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    pub promotion: PromotionId,
    pub class: Class,
    /// The code it came by. Absent when it is automatic.
    pub code: Option<String>,
    pub amount: Minor,
}

/// A tax that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxLine {
    pub id: TaxRateId,
    pub name: String,
    /// Exact: 0.19 is 19 %.
    pub rate: Decimal,
    /// The net amount it is on; with the taxes that are not compound, where it is compound.
    pub base: Minor,
    pub amount: Minor,
}

/// What shipping comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedShipping {
    pub option: ShippingOption,
    /// Whether the buyer chose it. Otherwise it is the cheapest.
    pub is_chosen: bool,
    /// Before discounts: the option's, without tax for those who pay none.
    pub price: Minor,
    pub discounts: Vec<Allocation>,
    /// After discounts.
    pub total: Minor,
    pub taxes: Vec<TaxLine>,
}

/// What a gift card pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GiftCardUse {
    pub id: GiftCardId,
    /// May be nothing, when there is nothing left to pay.
    pub used: Minor,
}

/// A promotion that takes something off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub promotion: Arc<Promotion>,
    pub code: Option<String>,
    /// From all lines and shipping together.
    pub amount: Minor,
}

/// A candidate, or a code, that takes nothing off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Absent for a code that names none.
    pub promotion: Option<PromotionId>,
    pub code: Option<String>,
    pub reason: RefusalReason,
}

/// Why a promotion or code takes nothing off, said to the buyer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusalReason {
    #[error("there is no such code")]
    UnknownCode,
    #[error("it is switched off")]
    SwitchedOff,
    #[error("it starts at {at}")]
    NotYetStarted { at: DateTime<Utc> },
    #[error("it ended at {at}")]
    Ended { at: DateTime<Utc> },
    #[error("its amounts are in {currency}")]
    WrongCurrency { currency: Currency },
    #[error("it is not for this market")]
    WrongMarket,
    #[error("it is not for goods that go to this country")]
    WrongCountry,
    #[error("it is for customers who are logged in")]
    CustomerMissing,
    #[error("it is not for this customer")]
    CustomerNotEligible,
    #[error("it is for a first order")]
    NotFirstOrder,
    #[error("it has been used as often as it may")]
    UsageLimitReached,
    #[error("the code has been used as often as it may")]
    CodeUsageLimitReached,
    #[error("this customer has used it as often as they may")]
    CustomerUsageLimitReached,
    #[error("nothing in the cart is entitled to it")]
    NoEntitledLines,
    #[error("there is no shipping to take it off")]
    NoEntitledShipping,
    /// In minor units of the basket's currency.
    #[error("the entitled goods come to {} and would have to come to {}", .have.0, .need.0)]
    SubtotalTooLow { need: Minor, have: Minor },
    #[error("{have} units are entitled and there would have to be {need}")]
    QuantityTooLow { need: i64, have: i64 },
    /// Buy X get Y: not enough is bought, or nothing is left to get.
    #[error("what has to be bought for it is not all in the cart")]
    NotEnoughBought,
    #[error("another promotion goes before it, and they do not combine")]
    NotCombinable { with: PromotionId },
    #[error("it is already applied by another code")]
    AlreadyApplied,
    #[error("there is nothing left to take it off")]
    NothingToDiscount,
}
