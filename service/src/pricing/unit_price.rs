//! Prices per unit of measure, as law wants them shown beside the price.
use entity::money::{Minor, Money};
use rust_decimal::Decimal;

use super::rounding;

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    Volume,
    Weight,
    Length,
    Area,
    Count,
}

/// The dimension of a unit and how much of the dimension's base unit (ml, g, mm, mm², 1) it is.
/// Imperial units: exact by definition (NIST Handbook 44, appendix C).
pub fn measure(unit: &str) -> Option<(Dimension, Decimal)> {
    let (dimension, in_base) = match unit {
        "ml" => (Dimension::Volume, Decimal::ONE),
        "cl" => (Dimension::Volume, Decimal::TEN),
        "l" => (Dimension::Volume, Decimal::ONE_THOUSAND),
        "m3" => (Dimension::Volume, Decimal::from(1_000_000)),
        "floz" => (Dimension::Volume, Decimal::new(295_735_295_625, 10)),
        "pt" => (Dimension::Volume, Decimal::new(473_176_473, 6)),
        "qt" => (Dimension::Volume, Decimal::new(946_352_946, 6)),
        "gal" => (Dimension::Volume, Decimal::new(3_785_411_784, 6)),
        "mg" => (Dimension::Weight, Decimal::new(1, 3)),
        "g" => (Dimension::Weight, Decimal::ONE),
        "kg" => (Dimension::Weight, Decimal::ONE_THOUSAND),
        "oz" => (Dimension::Weight, Decimal::new(28_349_523_125, 9)),
        "lb" => (Dimension::Weight, Decimal::new(45_359_237, 5)),
        "mm" => (Dimension::Length, Decimal::ONE),
        "cm" => (Dimension::Length, Decimal::TEN),
        "m" => (Dimension::Length, Decimal::ONE_THOUSAND),
        "in" => (Dimension::Length, Decimal::new(254, 1)),
        "ft" => (Dimension::Length, Decimal::new(3048, 1)),
        "yd" => (Dimension::Length, Decimal::new(9144, 1)),
        "m2" => (Dimension::Area, Decimal::from(1_000_000)),
        "ft2" => (Dimension::Area, Decimal::new(9_290_304, 2)),
        "item" => (Dimension::Count, Decimal::ONE),
        _ => return None,
    };
    Some((dimension, in_base))
}

/// The price of `reference` units of measure, when `quantity` of them cost `price`. None when the
/// units do not measure the same thing, or the quantity is nothing.
pub fn unit_price(price: Money, quantity: Decimal, unit: &str, reference: i32, reference_unit: &str) -> Option<Money> {
    let ((dimension, in_base), (of, reference_in_base)) = (measure(unit)?, measure(reference_unit)?);
    let content = quantity.checked_mul(in_base).filter(|content| !content.is_zero() && dimension == of)?;
    let quoted = Decimal::from(reference).checked_mul(reference_in_base)?;
    let exact = Decimal::from(price.amount.0).checked_mul(quoted)?.checked_div(content)?;
    let amount: Minor = rounding::to_minor(exact).ok()?;
    Some(Money { amount, ..price })
}

#[cfg(test)]
mod tests {
    use entity::money::Currency;

    use super::*;

    #[test]
    fn quotes_per_reference() {
        let price = Money { amount: Minor(450), currency: Currency::EUR };
        let quoted = |quantity: &str, unit, reference, reference_unit| {
            unit_price(price, quantity.parse().unwrap(), unit, reference, reference_unit).map(|money| money.amount.0)
        };
        assert_eq!(quoted("75", "g", 100, "g"), Some(600));
        assert_eq!(quoted("0.75", "l", 1, "l"), Some(600));
        assert_eq!(quoted("750", "ml", 1, "l"), Some(600));
        assert_eq!(quoted("75", "g", 1, "l"), None);
        assert_eq!(quoted("0", "g", 1, "g"), None);
    }
}
