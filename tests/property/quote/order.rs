//! The order in which lines, codes and rules were written down is not a fact about the cart.
use std::collections::BTreeMap;

use proptest::{prelude::*, test_runner::TestCaseError};
use service::pricing::quote::{Basket, Quote, quote};

/// The same cart, written backwards, comes to the same: in total and line by line.
pub(super) fn does_not_matter(basket: &Basket, forwards: &Quote) -> Result<(), TestCaseError> {
    let mut reversed = basket.clone();
    reversed.lines.reverse();
    reversed.codes.reverse();
    reversed.promotions.reverse();
    let turn = reversed.lines.len() / 2;
    reversed.lines.rotate_left(turn);
    for line in &mut reversed.lines {
        line.prices.reverse();
    }
    let backwards = quote(&reversed).map_err(|fault| TestCaseError::fail(fault.to_string()))?;
    prop_assert_eq!(by_line(forwards), by_line(&backwards));
    prop_assert_eq!(&forwards.shipping, &backwards.shipping);
    prop_assert_eq!(&forwards.applied, &backwards.applied);
    prop_assert_eq!(&forwards.refused, &backwards.refused);
    prop_assert_eq!(&forwards.taxes, &backwards.taxes);
    prop_assert_eq!(&forwards.gift_cards, &backwards.gift_cards);
    prop_assert_eq!((forwards.total, forwards.payable), (backwards.total, backwards.payable));
    Ok(())
}

fn by_line(quote: &Quote) -> BTreeMap<String, String> {
    quote.lines.iter().map(|line| (line.id.to_string(), format!("{line:?}"))).collect()
}
