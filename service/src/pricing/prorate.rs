//! Splitting an amount into whole minor units so that the parts are the whole: by largest remainder.
use entity::money::Minor;

use super::rounding;
use crate::shop::fault::Fault;

/// A discount spread over what it is taken off: at most all of it, and of no part more than there is.
///
/// Ties go to the earlier, so the order of `totals` must not depend on anything a buyer can change.
///
/// # Errors
/// A [`Fault`] when a total is negative or the numbers are out of range.
pub fn discount(amount: Minor, totals: &[Minor]) -> Result<Vec<Minor>, Fault> {
    let base: Minor = totals.iter().copied().sum();
    let weights: Vec<i128> = totals.iter().map(|total| i128::from(total.0)).collect();
    split(amount.min(base), &weights)
}

/// An amount split by weights: the floor of each exact share, and one more for the largest remainders until
/// the parts are the whole. What has no weight gets nothing; ties go to the earlier.
///
/// # Errors
/// A [`Fault`] when the amount or a weight is negative, when there is something to split and no weight, or
/// when the numbers are out of range.
pub fn split(whole: Minor, weights: &[i128]) -> Result<Vec<Minor>, Fault> {
    let sum = weights.iter().try_fold(0_i128, |sum, weight| sum.checked_add(*weight));
    let sum = sum.ok_or_else(|| Fault::broken("weights to split an amount by are out of range"))?;
    if whole.0 < 0 || weights.iter().any(|weight| *weight < 0) || (sum == 0 && whole.0 > 0) {
        return Err(Fault::broken("an amount cannot be split by these weights"));
    }
    if whole.0 == 0 {
        return Ok(vec![Minor::ZERO; weights.len()]);
    }
    let mut shares = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut left = whole;
    for (place, weight) in weights.iter().enumerate() {
        let (share, remainder) = rounding::floor_of(whole, *weight, sum)?;
        left -= share;
        shares.push(share);
        if *weight > 0 {
            remainders.push((std::cmp::Reverse(remainder), place));
        }
    }
    remainders.sort_unstable();
    // Fewer are left than there are remainders, because each remainder is less than one.
    for (_, place) in remainders.iter().take(usize::try_from(left.0).unwrap_or_default()) {
        shares[*place] += Minor(1);
    }
    Ok(shares)
}

/// What each of `count` equal units has of a total: so many have the first amount, the others the second,
/// which is one minor unit less. The dearer come first.
pub fn per_unit(total: Minor, count: u32) -> [(u32, Minor); 2] {
    if count == 0 {
        return [(0, Minor::ZERO); 2];
    }
    let each = Minor(total.0.div_euclid(i64::from(count)));
    // Less than `count`, so it is one.
    let dearer = u32::try_from(total.0.rem_euclid(i64::from(count))).unwrap_or_default();
    [(dearer, each + Minor(1)), (count - dearer, each)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shares(amount: i64, totals: &[i64]) -> Vec<i64> {
        let totals: Vec<_> = totals.iter().copied().map(Minor).collect();
        discount(Minor(amount), &totals).unwrap().into_iter().map(|share| share.0).collect()
    }

    #[test]
    fn largest_remainders_get_what_is_left() {
        assert_eq!(shares(100, &[1, 1, 1]), [1, 1, 1]);
        assert_eq!(shares(1000, &[3333, 3333, 3334]), [333, 333, 334]);
        assert_eq!(shares(10, &[999, 1, 0]), [10, 0, 0]);
        // Equal remainders: the earlier.
        assert_eq!(shares(5, &[300, 300, 300]), [2, 2, 1]);
        assert_eq!(shares(0, &[0, 0]), [0, 0]);
        assert_eq!(shares(7, &[]), Vec::<i64>::new());
    }

    #[test]
    fn what_cannot_be_split_is_a_fault() {
        assert!(split(Minor(1), &[0, 0]).is_err());
        assert!(split(Minor(-1), &[1]).is_err());
        assert!(split(Minor(1), &[-1, 2]).is_err());
        assert!(split(Minor(1), &[i128::MAX, 1]).is_err());
        assert!(split(Minor(2), &[i128::MAX]).is_err());
    }

    #[test]
    fn units_of_a_total() {
        assert_eq!(per_unit(Minor(1000), 3), [(1, Minor(334)), (2, Minor(333))]);
        assert_eq!(per_unit(Minor(2), 3), [(2, Minor(1)), (1, Minor(0))]);
        assert_eq!(per_unit(Minor(9), 3), [(0, Minor(4)), (3, Minor(3))]);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_exceed_nothing(amount in 0..1_000_000_000_i64, totals in prop::collection::vec(0..1_000_000_i64, 0..40)) {
            let shares = shares(amount, &totals);
            prop_assert_eq!(shares.iter().sum::<i64>(), amount.min(totals.iter().sum()));
            for (share, total) in shares.iter().zip(&totals) {
                prop_assert!((0..=*total).contains(share));
            }
        }
    }
}
