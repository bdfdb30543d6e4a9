//! What a method costs, as the shopkeeper writes it: a table of spans.
use std::collections::BTreeMap;

use entity::{
    ids::ShippingMethodId,
    money::{Currency, Minor},
    shipping_rate::{self, Basis},
};

use crate::{
    pricing::currency,
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::Fault,
    },
};

/// Rates of a method.
pub const RATES_PER_METHOD_MAX: usize = 250;
/// Minor units of a rate at most: far from where sums stop to fit.
pub const AMOUNT_MAX: i64 = 1_000_000_000_000;

/// What one span costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub currency: Currency,
    pub basis: Basis,
    /// Milligrams, minor units or pieces. Nothing for a flat rate.
    pub at_least: i64,
    /// Absent: without end.
    pub below: Option<i64>,
    pub amount: Minor,
    /// Free from this price of the goods on, after discounts.
    pub free_from: Option<Minor>,
}

/// What is wrong with a table of rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RatesError {
    #[error("a method has at least one rate")]
    None,
    #[error("a method has at most {RATES_PER_METHOD_MAX} rates")]
    TooMany,
    #[error("there is no currency {0}")]
    UnknownCurrency(Currency),
    #[error("a rate is not negative, and not astronomic")]
    BadAmount,
    #[error("a span begins at 0 or later, and ends after it begins; a flat rate has none")]
    BadSpan,
    #[error("the rates in {0} measure different things: use one basis for each currency")]
    MixedBases(Currency),
    #[error("two rates in {0} overlap: each span begins where the one before it ends, or later")]
    Overlap(Currency),
}

/// Looks whether a table can be used.
pub(super) fn check(rates: &[Rate]) -> Result<(), RatesError> {
    if rates.is_empty() {
        return Err(RatesError::None);
    }
    if rates.len() > RATES_PER_METHOD_MAX {
        return Err(RatesError::TooMany);
    }
    let mut tables = BTreeMap::<Currency, Vec<&Rate>>::new();
    for rate in rates {
        check_one(rate)?;
        tables.entry(rate.currency).or_default().push(rate);
    }
    for (currency, mut table) in tables {
        if table.iter().any(|rate| rate.basis != table[0].basis) {
            return Err(RatesError::MixedBases(currency));
        }
        table.sort_by_key(|rate| rate.at_least);
        let overlap = |pair: &[&Rate]| pair[0].below.is_none_or(|below| below > pair[1].at_least);
        if table.windows(2).any(overlap) {
            return Err(RatesError::Overlap(currency));
        }
    }
    Ok(())
}

fn check_one(rate: &Rate) -> Result<(), RatesError> {
    if !currency::is_known(rate.currency) {
        return Err(RatesError::UnknownCurrency(rate.currency));
    }
    let is_sound = |amount: Minor| (0..=AMOUNT_MAX).contains(&amount.0);
    if !is_sound(rate.amount) || !rate.free_from.is_none_or(is_sound) {
        return Err(RatesError::BadAmount);
    }
    let is_flat = rate.basis == Basis::Flat;
    let is_whole = rate.at_least == 0 && rate.below.is_none();
    let is_span = rate.at_least >= 0 && rate.below.is_none_or(|below| below > rate.at_least);
    if is_span && (!is_flat || is_whole) { Ok(()) } else { Err(RatesError::BadSpan) }
}

pub(super) async fn put(unit: &Unit, method: ShippingMethodId, rates: &[Rate]) -> Result<(), Fault> {
    let rows: Vec<_> = rates
        .iter()
        .map(|rate| shipping_rate::Model {
            id: unit.new_id(),
            shipping_method_id: method,
            currency: rate.currency,
            basis: rate.basis,
            at_least: rate.at_least,
            below: rate.below,
            amount: rate.amount,
            free_from: rate.free_from,
            created_at: unit.now,
            updated_at: unit.now,
        })
        .collect();
    bulk::insert::<shipping_rate::Entity>(unit, &rows, OnConflict::Fail).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(basis: Basis, at_least: i64, below: Option<i64>) -> Rate {
        Rate { currency: Currency::EUR, basis, at_least, below, amount: Minor(490), free_from: None }
    }

    #[test]
    fn spans_may_touch_and_leave_gaps_but_not_overlap() {
        let weight = |at_least, below| rate(Basis::Weight, at_least, below);
        assert_eq!(check(&[weight(0, Some(1_000)), weight(1_000, None)]), Ok(()));
        assert_eq!(check(&[weight(5_000, None), weight(0, Some(1_000))]), Ok(()));
        let overlap = Err(RatesError::Overlap(Currency::EUR));
        assert_eq!(check(&[weight(0, Some(1_001)), weight(1_000, None)]), overlap);
        assert_eq!(check(&[weight(0, None), weight(1_000, None)]), overlap);
        assert_eq!(check(&[rate(Basis::Flat, 0, None), rate(Basis::Flat, 0, None)]), overlap);
        let dollars = Rate { currency: Currency::USD, ..weight(0, None) };
        assert_eq!(check(&[weight(0, None), dollars]), Ok(()));
    }

    #[test]
    fn tables_that_say_nothing_definite_are_refused() {
        assert_eq!(check(&[]), Err(RatesError::None));
        assert_eq!(check(&[rate(Basis::Flat, 1, None)]), Err(RatesError::BadSpan));
        assert_eq!(check(&[rate(Basis::Price, 5, Some(5))]), Err(RatesError::BadSpan));
        assert_eq!(check(&[rate(Basis::Price, -1, None)]), Err(RatesError::BadSpan));
        let mixed = [rate(Basis::Price, 0, Some(5)), rate(Basis::Weight, 5, None)];
        assert_eq!(check(&mixed), Err(RatesError::MixedBases(Currency::EUR)));
        let negative = Rate { amount: Minor(-1), ..rate(Basis::Flat, 0, None) };
        assert_eq!(check(&[negative]), Err(RatesError::BadAmount));
    }
}
