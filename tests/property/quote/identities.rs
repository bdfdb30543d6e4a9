//! What is true of every quote, whatever the rules were.
use std::collections::HashMap;

use entity::money::Minor;
use proptest::{prelude::*, test_runner::TestCaseError};
use rust_decimal::Decimal;
use service::pricing::quote::{Basket, Quote, QuotedLine, Subject, TaxLine};

const NOTHING: Minor = Minor(0);

fn sum(amounts: impl Iterator<Item = Minor>) -> Minor {
    Minor(amounts.map(|amount| amount.0).sum())
}

/// Each line is its units, and its units are the line, to the last minor unit.
pub(super) fn lines(basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    prop_assert_eq!(basket.lines.len(), quote.lines.len());
    for (asked, line) in basket.lines.iter().zip(&quote.lines) {
        prop_assert_eq!(asked.id, line.id);
        prop_assert_eq!(asked.quantity, line.quantity);
        prop_assert_eq!(line.subtotal.0, line.unit_price.0 * i64::from(line.quantity));
        prop_assert!(line.unit_price >= NOTHING);
        prop_assert!(line.discounts.iter().all(|allocation| allocation.amount > NOTHING), "{:?}", line.discounts);
        let discount = sum(line.discounts.iter().map(|allocation| allocation.amount));
        prop_assert!(discount <= line.subtotal, "more is taken off than there is: {:?}", line);
        prop_assert_eq!(line.total.0, line.subtotal.0 - discount.0);
        prop_assert!(line.taxes.iter().all(|tax| tax.amount >= NOTHING));
        if asked.is_gift_card {
            prop_assert!(line.discounts.is_empty() && line.taxes.is_empty(), "a gift card is money: {:?}", line);
        }
        if !asked.is_taxable || basket.customer.is_tax_exempt {
            prop_assert!(line.taxes.iter().all(|tax| tax.amount == NOTHING));
        }
        units(line, discount)?;
    }
    Ok(())
}

fn units(line: &QuotedLine, discount: Minor) -> Result<(), TestCaseError> {
    prop_assert_eq!(line.units.iter().map(|units| units.count).sum::<u32>(), line.quantity);
    let whole = |of: fn(&service::pricing::quote::Units) -> Minor| {
        line.units.iter().map(|units| of(units).0 * i64::from(units.count)).sum::<i64>()
    };
    prop_assert_eq!(whole(|units| units.subtotal), line.subtotal.0);
    prop_assert_eq!(whole(|units| units.discount), discount.0);
    prop_assert_eq!(whole(|units| units.tax), sum(line.taxes.iter().map(|tax| tax.amount)).0);
    for units in &line.units {
        prop_assert!(units.count > 0);
        prop_assert_eq!(units.subtotal, line.unit_price);
        prop_assert!(units.discount >= NOTHING && units.discount <= units.subtotal, "{:?}", units);
        prop_assert!(units.tax >= NOTHING);
    }
    Ok(())
}

/// The identity of the total, and each part of it as the sum of its own parts.
pub(super) fn totals(quote: &Quote) -> Result<(), TestCaseError> {
    prop_assert_eq!(quote.subtotal, sum(quote.lines.iter().map(|line| line.subtotal)));
    let discounts = quote.lines.iter().flat_map(|line| &line.discounts).map(|allocation| allocation.amount);
    prop_assert_eq!(quote.discount_total, sum(discounts));
    if let Some(shipping) = &quote.shipping {
        let discounts = sum(shipping.discounts.iter().map(|allocation| allocation.amount));
        prop_assert!(shipping.price >= NOTHING && shipping.total >= NOTHING);
        prop_assert_eq!(shipping.total.0, shipping.price.0 - discounts.0);
        prop_assert!(shipping.taxes.iter().all(|tax| tax.amount >= NOTHING));
    }
    prop_assert_eq!(quote.shipping_total, quote.shipping.as_ref().map_or(NOTHING, |shipping| shipping.total));
    let taxes = || {
        let of_lines = quote.lines.iter().flat_map(|line| &line.taxes);
        of_lines.chain(quote.shipping.iter().flat_map(|shipping| &shipping.taxes))
    };
    prop_assert_eq!(quote.tax_total, sum(taxes().map(|tax| tax.amount)));
    prop_assert_eq!(by_rate(taxes()), by_rate(quote.taxes.iter()));
    let beside = if quote.is_tax_included { 0 } else { quote.tax_total.0 };
    prop_assert_eq!(quote.total.0, quote.subtotal.0 - quote.discount_total.0 + quote.shipping_total.0 + beside);
    prop_assert!(quote.total >= NOTHING);
    if quote.is_tax_included {
        prop_assert!(quote.tax_total <= quote.total);
    }
    for applied in &quote.applied {
        let of_lines = quote.lines.iter().flat_map(|line| &line.discounts);
        let all = of_lines.chain(quote.shipping.iter().flat_map(|shipping| &shipping.discounts));
        let own = all.filter(|allocation| allocation.promotion == applied.promotion.id);
        prop_assert_eq!(applied.amount, sum(own.map(|allocation| allocation.amount)));
        prop_assert!(applied.amount > NOTHING, "applied, and takes nothing off: {:?}", applied);
        if let Some(most) = applied.promotion.maximum_discount {
            prop_assert!(applied.amount <= most, "more than its maximum: {:?}", applied);
        }
    }
    Ok(())
}

/// Taxes that come to nothing may be told or not.
fn by_rate<'a>(taxes: impl Iterator<Item = &'a TaxLine>) -> HashMap<(String, Decimal), i64> {
    let mut sums = HashMap::new();
    for tax in taxes.filter(|tax| tax.amount.0 > 0) {
        *sums.entry((tax.name.clone(), tax.rate)).or_default() += tax.amount.0;
    }
    sums
}

/// Cards and credit pay in their order, never more than they hold, never more than is due.
pub(super) fn payments(basket: &Basket, quote: &Quote) -> Result<(), TestCaseError> {
    prop_assert_eq!(quote.gift_cards.len(), basket.gift_cards.len());
    let mut due = quote.total.0;
    for (card, used) in basket.gift_cards.iter().zip(&quote.gift_cards) {
        prop_assert_eq!(card.id, used.id);
        prop_assert_eq!(used.used.0, due.min(card.balance.0), "a card pays all it can");
        due -= used.used.0;
    }
    prop_assert_eq!(quote.store_credit_used.0, due.min(basket.store_credit.map_or(0, |credit| credit.0)));
    prop_assert_eq!(quote.payable.0, due - quote.store_credit_used.0);
    prop_assert!(quote.payable >= NOTHING);
    Ok(())
}

/// The steps tell the whole story: each begins where the one before it ended, and all of them add up.
pub(super) fn trace(quote: &Quote) -> Result<(), TestCaseError> {
    let mut lines = HashMap::new();
    let (mut shipping, mut order) = (NOTHING, None);
    for step in &quote.trace {
        let at = match &step.subject {
            Subject::Line { id, .. } => lines.entry(*id).or_insert(NOTHING),
            Subject::Shipping => &mut shipping,
            Subject::Order => order.get_or_insert(quote.total),
        };
        prop_assert_eq!(step.before, *at, "a step begins where the last one ended: {:?}", step);
        *at = step.after;
    }
    let beside = |taxes: &[TaxLine]| {
        if quote.is_tax_included { NOTHING } else { sum(taxes.iter().map(|tax| tax.amount)) }
    };
    for line in &quote.lines {
        let told = lines.get(&line.id).copied().unwrap_or_default();
        prop_assert_eq!(told.0, line.total.0 + beside(&line.taxes).0, "the trace of {:?}", line);
    }
    let due = quote.shipping.as_ref().map_or(0, |shipping| shipping.total.0 + beside(&shipping.taxes).0);
    prop_assert_eq!(shipping.0, due);
    prop_assert_eq!(order.unwrap_or(quote.total), quote.payable);
    let changes = sum(quote.trace.iter().map(|step| Minor(step.after.0 - step.before.0)));
    prop_assert_eq!(changes, quote.payable);
    Ok(())
}
