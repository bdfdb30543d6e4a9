//! The only place that rounds money: half up, away from zero, to whole minor units.
use entity::money::{Currency, Minor, Money};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

use super::{amount::Number, currency::exponent};
use crate::shop::fault::Fault;

/// An exact number of minor units, rounded to a whole one.
///
/// # Errors
/// A [`Fault`] when the amount is larger than money can be (2⁶³ minor units).
pub fn to_minor(exact: Decimal) -> Result<Minor, Fault> {
    exact
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
        .to_i64()
        .map(Minor)
        .ok_or_else(|| Fault::broken("an amount of money is out of range"))
}

/// An amount times a factor, rounded.
///
/// # Errors
/// As [`to_minor`].
pub fn scale(amount: Minor, factor: Decimal) -> Result<Minor, Fault> {
    let exact = Decimal::from(amount.0).checked_mul(factor);
    to_minor(exact.ok_or_else(|| Fault::broken("an amount of money is out of range"))?)
}

/// A rate as a fraction of whole numbers: 0.19 is 19 / 100. Exact, and quicker than decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    over: i128,
    under: i128,
}

impl From<Decimal> for Fraction {
    fn from(rate: Decimal) -> Self {
        let rate = rate.normalize();
        // A decimal has at most 28 places.
        Self { over: rate.mantissa(), under: 10_i128.pow(rate.scale()) }
    }
}

/// The part of an amount that a rate names, rounded: the tax on a net amount.
///
/// # Errors
/// As [`to_minor`]; neither may be negative.
pub fn part(amount: Minor, rate: Fraction) -> Result<Minor, Fault> {
    half_up(i128::from(amount.0).checked_mul(rate.over), rate.under)
}

/// The amount to which `rate` of itself was added to make `gross`, rounded: the net of a gross amount.
///
/// # Errors
/// As [`to_minor`]; neither may be negative.
pub fn without(gross: Minor, rate: Fraction) -> Result<Minor, Fault> {
    let whole = rate.under.checked_add(rate.over).ok_or_else(out_of_range)?;
    half_up(i128::from(gross.0).checked_mul(rate.under), whole)
}

/// The whole part of an amount times `weight / sum`, and what is left over, in parts of `sum`.
///
/// # Errors
/// As [`to_minor`]; none may be negative.
pub(super) fn floor_of(amount: Minor, weight: i128, sum: i128) -> Result<(Minor, i128), Fault> {
    let exact = i128::from(amount.0).checked_mul(weight).ok_or_else(out_of_range)?;
    let whole = i64::try_from(exact / sum).map_err(|_| out_of_range())?;
    Ok((Minor(whole), exact % sum))
}

fn half_up(over: Option<i128>, under: i128) -> Result<Minor, Fault> {
    let rounded = over
        .filter(|over| *over >= 0)
        .and_then(|over| over.checked_mul(2))
        .and_then(|twice| twice.checked_add(under))
        .and_then(|over| i64::try_from(over / under.checked_mul(2)?).ok());
    rounded.map(Minor).ok_or_else(out_of_range)
}

fn out_of_range() -> Fault {
    Fault::broken("an amount of money is out of range")
}

/// An amount times an exact factor, in another currency: how a price list takes over its parent's prices.
///
/// The factor is between whole units (euro to yen), not between minor units.
///
/// # Errors
/// As [`to_minor`].
pub fn convert(money: Money, factor: Decimal, into: Currency) -> Result<Minor, Fault> {
    let shift = |decimals: u32| Decimal::from(10_i64.pow(decimals));
    let exact = Decimal::from(money.amount.0)
        .checked_mul(factor)
        .and_then(|exact| exact.checked_mul(shift(exponent(into))))
        .and_then(|exact| exact.checked_div(shift(exponent(money.currency))));
    to_minor(exact.ok_or_else(|| Fault::broken("an amount of money is out of range"))?)
}

/// A written decimal at so many decimals: what a price with too many of them becomes.
/// Absent when the result does not fit.
pub fn at_decimals(number: Number, decimals: u32) -> Option<i64> {
    let shift = number.scale.checked_add(i64::from(decimals))?;
    let digits = i128::from(number.digits);
    let sized = if shift >= 0 {
        // Nineteen digits fit an i64, and 10^18 times that fits an i128.
        let power = u32::try_from(shift).ok().filter(|power| *power <= 18 || digits == 0)?;
        if digits == 0 { 0 } else { digits.checked_mul(10_i128.pow(power))? }
    } else {
        let Some(unit) = u32::try_from(-shift).ok().filter(|power| *power <= 36).map(|power| 10_i128.pow(power)) else {
            return Some(0);
        };
        (digits + unit / 2) / unit
    };
    let sized = i64::try_from(sized).ok()?;
    Some(if number.is_negative { -sized } else { sized })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        let scaled = |amount, factor: &str| scale(Minor(amount), factor.parse().unwrap()).unwrap().0;
        assert_eq!(scaled(5, "0.5"), 3);
        assert_eq!(scaled(-5, "0.5"), -3);
        assert_eq!(scaled(7, "0.35"), 2);
        assert_eq!(scaled(10, "0.25"), 3);
    }

    #[test]
    fn parts_and_nets_round_halves_up() {
        let rate = |text: &str| Fraction::from(text.parse::<Decimal>().unwrap());
        let part = |amount, text| part(Minor(amount), rate(text)).unwrap().0;
        assert_eq!((part(1000, "0.19"), part(5, "0.5"), part(4, "0.1"), part(1, "0")), (190, 3, 0, 0));
        let without = |amount, text| without(Minor(amount), rate(text)).unwrap().0;
        assert_eq!(
            (without(1190, "0.19"), without(3, "1"), without(100, "0"), without(1999, "0.070")),
            (1000, 2, 100, 1868)
        );
        assert!(super::part(Minor(-1), rate("0.5")).is_err());
    }

    #[test]
    fn refuses_what_does_not_fit() {
        assert!(scale(Minor(i64::MAX), Decimal::TWO).is_err());
    }

    fn converted(amount: i64, from: Currency, factor: &str, into: Currency) -> Option<i64> {
        let money = Money { amount: Minor(amount), currency: from };
        convert(money, factor.parse().unwrap(), into).ok().map(|minor| minor.0)
    }

    #[test]
    fn rounds_halves_up_at_the_minor_unit() {
        assert_eq!(converted(1, Currency::EUR, "0.5", Currency::USD), Some(1));
        assert_eq!(converted(1, Currency::EUR, "0.4999", Currency::USD), Some(0));
        assert_eq!(converted(1999, Currency::EUR, "1.10", Currency::USD), Some(2199));
        assert_eq!(converted(1000, Currency::EUR, "160.55", Currency::JPY), Some(1606));
        assert_eq!(converted(1606, Currency::JPY, "0.01", Currency::EUR), Some(1606));
        assert_eq!(converted(i64::MAX, Currency::EUR, "10", Currency::USD), None);
    }

    #[test]
    fn rounds_written_numbers() {
        let at = |text: &str, decimals| at_decimals(Number::read(text).unwrap(), decimals);
        assert_eq!(at("1.005", 2), Some(101));
        assert_eq!(at("1.0049999", 2), Some(100));
        assert_eq!(at("0.453592", 3), Some(454));
        assert_eq!(at("12", 3), Some(12_000));
        assert_eq!(at("-1.5", 0), Some(-2));
        assert_eq!(at("1e-90", 2), Some(0));
        assert_eq!(at("1e30", 2), None);
    }
}
