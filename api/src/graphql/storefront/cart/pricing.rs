//! Ours: how the price of a cart came about, cent by cent.
use async_graphql::{Enum, ID, SimpleObject};
use entity::{
    ids::CartId,
    money::{Currency, Minor, Money},
};
use service::pricing::quote::{Quote, RefusalReason, Step, Subject, TaxLine, Why};

use super::key;
use crate::graphql::{
    scalar::Decimal,
    storefront::{money::MoneyV2, node::id},
};

/// How the price of a cart came about.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartPricing {
    /// One for everything that changes an amount, in order. Their changes add up to what is to be paid.
    pub steps: Vec<CartPricingStep>,
    pub totals: CartPricingTotals,
    /// What takes something off.
    pub applied_promotions: Vec<AppliedPromotion>,
    /// What takes nothing off although it applies by itself or its code was entered, and why.
    pub refused_promotions: Vec<RefusedPromotion>,
}

/// A change of one amount.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartPricingStep {
    pub kind: CartPricingStepKind,
    /// Whose amount changes: a line, shipping, or the order as a whole.
    pub subject: CartPricingSubject,
    /// The line, if it is one.
    pub line_id: Option<ID>,
    /// What the amount was before.
    pub before: MoneyV2,
    pub after: MoneyV2,
    /// `after` less `before`.
    pub change: MoneyV2,
    /// The rule and its numbers, in a sentence.
    pub explanation: String,
}

/// What a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CartPricingStepKind {
    UnitPrice,
    Discount,
    Shipping,
    Tax,
    /// Prices include tax and the buyer pays none.
    TaxExemption,
    GiftCard,
    StoreCredit,
}

/// Whose amount a step changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CartPricingSubject {
    Line,
    Shipping,
    Order,
}

/// What a cart comes to: `total = subtotal - discounts + shipping + tax`, the last only where prices do not include it.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartPricingTotals {
    /// The lines at their unit prices.
    pub subtotal: MoneyV2,
    /// What product and order discounts take off the lines.
    pub discounts: MoneyV2,
    /// Shipping, after its discounts.
    pub shipping: MoneyV2,
    /// All taxes, of lines and shipping.
    pub tax: MoneyV2,
    /// Whether the other amounts include the tax.
    pub tax_included: bool,
    /// The tax by name and rate.
    pub taxes: Vec<CartTax>,
    pub total: MoneyV2,
    /// What gift cards pay of it.
    pub gift_cards: MoneyV2,
    /// What store credit pays of it.
    pub store_credit: MoneyV2,
    /// What is left to pay.
    pub payable: MoneyV2,
}

/// A tax.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartTax {
    pub name: String,
    /// `"0.19"` is 19 %.
    pub rate: Decimal,
    /// What it is computed on.
    pub base: MoneyV2,
    pub amount: MoneyV2,
}

/// A promotion that takes something off.
#[derive(Clone, Debug, SimpleObject)]
pub struct AppliedPromotion {
    pub title: String,
    /// The code it came by. Absent when it applies by itself.
    pub code: Option<String>,
    /// From all lines and shipping together.
    pub amount: MoneyV2,
}

/// A promotion, or a code, that takes nothing off.
#[derive(Clone, Debug, SimpleObject)]
pub struct RefusedPromotion {
    /// Absent for a code that there is not.
    pub promotion_id: Option<ID>,
    pub code: Option<String>,
    /// Why, in a sentence.
    pub reason: String,
}

impl CartPricing {
    pub fn of(quote: &Quote, cart: Option<CartId>) -> Self {
        let money = |amount| amount_of(amount, quote.currency);
        let applied = quote.applied.iter().map(|applied| AppliedPromotion {
            title: applied.promotion.title.clone(),
            code: applied.code.clone(),
            amount: money(applied.amount),
        });
        let refused = quote.refused.iter().map(|refused| RefusedPromotion {
            promotion_id: refused.promotion.map(|promotion| id::encode("Promotion", promotion)),
            code: refused.code.clone(),
            reason: reason(&refused.reason, quote.currency),
        });
        Self {
            steps: quote.trace.iter().map(|step| CartPricingStep::of(step, cart)).collect(),
            totals: CartPricingTotals::of(quote),
            applied_promotions: applied.collect(),
            refused_promotions: refused.collect(),
        }
    }
}

impl CartPricingTotals {
    fn of(quote: &Quote) -> Self {
        let money = |amount| amount_of(amount, quote.currency);
        Self {
            subtotal: money(quote.subtotal),
            discounts: money(quote.discount_total),
            shipping: money(quote.shipping_total),
            tax: money(quote.tax_total),
            tax_included: quote.is_tax_included,
            taxes: quote.taxes.iter().map(|tax| CartTax::of(tax, quote.currency)).collect(),
            total: money(quote.total),
            gift_cards: money(quote.gift_cards.iter().map(|card| card.used).sum()),
            store_credit: money(quote.store_credit_used),
            payable: money(quote.payable),
        }
    }
}

impl CartTax {
    pub fn of(tax: &TaxLine, currency: Currency) -> Self {
        Self {
            name: tax.name.clone(),
            rate: Decimal(tax.rate.normalize().to_string()),
            base: amount_of(tax.base, currency),
            amount: amount_of(tax.amount, currency),
        }
    }
}

impl CartPricingStep {
    fn of(step: &Step, cart: Option<CartId>) -> Self {
        let (subject, line) = match &step.subject {
            Subject::Line { id, .. } => (CartPricingSubject::Line, Some(*id)),
            Subject::Shipping => (CartPricingSubject::Shipping, None),
            Subject::Order => (CartPricingSubject::Order, None),
        };
        let kind = match &step.why {
            Why::UnitPrice { .. } => CartPricingStepKind::UnitPrice,
            Why::UnitTaxTakenOut { .. } | Why::ShippingTaxTakenOut => CartPricingStepKind::TaxExemption,
            Why::Discount { .. } => CartPricingStepKind::Discount,
            Why::Shipping { .. } => CartPricingStepKind::Shipping,
            Why::Tax { .. } => CartPricingStepKind::Tax,
            Why::GiftCard { .. } => CartPricingStepKind::GiftCard,
            Why::StoreCredit { .. } => CartPricingStepKind::StoreCredit,
        };
        Self {
            kind,
            subject,
            line_id: cart.zip(line).map(|(cart, line)| key::encode_part("CartLine", line, cart)),
            before: amount_of(step.before, step.currency),
            after: amount_of(step.after, step.currency),
            change: amount_of(step.change(), step.currency),
            explanation: step.to_string(),
        }
    }
}

pub fn amount_of(amount: Minor, currency: Currency) -> MoneyV2 {
    Money { amount, currency }.into()
}

/// Why a promotion takes nothing off, with amounts as people write them.
pub fn reason(reason: &RefusalReason, currency: Currency) -> String {
    match reason {
        RefusalReason::SubtotalTooLow { need, have } => {
            let text = |amount| format!("{} {currency}", amount_of(amount, currency).amount.0);
            format!("the entitled goods come to {} and would have to come to {}", text(*have), text(*need))
        }
        other => other.to_string(),
    }
}
