//! How many decimals a currency has, and amounts as people write them.
use std::str::FromStr;

use entity::{
    locale::Country,
    money::{Currency, Minor, Money},
};
use rust_decimal::Decimal;

use super::rounding;
use crate::shop::fault::Fault;

/// Decimals when a currency is not in the ISO 4217 list, or has none there (`XXX`).
const EXPONENT_DEFAULT: u32 = 2;

/// The number of decimals between the currency's unit and its minor unit: EUR 2, JPY 0, KWD 3.
pub fn exponent(currency: Currency) -> u32 {
    match currency.code() {
        // No longer in the list, still in old shops: the rouble of Belarus before 2016 had none.
        "BYR" => 0,
        code => iso_currency::Currency::from_code(code)
            .and_then(iso_currency::Currency::exponent)
            .map_or(EXPONENT_DEFAULT, u32::from),
    }
}

/// The amount in the currency's unit: 1999 cents are 19.99.
pub fn to_decimal(money: Money) -> Decimal {
    Decimal::new(money.amount.0, exponent(money.currency))
}

/// The amount as the storefront writes it: at least one decimal, no trailing zeros beyond it.
pub fn to_text(money: Money) -> String {
    let decimal = to_decimal(money).normalize();
    if decimal.scale() == 0 { format!("{decimal}.0") } else { decimal.to_string() }
}

/// Minor units of an amount in the currency's unit, rounded to a whole one.
///
/// # Errors
/// A [`Fault`] when the amount is larger than money can be.
pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Minor, Fault> {
    let units = Decimal::from_i128_with_scale(10_i128.pow(exponent(currency)), 0);
    let exact = amount.checked_mul(units).ok_or_else(|| Fault::broken("an amount of money is out of range"))?;
    rounding::to_minor(exact)
}

/// Whether the code names money: in the ISO 4217 list, or retired and still in old shops.
pub fn is_known(currency: Currency) -> bool {
    match currency.code() {
        "BYR" | "MRO" | "STD" | "JEP" | "GGP" | "IMP" | "HRK" | "SLL" | "VEF" | "ZWL" => true,
        code => iso_currency::Currency::from_str(code).is_ok_and(|currency| !currency.is_special()),
    }
}

/// A country where it is paid with; the first of many.
pub fn home(currency: Currency) -> Option<Country> {
    match currency.code() {
        "EUR" => "DE",
        "USD" => "US",
        "GBP" => "GB",
        code => {
            let country = *iso_currency::Currency::from_code(code)?.used_by().first()?;
            return country.to_string().parse().ok();
        }
    }
    .parse()
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_amounts_with_the_currencys_decimals() {
        let text = |amount, code: &str| to_text(Money { amount: Minor(amount), currency: code.parse().unwrap() });
        assert_eq!(text(1999, "EUR"), "19.99");
        assert_eq!(text(1900, "EUR"), "19.0");
        assert_eq!(text(1200, "JPY"), "1200.0");
        assert_eq!(text(1234, "KWD"), "1.234");
        assert_eq!(text(500, "BYR"), "500.0");
    }

    #[test]
    fn knows_retired_currencies_too() {
        let known = |code: &str| is_known(code.parse().unwrap());
        assert!(known("EUR") && known("JEP") && known("HRK") && !known("QQQ") && !known("XXX"));
        for (code, decimals) in [("EUR", 2), ("JPY", 0), ("KWD", 3), ("HRK", 2), ("JEP", 2), ("CLF", 4)] {
            assert_eq!(exponent(code.parse().unwrap()), decimals, "{code}");
        }
    }
}
