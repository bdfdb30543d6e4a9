//! The price of a cart: one pure function, with a trace that explains every cent.
//!
//! In this order: unit prices, product promotions, order promotions (spread over the lines), shipping,
//! shipping promotions, tax, gift cards and store credit, the amount payable. `docs/pricing.md` tells it
//! with an example.
//!
//! Entry point: [`quote`]. Invariants: the identity of [`Quote`]; nothing is below zero; the order of lines
//! and codes does not matter; the trace adds up to the amount payable.

mod basket;
mod buy_get;
mod candidate;
mod combination;
mod draft;
mod eligibility;
mod entitlement;
mod line_promotion;
mod order_promotion;
mod outcome;
mod payment;
mod sentence;
mod shipping;
mod step;
mod tax;
mod unit_price;
mod units;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use entity::{ids::PromotionId, money::Minor};

pub use self::{basket::*, outcome::*, step::*, unit_price::price_of};
use self::{
    draft::{Draft, DraftLine},
    entitlement::Index,
};
use crate::shop::fault::Fault;

/// The price of a basket.
///
/// # Errors
/// A [`Fault`] when the basket is none: a line that nothing prices, an id twice, more than [`LINES_MAX`]
/// lines, or amounts beyond [`SUBTOTAL_MAX`].
pub fn quote(basket: &Basket) -> Result<Quote, Fault> {
    tax::check(&basket.taxes)?;
    let mut barred = HashMap::new();
    loop {
        let quote = attempt(basket, &barred)?;
        let in_vain = in_vain(&quote);
        if in_vain.is_empty() {
            return Ok(quote);
        }
        // Each round bars one more at least, so there are at most as many as promotions.
        barred.extend(in_vain);
    }
}

/// Promotions that kept others out and then found nothing to take off, because what goes before them took
/// it all. They step aside: nobody shall lose a discount to one that gives none.
fn in_vain(quote: &Quote) -> Vec<(PromotionId, RefusalReason)> {
    let kept_out = quote.refused.iter().filter_map(|refused| match refused.reason {
        RefusalReason::NotCombinable { with } => Some(with),
        _ => None,
    });
    let idle = kept_out.filter(|with| quote.applied.iter().all(|applied| applied.promotion.id != *with));
    let why = |id| {
        let refused = quote.refused.iter().find(|refused| refused.promotion == Some(id));
        refused.map_or(RefusalReason::NothingToDiscount, |refused| refused.reason.clone())
    };
    idle.map(|id| (id, why(id))).collect()
}

fn attempt(basket: &Basket, barred: &HashMap<PromotionId, RefusalReason>) -> Result<Quote, Fault> {
    let mut draft = Draft::of(basket)?;
    let index = Index::of(&draft.lines);
    let later = combination::choose(&mut draft, &index, barred)?;
    order_promotion::apply(&mut draft, &later.order)?;
    let shipping_options = shipping::options(&draft);
    let mut shipping = shipping::quote(&mut draft, &later.shipping)?;
    tax::of_lines(&mut draft)?;
    if let Some(shipping) = &mut shipping {
        tax::of_shipping(&mut draft, shipping)?;
    }

    let is_tax_included = draft.is_tax_included();
    let lines = draft.lines.iter().map(quoted).collect::<Result<Vec<_>, _>>()?;
    let subtotal = lines.iter().map(|line| line.subtotal).sum::<Minor>();
    let discount_total = lines.iter().map(QuotedLine::discount).sum::<Minor>();
    let shipping_total = shipping.as_ref().map_or(Minor::ZERO, |shipping| shipping.total);
    let taxes = tax::summary(lines.iter().flat_map(|line| &line.taxes).chain(shipping.iter().flat_map(|s| &s.taxes)));
    let tax_total = taxes.iter().map(|tax| tax.amount).sum::<Minor>();
    let on_top = if is_tax_included { Minor::ZERO } else { tax_total };
    let total = subtotal - discount_total + shipping_total + on_top;
    let paid = payment::pay(&mut draft, total);
    draft.refused.sort_by(|a, b| (a.promotion, &a.code).cmp(&(b.promotion, &b.code)));
    Ok(Quote {
        currency: basket.currency,
        lines: in_order(basket, lines),
        shipping,
        shipping_options,
        subtotal,
        discount_total,
        shipping_total,
        tax_total,
        taxes,
        is_tax_included,
        total,
        gift_cards: paid.gift_cards,
        store_credit_used: paid.store_credit,
        payable: paid.payable,
        applied: draft.applied,
        refused: draft.refused,
        trace: draft.trace,
    })
}

fn quoted(draft: &DraftLine<'_>) -> Result<QuotedLine, Fault> {
    let line = draft.line;
    let discount = draft.subtotal - draft.total;
    let tax = draft.taxes.iter().map(|tax| tax.amount).sum();
    Ok(QuotedLine {
        id: line.id,
        variant: line.variant,
        quantity: line.quantity,
        unit_price: draft.unit_price,
        compare_at: draft.compare_at,
        subtotal: draft.subtotal,
        discounts: draft.discounts.clone(),
        total: draft.total,
        taxes: draft.taxes.clone(),
        units: units::split(line.quantity, draft.unit_price, discount, tax)?,
    })
}

/// Lines in the basket's order again.
fn in_order(basket: &Basket, mut lines: Vec<QuotedLine>) -> Vec<QuotedLine> {
    let places: HashMap<_, _> = basket.lines.iter().enumerate().map(|(place, line)| (line.id, place)).collect();
    lines.sort_by_key(|line| places.get(&line.id).copied());
    lines
}
