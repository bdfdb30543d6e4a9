//! The only place that rounds money: half up, away from zero, to whole minor units.
use entity::money::Minor;
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

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
    fn refuses_what_does_not_fit() {
        assert!(scale(Minor(i64::MAX), Decimal::TWO).is_err());
    }
}
