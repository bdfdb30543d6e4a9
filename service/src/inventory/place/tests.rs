use std::collections::HashMap;

use uuid::Uuid;

use super::*;

fn variant(number: u128) -> VariantId {
    VariantId(Uuid::from_u128(number))
}

fn location(number: u128) -> LocationId {
    LocationId(Uuid::from_u128(number))
}

/// Variant, location, units, and of these units that are sent later.
type Sent = (u128, u128, i64, i64);

/// Chooses for demand `(variant, quantity, may_wait)` among locations 1, 2, 3 in the order given.
fn chosen(asks: &[(u128, i64, bool)], order: &[u128], stock: &[(u128, u128, i64)]) -> Result<Vec<Sent>, Vec<Shortage>> {
    let stock: HashMap<_, _> = stock.iter().map(|(v, l, free)| ((variant(*v), location(*l)), *free)).collect();
    let asks: Vec<_> = asks
        .iter()
        .map(|(v, quantity, may_wait)| Ask { variant: variant(*v), quantity: *quantity, may_wait: *may_wait })
        .collect();
    let order: Vec<_> = order.iter().map(|l| location(*l)).collect();
    let parts = choose(&asks, &order, |v, l| stock.get(&(v, l)).copied().unwrap_or_default())?;
    Ok(parts
        .iter()
        .map(|part| (part.variant.0.as_u128(), part.location.0.as_u128(), part.quantity, part.backordered))
        .collect())
}

#[test]
fn one_location_that_has_everything_is_better_than_two_asked_first() {
    let stock = [(1, 1, 5), (2, 2, 5), (1, 3, 5), (2, 3, 5)];
    assert_eq!(chosen(&[(1, 2, false), (2, 3, false)], &[1, 2, 3], &stock), Ok(vec![(1, 3, 2, 0), (2, 3, 3, 0)]));
}

#[test]
fn of_two_that_have_everything_the_one_asked_first_sends() {
    let stock = [(1, 1, 5), (1, 2, 50)];
    assert_eq!(chosen(&[(1, 5, false)], &[1, 2], &stock), Ok(vec![(1, 1, 5, 0)]));
    assert_eq!(chosen(&[(1, 5, false)], &[2, 1], &stock), Ok(vec![(1, 2, 5, 0)]));
}

#[test]
fn what_no_location_has_alone_comes_from_few() {
    let stock = [(1, 1, 1), (1, 2, 4), (1, 3, 3)];
    assert_eq!(chosen(&[(1, 7, false)], &[1, 2, 3], &stock), Ok(vec![(1, 2, 4, 0), (1, 3, 3, 0)]));
}

#[test]
fn too_little_is_named_for_each_variant() {
    let stock = [(1, 1, 1), (1, 2, 1), (2, 1, -4), (3, 1, 9)];
    let short = chosen(&[(1, 3, false), (2, 1, false), (3, 9, false)], &[1, 2], &stock).unwrap_err();
    let short: Vec<_> = short.iter().map(|s| (s.variant.0.as_u128(), s.wanted, s.available)).collect();
    assert_eq!(short, [(1, 3, 2), (2, 1, 0)]);
}

#[test]
fn what_may_wait_waits_where_the_rest_comes_from() {
    let stock = [(1, 2, 3), (2, 2, 2)];
    assert_eq!(
        chosen(&[(1, 3, false), (2, 7, true)], &[1, 2], &stock),
        Ok(vec![(1, 2, 3, 0), (2, 2, 7, 5)]),
        "two are there, five are sent later"
    );
    assert_eq!(chosen(&[(1, 4, true)], &[3, 1], &[]), Ok(vec![(1, 3, 4, 4)]), "nobody has any: the one asked first");
    assert!(chosen(&[(1, 4, true)], &[], &[]).is_err(), "nowhere to wait");
}
