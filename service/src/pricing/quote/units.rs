//! A line unit by unit, so that a return of some of them gives back stored amounts and computes nothing.
use entity::money::Minor;

use super::outcome::Units;
use crate::{
    pricing::{prorate, rounding},
    shop::fault::Fault,
};

/// Splits a line's discount evenly, and its tax by what is left of each unit: by largest remainder, the earlier
/// unit first. Units that come out equal are put together.
pub(super) fn split(quantity: u32, unit_price: Minor, discount: Minor, tax: Minor) -> Result<Vec<Units>, Fault> {
    let [dearer, cheaper] = prorate::per_unit(discount, quantity);
    let mut runs = Vec::with_capacity(4);
    let mut remainders = Vec::with_capacity(2);
    let mut left = tax;
    let total = unit_price * i64::from(quantity) - discount;
    for (count, discount) in [dearer, cheaper] {
        if count == 0 {
            continue;
        }
        let weight = i128::from((unit_price - discount).0);
        let (share, remainder) = match total.0 {
            0 => (Minor::ZERO, 0),
            total => rounding::floor_of(tax, weight, i128::from(total))?,
        };
        left -= share * i64::from(count);
        let has_weight = weight > 0;
        remainders.push((std::cmp::Reverse(remainder), runs.len(), has_weight));
        runs.push((Units { count, subtotal: unit_price, discount, tax: share }, 0_u32));
    }
    remainders.sort_unstable();
    for (_, place, has_weight) in remainders {
        let (run, more) = &mut runs[place];
        if has_weight {
            *more = run.count.min(u32::try_from(left.0).unwrap_or_default());
            left -= Minor(i64::from(*more));
        }
    }
    let split = runs.into_iter().flat_map(|(run, more)| {
        [Units { count: more, tax: run.tax + Minor(1), ..run }, Units { count: run.count - more, ..run }]
    });
    Ok(split.filter(|run| run.count > 0).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(count: u32, subtotal: i64, discount: i64, tax: i64) -> Units {
        Units { count, subtotal: Minor(subtotal), discount: Minor(discount), tax: Minor(tax) }
    }

    #[test]
    fn units_share_what_their_line_has() {
        let units = split(3, Minor(1000), Minor(100), Minor(551)).unwrap();
        assert_eq!(
            units,
            [unit(1, 1000, 34, 183), unit(1, 1000, 33, 184), unit(1, 1000, 33, 184)]
                .map(Some)
                .into_iter()
                .flatten()
                .fold(Vec::<Units>::new(), |mut runs, unit| {
                    match runs.last_mut() {
                        Some(last) if (last.discount, last.tax) == (unit.discount, unit.tax) => last.count += 1,
                        _ => runs.push(unit),
                    }
                    runs
                })
        );
        assert_eq!(split(2, Minor(500), Minor(1000), Minor(0)).unwrap(), [unit(2, 500, 500, 0)]);
        assert_eq!(split(0, Minor(500), Minor(0), Minor(0)).unwrap(), []);
    }

    proptest! {
        #[test]
        fn units_add_up(quantity in 1..2000_u32, price in 0..100_000_i64, off in 0..=100_i64, tax in 0..=30_i64) {
            let subtotal = i64::from(quantity) * price;
            let discount = subtotal * off / 100;
            let tax = (subtotal - discount) * tax / 100;
            let units = split(quantity, Minor(price), Minor(discount), Minor(tax)).unwrap();
            let sum = |part: fn(&Units) -> Minor| units.iter().map(|run| part(run).0 * i64::from(run.count)).sum::<i64>();
            prop_assert_eq!(units.iter().map(|run| run.count).sum::<u32>(), quantity);
            prop_assert_eq!(sum(|run| run.subtotal), subtotal);
            prop_assert_eq!(sum(|run| run.discount), discount);
            prop_assert_eq!(sum(|run| run.tax), tax);
            prop_assert!(units.iter().all(|run| run.discount <= run.subtotal && run.tax.0 >= 0 && run.discount.0 >= 0));
            prop_assert!(units.len() <= 4);
        }
    }
}
